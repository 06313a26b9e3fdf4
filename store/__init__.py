"""The record: tables, and the few operations that alter them.

Whoever opens a transaction commits it: functions that receive a Session never do.
"""

from store.engine import connect, reading, sessions
from store.migrations import current, head, upgrade

__all__ = ["connect", "current", "head", "reading", "sessions", "upgrade"]
