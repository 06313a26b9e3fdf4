"""The demonstration: sample calls over both lines, and what becomes of them."""
