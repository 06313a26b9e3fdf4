"""Commands about what goes out, to customers and to other programs."""
