"""Backups as a folder: a dated copy of the database for each night, and what lies beside it once."""
