"""What the console tells one user by a sound or the desktop: the same that the outside services tell.

By whom and in which hours somebody wants to hear of it is asked where those are asked.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.hours.schedule import Hours
from rules.staff import notifications
from rules.staff.notifications import Happening
from store.models import NotificationWishes, User
from store.oncall.notifications import happenings, reader_of, working_now


def of_user(session: Session, user_id: int, now: datetime, hours: Hours) -> list[Happening]:
    """What happened within the last hours and concerns the user; nothing in their quiet hours."""
    user = session.get_one(User, user_id)
    reader = reader_of(user, session.get(NotificationWishes, user_id), hours.timezone)
    if notifications.told_at(reader, now) > now:
        return []
    working = working_now(session, now)
    return [
        one
        for one in happenings(session, now, hours)
        if notifications.readers_of(one, [reader], working)
    ]
