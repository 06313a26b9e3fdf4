"""What rules/triage/learned/ knows, learned anew from labelled messages: `make learn-triage`."""
