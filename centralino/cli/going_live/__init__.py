"""Commands by which an installation is set up, put on its numbers, and examined."""
