"""What stands wrong with the service: jobs that have failed for an hour, numbers that are nobody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from store import failing_jobs, reading
from store.models import FailingJob
from store.views.odd_callers import OddCaller, odd_callers


@dataclass(frozen=True)
class Standing:
    """It, as it is at that instant."""

    now: datetime
    jobs: Sequence[FailingJob] = ()
    odd: Sequence[OddCaller] = ()


def standing(sessions: sessionmaker[Session], now: datetime) -> Standing:
    """All of it; nothing where the database does not answer, of which others tell."""
    try:
        with reading(sessions) as session:
            return Standing(now, failing_jobs.for_an_hour(session, now), odd_callers(session, now))
    except SQLAlchemyError:
        return Standing(now)
