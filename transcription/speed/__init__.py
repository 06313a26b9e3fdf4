"""Speed: what makes engines read in less time, the words being the same."""
