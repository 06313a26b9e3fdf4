"""Figures, never tests: `make bench` prints them, and what they are measured against."""
