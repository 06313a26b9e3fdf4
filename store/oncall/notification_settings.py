"""Notification settings: by which channels each user is told, of which events, and when not."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from rules.staff import notifications
from rules.staff.notifications import USUAL
from store.models import Notification, NotificationChannel, NotificationWishes
from store.staff import accounts


def add_channel(
    session: Session, name: str, typed: str, schemas: Collection[str], now: datetime
) -> NotificationChannel:
    """Another way to tell the user; raises NotFound, BadInput."""
    user = accounts.named(session, name)
    url = notifications.check_url(typed, schemas)
    own = channels(session, user.id)
    if len(own) >= notifications.MOST_WAYS:
        raise BadInput(
            f"expected at most {notifications.MOST_WAYS} ways",
            "way_most",
            most=notifications.MOST_WAYS,
        )
    known = next((way for way in own if way.url == url), None)
    if known is not None:
        return known
    way = NotificationChannel(user_id=user.id, url=url, created_at=now)
    session.add(way)
    session.flush()
    return way


def remove_channel(session: Session, user_id: int, way_id: int) -> None:
    """Forget the way and what was to go there; raises NotFound for one that is not the user's."""
    way = session.get(NotificationChannel, way_id)
    if way is None or way.user_id != user_id:
        raise NotFound(f"there is no way {way_id}")
    session.execute(delete(Notification).where(Notification.way_id == way_id))
    session.delete(way)


def channels(session: Session, user_id: int) -> list[NotificationChannel]:
    """Those of the user, the oldest first."""
    own = select(NotificationChannel).where(NotificationChannel.user_id == user_id)
    return list(session.scalars(own.order_by(NotificationChannel.id)))


def wishes(session: Session, user_id: int) -> NotificationWishes:
    """What the user said, or the usual."""
    usual = NotificationWishes(user_id=user_id, events=sorted(USUAL))
    return session.get(NotificationWishes, user_id) or usual


def wish(session: Session, user_id: int, events: Collection[str], start: str, end: str) -> None:
    """Keep what the user wants to hear of, and when not; raises BadInput."""
    quiet = notifications.check_quiet(start, end)
    row = session.get(NotificationWishes, user_id) or NotificationWishes(user_id=user_id)
    row.events = [event.value for event in notifications.CHOICES if event.value in events]
    row.quiet_from, row.quiet_to = quiet or (None, None)
    session.add(row)
