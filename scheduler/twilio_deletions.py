"""Job: deletes at Twilio the recordings and texts that retention or erasure deleted here.

Deleting twice does no harm, so that whatever went wrong is simply tried again, for ever: a voice
that should be gone is not left where it is because a request failed.
"""

from collections.abc import Callable, Mapping
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
    deletes: Mapping[str, Callable[[str], object]],
    now: Callable[[], datetime],
    most: int = 100,
) -> int:
    """Delete whatever is due, one after the other, by what `deletes` each kind; how many are gone."""
    gone = 0
    for _ in range(most):
        with sessions.begin() as session:
            claim = twilio_deletions.claim(session, now=now(), lease=LEASE)
        if claim is None:
            break
        gone += _remove(sessions, deletes[claim.kind], now, claim)
    return gone


def _remove(
    sessions: sessionmaker[Session],
    delete: Callable[[str], object],
    now: Callable[[], datetime],
    claim: twilio_deletions.Claim,
) -> bool:
    which = {f"{claim.kind}_sid": claim.sid}
    try:
        delete(claim.sid)
    except (TemporaryFailure, PermanentFailure) as error:
        told = error.retry_after if isinstance(error, TemporaryFailure) else None
        at = now() + max(wait_after(claim.attempts), timedelta(seconds=told or 0))
        with sessions.begin() as session:
            twilio_deletions.retry_at(session, claim, at=at, error=str(error))
        log.warning(f"{claim.kind} not deleted at Twilio", **which, error=str(error))
        return False
    with sessions.begin() as session:
        twilio_deletions.done(session, claim, now())
    log.info(f"{claim.kind} deleted at Twilio", **which)
    return True


def wait_after(attempts: int) -> timedelta:
    """How long until the next try: twice as long each time, up to the longest."""
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT)
