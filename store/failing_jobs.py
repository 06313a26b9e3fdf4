"""Failing jobs of the clock: kept while they fail, so that who looks elsewhere sees it."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from store.database.statements import changed, is_new
from store.models import FailingJob

TOLD_AFTER = timedelta(hours=1)  # a network that is away for some minutes is nobody's affair


def fails(session: Session, name: str, reason: str, now: datetime) -> None:
    """Keep that the job failed; since when it does stays."""
    if not is_new(session, FailingJob, name=name, since=now, reason=reason):
        changed(session, FailingJob.name, FailingJob.name == name, reason=reason)


def runs(session: Session, name: str) -> None:
    """Keep that the job did what it is there for."""
    session.execute(delete(FailingJob).where(FailingJob.name == name))


def for_an_hour(session: Session, now: datetime) -> list[FailingJob]:
    """Those that people are told of, the one that has failed for longest first."""
    long_ago = FailingJob.since <= now - TOLD_AFTER
    order = (FailingJob.since, FailingJob.name)
    return list(session.scalars(select(FailingJob).where(long_ago).order_by(*order)))
