"""The technicians' console, an application of its own below /console and /login."""
