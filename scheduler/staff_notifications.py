"""Job: sends notifications to technicians by the channels that they chose, once, outside quiet hours.

A claim is committed before anything is handed over; whoever dies in between leaves a notice that is
not repeated.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from rules.hours.schedule import Hours
from rules.staff.notifications import Happening
from store.oncall import notifications

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60))
AT_ONCE = 50


@dataclass(frozen=True)
class Notifying:
    """How: send(url, text) raises TemporaryFailure or PermanentFailure."""

    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    words: Callable[[Happening], str]
    send: Callable[[str, str], None]
    most_an_hour: int = 30

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()


def note(sessions: sessionmaker[Session], now: Callable[[], datetime], notifying: Notifying) -> int:
    """Write what is to be told."""
    with sessions.begin() as session:
        return notifications.note(
            session, now(), notifying.hours, notifying.words, notifying.most_an_hour
        )


def send_due(
    sessions: sessionmaker[Session], now: Callable[[], datetime], notifying: Notifying
) -> int:
    """Send what is due; how many were taken in hand."""
    for count in range(AT_ONCE):
        if not send_one(sessions, now, notifying):
            return count
    return AT_ONCE


def send_one(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    notifying: Notifying,
    only: int | None = None,
) -> bool:
    """Send what has been due longest, or that one; False where none is due."""
    with sessions.begin() as session:
        claim = notifications.claim(session, now(), LEASE, only)
    if claim is not None:
        _send(sessions, now, notifying, claim)
    return claim is not None


def _send(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    notifying: Notifying,
    claim: notifications.Claim,
) -> None:
    try:
        notifying.send(claim.url, claim.text)
    except TemporaryFailure as error:
        with sessions.begin() as session:
            if claim.attempts > len(WAITS):
                notifications.failed(session, claim, reason=str(error), now=now())
                log.warning("technician not told", notice=claim.id, reason=str(error))
            else:
                at = now() + WAITS[claim.attempts - 1]
                notifications.retry_at(session, claim, at=at, reason=str(error), now=now())
    except PermanentFailure as error:
        log.warning("technician not told", notice=claim.id, reason=str(error))
        with sessions.begin() as session:
            notifications.failed(session, claim, reason=str(error), now=now())
    else:
        with sessions.begin() as session:
            notifications.sent(session, claim, now())
