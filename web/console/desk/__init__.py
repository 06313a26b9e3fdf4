"""The desk: when it is open, and what supervisors alter of it."""
