"""Promises in the ledger: made once, watched, and counted by week whether kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.callbacks import callback, priority
from rules.callbacks.outcomes import NOT_TRIED, SPOKE
from rules.callbacks.promise_state import call_due_at, is_warned, late_since
from rules.hours.schedule import Hours
from rules.promise import (
    Experience,
    Handling,
    Made,
    Policy,
    Staff,
    arrival_rate_of,
    is_at_risk,
    promise,
    staff_of,
)
from rules.promise.headcount import FORESEEN
from rules.tickets.ticket import SERVICE
from rules.tickets.ticket import State as TicketState
from store.callbacks import queue as callbacks
from store.customers import account_managers
from store.models import Attempt, Callback, Ticket
from store.staff import rota
from store.tickets import lifecycle, promise_facts

LEARNT_FROM = timedelta(weeks=8)
LEARNT_FOR = timedelta(hours=1)  # what the past teaches does not change by the minute
# Tells the customer by when we call, in the same transaction: session, ticket, promised, now.
Tell = Callable[[Session, Ticket, datetime, datetime], None]

_TRIED = Attempt.outcome.is_not(None) & Attempt.outcome.not_in(NOT_TRIED)

MOST_ATTEMPTS = 500  # the newest; older ones were handled by other people


@dataclass
class Promises:
    """Makes promises; keeps in memory for an hour what the past weeks teach."""

    hours: Hours
    policy: Policy
    back_after: timedelta  # when a customer who did not answer is tried again
    tell: Tell | None = None
    _learnt: tuple[datetime, Experience] | None = field(default=None, repr=False)

    def make(self, session: Session, ticket: Ticket, now: datetime) -> datetime | None:
        """The promise that was made for the ticket, made now if there is none.

        None when nobody is to be rung: the callback is over, or there is no number. Neither is
        whoever we rang before anything was promised: that call would count as keeping it.
        """
        if ticket.promised_at is not None:
            return ticket.promised_at
        if promise_facts.of_ticket(session, ticket.id).first_rung_at is not None:
            return None
        queue = callbacks.queue(session, now)
        entry = next((one for one in queue if one.ticket_id == ticket.id), None)
        if entry is None or entry.number is None:
            return None
        experience = self._experience(session, now)
        busy, staff = in_hand(session, now), self._staff(session, now)
        made = promise(entry, queue, busy, self.policy, experience, now, staff)
        ticket.promised_at = made.at
        if self.tell is not None:
            self.tell(session, ticket, made.at, now)
        return made.at

    def at_risk(self, session: Session, now: datetime) -> list[Ticket]:
        """The tickets whose promise may break, or whose agreed hour has come, and nobody was warned."""
        queue = callbacks.queue(session, now)
        owed = {entry.id: call_due_at(entry) for entry in queue if not is_warned(entry)}
        if not any(owed.values()):
            return []
        busy, experience = in_hand(session, now), self._experience(session, now)
        placed, staff = priority.in_order(queue, now, self.hours), self._staff(session, now)
        risky = [
            one.ticket_id
            for place, one in enumerate(placed, start=1)
            if (due := owed.get(one.id)) is not None
            and is_at_risk(due, one, place, busy, self.policy, experience, now, staff)
        ]
        return [session.get_one(Ticket, ticket_id) for ticket_id in risky]

    def _staff(self, session: Session, now: datetime) -> Staff:
        """Who is at work by the rota, from now until the opening days that are foreseen are over."""
        shifts = rota.counting(rota.between(session, now, now + 2 * FORESEEN))
        return staff_of(shifts, self.policy.technicians)

    def _experience(self, session: Session, now: datetime) -> Experience:
        if self._learnt is None or not timedelta() <= now - self._learnt[0] < LEARNT_FOR:
            self._learnt = now, learn(session, self.hours, self.back_after, now)
        return self._learnt[1]


def learn(session: Session, hours: Hours, back_after: timedelta, now: datetime) -> Experience:
    """What the past weeks teach: when callers come, how urgent they are, how long calls take."""
    since = now - LEARNT_FROM
    rows = select(Ticket.created_at, Ticket.urgency).where(Ticket.created_at >= since)
    past = [(at, urgency) for at, urgency in session.execute(rows)]
    first = min((at for at, _ in past), default=now)
    weeks = max(0.0, (now - first) / timedelta(weeks=1))
    ended = (
        select(Attempt.outcome, Attempt.started_at, Attempt.ended_at)
        .where(Attempt.ended_at.is_not(None), Attempt.started_at >= since, _TRIED)
        .order_by(Attempt.id.desc())
        .limit(MOST_ATTEMPTS)
    )
    took = [
        (outcome in SPOKE, (end - began).total_seconds())
        for outcome, began, end in session.execute(ended)
        if end is not None and end > began
    ]
    handling = Handling(
        spoken=tuple(seconds for reached, seconds in took if reached),
        vain=tuple(seconds for reached, seconds in took if not reached),
        back_after=back_after,
    )
    return Experience(hours, arrival_rate_of(past, weeks, hours.timezone), handling)


def in_hand(session: Session, now: datetime) -> list[timedelta]:
    """For how long each callback that a technician has in hand has lasted."""
    began = (
        select(func.max(Attempt.started_at))
        .where(Attempt.callback_id == Callback.id, Attempt.ended_at.is_(None))
        .scalar_subquery()
    )
    held = (Callback.state == callback.State.CLAIMED) & (Callback.lease_until > now)
    return [
        max(timedelta(), now - (at or now)) for at in session.scalars(select(began).where(held))
    ]


def unpromised(session: Session, now: datetime, limit: int = 100) -> list[Ticket]:
    """Tickets in the queue without a promise, whom nobody rang: their callers heard no time."""
    statement = (
        select(Ticket)
        .join(Callback, Callback.ticket_id == Ticket.id)
        .where(
            *(callbacks.to_be_taken(now), ~promise_facts.was_rung(), ~account_managers.answer()),
            *(Ticket.promised_at.is_(None), Callback.number.is_not(None)),
        )
        .order_by(Ticket.id)
        .limit(limit)
    )
    return list(session.scalars(statement))


def warn(session: Session, ticket: Ticket, now: datetime) -> None:
    """Note that the promise may break, for whoever looks at the queue; once."""
    ticket.promise_warned_at = now
    lifecycle.add(session, ticket.id, actor=SERVICE, event="promise_at_risk", now=now)


def made(session: Session, since: datetime) -> list[Made]:
    """The promises since then that no customer cancelled, each with the first attempt to keep it."""
    first = (
        select(func.min(Attempt.started_at))
        .join(Callback, Callback.id == Attempt.callback_id)
        .where(Callback.ticket_id == Ticket.id, promise_facts.rang())
        .scalar_subquery()
    )
    statement = select(Ticket.promised_at, first).where(
        Ticket.promised_at.is_not(None),
        Ticket.promised_at >= since,
        Ticket.state != TicketState.CANCELLED,
    )
    return [Made(at, called) for at, called in session.execute(statement) if at is not None]


@dataclass(frozen=True)
class Owed:
    """How many callbacks still to be made are late, and of how many technicians were warned."""

    late: int
    warned: int


def owed(session: Session, now: datetime) -> Owed:
    """Both, as lists and pages show them."""
    may_be = (Ticket.promised_at <= now) | (Callback.agreed_at <= now)
    looked_at = may_be | Ticket.promise_warned_at.is_not(None)
    technicians = ~account_managers.answer()
    found = promise_facts.found(session, callbacks.is_live(), technicians, looked_at).values()
    late = sum(late_since(one, now) is not None for one in found)
    return Owed(late, sum(map(is_warned, found)))
