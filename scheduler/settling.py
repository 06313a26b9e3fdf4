"""Job: settles open tickets; payer and promise where there is none, warnings before one breaks."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session, sessionmaker

from rules.hours.schedule import Hours
from rules.promise.response_time import ResponseTimes
from store.billing import coverage
from store.callbacks import promises, responses
from store.callbacks.promises import Promises
from store.intake.payer import Payer
from store.messages.to_customers import Channels, can_be_told
from store.tickets import owners

log = structlog.get_logger()

ON_ITS_WAY = timedelta(minutes=1)  # from our clock to the customer, at most, as a rule


def make_missing(
    sessions: sessionmaker[Session], now: Callable[[], datetime], rule: Promises
) -> int:
    """Promise whoever hung up before hearing a time, and whoever wrote; how many."""
    at = now()
    with sessions.begin() as session:
        made = [rule.make(session, ticket, at) for ticket in promises.unpromised(session, at)]
    return len([promised for promised in made if promised is not None])


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
    with sessions.begin() as session:
        tickets = coverage.undecided(session)
        for ticket in tickets:
            payer.decide(session, ticket)
    return len(tickets)
