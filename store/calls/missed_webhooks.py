"""Missed webhooks: the web process notes that it could not keep something, once it can write again.

The clock reads it, and asks Twilio at once what we missed.
"""

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from store.models import MissedWebhook


def note(session: Session, now: datetime) -> None:
    """Keep that something was missed; earlier notes are as good as read."""
    session.execute(delete(MissedWebhook))
    session.add(MissedWebhook(noted_at=now))


def newest(session: Session) -> int | None:
    """Which note is the newest; each has a number of its own."""
    return session.scalar(select(func.max(MissedWebhook.id)))
