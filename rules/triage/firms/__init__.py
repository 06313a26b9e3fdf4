"""Firms' names in a transcript: where one begins and ends, whose it is, and how it is said to be called."""
