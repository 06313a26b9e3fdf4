"""Wiring of what looks at the service itself: bounds and heartbeat, the morning's rehearsal, the doctor."""
