"""What was learned from labelled messages, beside the rules: who calls, from where, and what is asked."""
