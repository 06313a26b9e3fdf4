"""Job: settles open tickets; payer and promise where there is none, warnings before one breaks."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.hours.schedule import Hours
from rules.promise.response_time import ResponseTimes
from scheduler.faults import Faults
from store import reading
from store.billing import coverage
from store.callbacks import let_in_later, promises, responses
from store.callbacks.promises import Promises
from store.customers import payers_due
from store.intake.payer import Payer
from store.messages.caps import Channels
from store.messages.to_customers import can_be_told
from store.models import Ticket
from store.tickets import owners

log = structlog.get_logger()

ON_ITS_WAY = timedelta(minutes=1)  # from our clock to the customer, at most, as a rule


def make_missing(
    sessions: sessionmaker[Session], now: Callable[[], datetime], rule: Promises
) -> int:
    """Promise whoever hung up before hearing a time, and whoever wrote; how many.

    Whoever is let in at the week-end only after a time was told is promised another, and told so.
    """
    at, faults = now(), Faults()
    with sessions.begin() as session:
        made = [
            faults.take(ticket.id, partial(_make, session, rule.make, ticket, at))
            for ticket in promises.unpromised(session, at)
        ]
        made += [
            faults.take(ticket.id, partial(_make, session, rule.sooner, ticket, at))
            for ticket in let_in_later.tickets(session, at, rule.hours)
        ]
    faults.tell()
    return sum(made)


def _make(
    session: Session, make: Callable[..., datetime | None], ticket: Ticket, at: datetime
) -> bool:
    with session.begin_nested():
        return make(session, ticket, at) is not None


def warn(sessions: sessionmaker[Session], now: Callable[[], datetime], rule: Promises) -> int:
    """Note each promise that may break, once; how many."""
    at = now()
    with sessions.begin() as session:
        tickets = rule.at_risk(session, at)
        for ticket in tickets:
            promises.warn(session, ticket, at)
            log.warning("promise at risk", ticket=ticket.id)
    return len(tickets)


def move_late(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    rule: Promises,
    channels: Channels,
) -> int:
    """Promise a later time to whoever can be told of it before the first one breaks; how many."""
    at = now()
    with sessions.begin() as session:
        moved = [
            rule.move(session, ticket, at)
            for ticket in rule.about_to_break(session, at)
            if ticket.promised_at is not None
            and can_be_told(session, ticket, channels, at + ON_ITS_WAY, ticket.promised_at)
        ]
    return len([promised for promised in moved if promised is not None])


def warn_of_responses(
    sessions: sessionmaker[Session], now: Callable[[], datetime], agreed: ResponseTimes
) -> int:
    """Note each response time that is about to end, once; how many."""
    if not agreed.agreed:
        return 0
    at = now()
    with sessions.begin() as session:
        tickets = responses.at_risk(session, at, agreed)
        for ticket in tickets:
            responses.warn(session, ticket, at)
            log.warning("response time at risk", ticket=ticket.id)
    return len(tickets)


def escalate_idle(
    sessions: sessionmaker[Session],
    now: Callable[[], datetime],
    patience: timedelta | None,
    hours: Hours,
) -> int:
    """Tell of requests in progress on which nobody works, once each; how many."""
    if patience is None:
        return 0
    with sessions.begin() as session:
        return owners.escalate(session, now(), patience, hours)


def decide_missing(sessions: sessionmaker[Session], payer: Payer) -> int:
    """Decide for each ticket that has no cover yet; how many."""
    faults = Faults()
    with sessions.begin() as session:
        tickets = coverage.undecided(session)
        decided = [faults.take(one.id, partial(_decide, session, payer, one)) for one in tickets]
    faults.tell()
    return sum(decided)


def _decide(session: Session, payer: Payer, ticket: Ticket) -> bool:
    with session.begin_nested():
        payer.decide(session, ticket)
    return True


def decide_anew(sessions: sessionmaker[Session], now: Callable[[], datetime], payer: Payer) -> int:
    """Decide again where the customer's record or J-System's minutes were altered; how many differ.

    Each request in a transaction of its own, and the marks go last: what breaks off is done again.
    """
    with reading(sessions) as session:
        marks = {one.id: one.customer_id for one in payers_due.marked(session)}
        due = payers_due.tickets(session, marks.values()) if marks else []
    differ = 0
    for ticket_id in due:
        with sessions.begin() as session:
            differ += payer.decide_anew(session, session.get_one(Ticket, ticket_id), now())
    if marks:
        with sessions.begin() as session:
            payers_due.done(session, marks)
    return differ
