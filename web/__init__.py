"""The people's edge: whoever comes with a browser or a program."""
