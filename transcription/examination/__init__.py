"""Examination of a speech model on the machine that it is to serve on: `centralino models check`."""
