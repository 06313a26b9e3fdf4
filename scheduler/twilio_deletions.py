"""Job: deletes recordings at Twilio that retention or erasure deleted here.

Deleting twice does no harm, so that whatever went wrong is simply tried again, for ever: a voice
that should be gone is not left where it is because a request failed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.errors import PermanentFailure, TemporaryFailure
from store.privacy import twilio_deletions

log = structlog.get_logger()

LEASE = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def remove_all(
    sessions: sessionmaker[Session],
    delete: Callable[[str], object],
    now: Callable[[], datetime],
    most: int = 100,
) -> int:
    """Delete whatever is due, one after the other; how many are gone."""
    gone = 0
    for _ in range(most):
        with sessions.begin() as session:
            taken = twilio_deletions.claim(session, now=now(), lease=LEASE)
        if taken is None:
            break
        gone += _remove(sessions, delete, now, *taken)
    return gone


def _remove(
    sessions: sessionmaker[Session],
    delete: Callable[[str], object],
    now: Callable[[], datetime],
    sid: str,
    token: str,
    attempts: int,
) -> bool:
    try:
        delete(sid)
    except (TemporaryFailure, PermanentFailure) as error:
        at = now() + wait_after(attempts)
        with sessions.begin() as session:
            twilio_deletions.retry_at(session, sid, token, at=at, error=str(error))
        log.warning("recording not deleted at Twilio", recording_sid=sid, error=str(error))
        return False
    with sessions.begin() as session:
        twilio_deletions.done(session, sid, token, now())
    log.info("recording deleted at Twilio", recording_sid=sid)
    return True


def wait_after(attempts: int) -> timedelta:
    """How long until the next try: twice as long each time, up to the longest."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT)
