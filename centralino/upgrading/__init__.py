"""Upgrading: another version is installed beside this one, tried there, and put in its place.

While it is put there only the standard library and what has been loaded already may be used: the files
of everything else are being replaced.
"""
