"""Examination of recognisers: voices that nobody trained on, telephone lines, and what was understood."""
