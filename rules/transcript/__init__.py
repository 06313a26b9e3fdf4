"""Rules of a transcript once it is there: what in it is sure."""
