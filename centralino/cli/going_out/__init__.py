"""Commands about what goes out to other programs."""
