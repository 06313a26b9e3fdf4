"""Rules of files: sheets, their encodings, and sound."""
