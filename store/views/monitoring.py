"""Monitoring: gauges of the ledger for /metrics, how much waits and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.promise.response_time import ResponseTimes
from rules.tickets.ticket import LIVE
from store.callbacks import promise_counts, responses
from store.callbacks.queue import to_be_taken
from store.calls import fetch_retries, recordings
from store.models import Call, Callback, FailingJob, Outbox, Recording, Ticket
from store.models.states import OutboxState, RecordingState

DAY = timedelta(days=1)
UNREAD = (RecordingState.ANNOUNCED, RecordingState.STORED)


@dataclass(frozen=True)
class Figures:
    """Counts, and the instants since which the oldest waits; None where nothing does."""

    calls: Mapping[tuple[str, str], int]  # of the last day, by line and flow
    recordings: Mapping[str, int]  # by state
    oldest_unread: datetime | None  # those that are tried each day among them
    not_fetched: int  # which these are
    callbacks: Mapping[str, int]  # by state
    due: int  # callbacks that could be made now
    oldest_due: datetime | None
    broken: int  # live callbacks that are late: their promise is broken, or their agreed hour past
    warned: int  # and those of which technicians were warned
    responses_late: int  # live callbacks whose response time has ended, and nobody rang
    responses_warned: int
    outbox: Mapping[str, int]  # by state
    oldest_unsent: datetime | None
    tickets: Mapping[str, int]  # live ones, by urgency
    failing: Mapping[str, datetime]  # jobs that fail, and since when


def figures(session: Session, now: datetime, agreed: ResponseTimes | None = None) -> Figures:
    """All of it as it is now, in a dozen short statements."""
    due = (to_be_taken(now), Callback.in_charge_at <= now, Callback.next_at <= now)
    unread = Recording.state.in_(UNREAD) | recordings.NOT_FETCHED
    owed = promise_counts.owed(session, now)
    times = responses.open_now(session, now, agreed) if agreed else responses.Open(0, 0)
    unsent = Outbox.state.in_((OutboxState.WAITING, OutboxState.UNKNOWN))
    return Figures(
        calls=_calls(session, now),
        recordings=_by(session, Recording.state),
        oldest_unread=session.scalar(select(func.min(Recording.announced_at)).where(unread)),
        not_fetched=fetch_retries.count(session),
        callbacks=_by(session, Callback.state),
        due=session.scalar(select(func.count()).select_from(Callback).where(*due)) or 0,
        oldest_due=session.scalar(select(func.min(Callback.in_charge_at)).where(*due)),
        broken=owed.late,
        warned=owed.warned,
        responses_late=times.late,
        responses_warned=times.warned,
        outbox=_by(session, Outbox.state),
        oldest_unsent=session.scalar(select(func.min(Outbox.created_at)).where(unsent)),
        tickets=_by(session, Ticket.urgency, Ticket.state.in_(LIVE)),
        failing={job.name: job.since for job in session.scalars(select(FailingJob))},
    )


def _by(session: Session, column: object, *where: object) -> dict[str, int]:
    statement = select(column, func.count()).where(*where).group_by(column)  # type: ignore[call-overload]
    return {str(value): count for value, count in session.execute(statement)}


def _calls(session: Session, now: datetime) -> dict[tuple[str, str], int]:
    statement = (
        select(Call.line, Call.flow, func.count())
        .where(Call.started_at > now - DAY, Call.direction == "inbound")
        .group_by(Call.line, Call.flow)
    )
    rows = session.execute(statement)
    return {(line or "unknown", flow or "unknown"): count for line, flow, count in rows}
