"""What stands wrong with the service: jobs that have failed for an hour, numbers that are nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from store import failing_jobs, reading
from store.models import FailingJob
from store.tickets import known_faults
from store.views.odd_callers import OddCaller, odd_callers


@dataclass(frozen=True)
class StandingFault:
    """A fault that is known to callers since then, or proposed and to be decided on (since is None)."""

    id: int
    title: str
    requests: int
    since: datetime | None


@dataclass(frozen=True)
class Standing:
    """It, as it is at that instant."""

    now: datetime
    jobs: Sequence[FailingJob] = ()
    odd: Sequence[OddCaller] = ()
    faults: Sequence[StandingFault] = ()


def standing(sessions: sessionmaker[Session], now: datetime) -> Standing:
    """All of it; nothing where the database does not answer, of which others tell."""
    try:
        with reading(sessions) as session:
            return Standing(
                now,
                failing_jobs.for_an_hour(session, now),
                odd_callers(session, now),
                _faults(session),
            )
    except SQLAlchemyError:
        return Standing(now)


def _faults(session: Session) -> list[StandingFault]:
    rows = known_faults.standing(session)
    counted = known_faults.counted(session, [one.id for one in rows]) if rows else {}
    return [
        StandingFault(one.id, one.title, counted.get(one.id, 0), one.started_at) for one in rows
    ]
