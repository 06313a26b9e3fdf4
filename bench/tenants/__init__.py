"""Several firms on one installation: what leaks, who waits for whom, and what one more costs."""
