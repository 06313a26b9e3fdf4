"""Promises in the ledger: made once, watched, and counted by week whether kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.callbacks import callback, priority
from rules.callbacks.callback import Waiting
from rules.callbacks.outcomes import NOT_TRIED, SPOKE
from rules.callbacks.promise_state import (
    agreed_to_come,
    call_due_at,
    is_warned,
    may_be_moved,
    may_be_sooner,
    may_be_told,
    needs_another,
)
from rules.hours.schedule import Hours, explain
from rules.promise import (
    Experience,
    Handling,
    Policy,
    Staff,
    arrival_rate_of,
    is_at_risk,
    promise,
    staff_of,
)
from rules.promise.headcount import FORESEEN
from rules.promise.late import LAST_CHANCE, later_than
from rules.promise.unheard import unheard_for
from rules.rota import EscalationWaits, on_call
from rules.tickets.ticket import SERVICE
from store.callbacks import queue as callbacks
from store.customers import account_managers
from store.models import Attempt, Callback, Ticket, TicketHistory
from store.staff import rota
from store.tickets import lifecycle, promise_facts

LEARNT_FROM = timedelta(weeks=8)
LEARNT_FOR = timedelta(hours=1)  # what the past teaches does not change by the minute
# Tells the customer by when we call, in the same transaction: session, ticket, promised, now.
Tell = Callable[[Session, Ticket, datetime, datetime], None]

_TRIED = Attempt.outcome.is_not(None) & Attempt.outcome.not_in(NOT_TRIED)

MOST_ATTEMPTS = 500  # the newest; older ones were handled by other people


@dataclass(frozen=True)
class Told:
    """When we call, as the customer may be told it; neither where it is "as soon as we can"."""

    promised_at: datetime | None = None
    agreed_at: datetime | None = None


@dataclass
class Promises:
    """Makes promises; keeps in memory for an hour what the past weeks teach."""

    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    policy: Policy
    back_after: timedelta  # when a customer who did not answer is tried again
    tell: Tell | None = None
    alerted: EscalationWaits | None = None  # how people on call are waited for at the week-end
    _learnt: tuple[datetime, Experience] | None = field(default=None, repr=False)

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    def make(self, session: Session, ticket: Ticket, now: datetime) -> datetime | None:
        """The promise that was made for the ticket, made now if there is none.

        None when nobody is to be rung: the callback is over, or there is no number. Neither is
        whoever we rang before anything was promised: that call would count as keeping it.
        """
        if ticket.promised_at is not None:
            return ticket.promised_at
        if promise_facts.of_ticket(session, ticket.id).first_rung_at is not None:
            return None
        made = ticket.promised_at = self._promise(session, ticket, now)
        if made is not None and self.tell is not None:
            self.tell(session, ticket, made, now)
        return made

    def to_tell(
        self, session: Session, ticket: Ticket, now: datetime, *, heard: bool = True
    ) -> Told:
        """What the customer may be told now of when we call: never a time that has passed.

        `heard` is whether they are on the telephone, and hear it: else a sooner time is written.
        A promise that was broken is made anew; both count. Where we rang in vain or have the
        request in hand nothing more is promised.
        """
        if ticket.promised_at is None:
            return Told(self.make(session, ticket, now))
        known = promise_facts.of_ticket(session, ticket.id)
        if needs_another(known, now):
            return Told(self._renew(session, ticket, now))
        event = "promise_renewed" if heard else "promise_sooner"
        sooner = self.sooner(session, ticket, now, event)
        return Told(sooner or may_be_told(known, now), agreed_to_come(known, now))

    def sooner(
        self, session: Session, ticket: Ticket, now: datetime, event: str = "promise_sooner"
    ) -> datetime | None:
        """A promise for the week-end in the place of one for the working day; None where it stands.

        For whoever is let in after a time was told. `event` says whether they hear of it now.
        """
        callback, when = callbacks.of_ticket(session, ticket.id), explain(now, self.hours)
        if callback is None or not callback.j_system or not when.weekend_is_sooner:
            return None
        known = promise_facts.of_ticket(session, ticket.id)
        if not may_be_sooner(known, when.in_charge_standard, now):
            return None
        made = self._promise(session, ticket, now)
        if made is None or known.promised_at is None or made >= known.promised_at:
            return None
        _replace(session, ticket, made, event, now)
        return made

    def _renew(self, session: Session, ticket: Ticket, now: datetime) -> datetime | None:
        """A promise in the place of one that has passed; None where nobody is to be rung."""
        made = self._promise(session, ticket, now)
        if made is None:
            return None
        _replace(session, ticket, made, "promise_renewed", now)
        return made

    def at_risk(self, session: Session, now: datetime) -> list[Ticket]:
        """The tickets whose promise may break, or whose agreed hour has come, and nobody was warned."""
        queue = callbacks.queue(session, now)
        owed = {entry.id: call_due_at(entry) for entry in queue if not is_warned(entry)}
        return self._risky(session, queue, owed, self.policy, now)

    def about_to_break(self, session: Session, now: datetime) -> list[Ticket]:
        """The tickets whose promise will break, and whose customer may be promised another time.

        Those alone that nobody has in hand, and whose promise was not moved before.
        """
        queue = callbacks.queue(session, now)
        moved = _moved(session, [entry.ticket_id for entry in queue])
        owed = {
            entry.id: entry.promised_at
            for entry in queue
            if may_be_moved(entry, now) and entry.number and entry.ticket_id not in moved
        }
        policy = replace(self.policy, warn=min(LAST_CHANCE, self.policy.warn))
        return self._risky(session, queue, owed, policy, now)

    def move(self, session: Session, ticket: Ticket, now: datetime) -> datetime | None:
        """Promise a later time in the place of one that will break; None for who waits no more."""
        known, foreseen = ticket.promised_at, self._promise(session, ticket, now)
        callback = callbacks.of_ticket(session, ticket.id)
        if known is None or foreseen is None or callback is None:
            return None
        made = later_than(known, foreseen, self.hours, j_system=callback.j_system)
        _replace(session, ticket, made, "promise_moved", now)
        return made

    def _risky(
        self,
        session: Session,
        queue: Sequence[Waiting],
        owed: Mapping[int, datetime | None],
        policy: Policy,
        now: datetime,
    ) -> list[Ticket]:
        if not any(owed.values()):
            return []
        busy, experience = in_hand(session, now), self._experience(session, now)
        placed, staff = priority.in_order(queue, now, self.hours), self._staff(session, now)
        risky = [
            one.ticket_id
            for place, one in enumerate(placed, start=1)
            if (due := owed.get(one.id)) is not None
            and is_at_risk(due, one, place, busy, policy, experience, now, staff)
        ]
        return [session.get_one(Ticket, ticket_id) for ticket_id in risky]

    def _promise(self, session: Session, ticket: Ticket, now: datetime) -> datetime | None:
        """By when we call, as things stand; None for who is not to be rung."""
        queue = callbacks.queue(session, now)
        entry = next((one for one in queue if one.ticket_id == ticket.id), None)
        if entry is None or entry.number is None:
            return None
        experience = self._experience(session, now)
        busy, staff = in_hand(session, now), self._staff(session, now)
        unheard = self._reached_after(session, entry, now)
        return promise(entry, queue, busy, self.policy, experience, now, staff, unheard).at

    def _reached_after(self, session: Session, entry: Waiting, now: datetime) -> timedelta:
        """How long an alert may go round before somebody hears of whom the week-end helps."""

        def there(at: datetime) -> tuple[str, ...]:
            return on_call(rota.on_rota(session, at), at)

        return unheard_for(entry, self.hours, self.alerted, now, there)

    def _staff(self, session: Session, now: datetime) -> Staff:
        """Who is at work by the rota, from now until the opening days that are foreseen are over."""
        shifts = rota.counting(rota.between(session, now, now + 2 * FORESEEN))
        return staff_of(shifts, self.policy.technicians)

    def _experience(self, session: Session, now: datetime) -> Experience:
        hours, kept = self.hours, self._learnt
        if kept is None or not timedelta() <= now - kept[0] < LEARNT_FOR or kept[1].hours != hours:
            kept = self._learnt = now, learn(session, hours, self.back_after, now)
        return kept[1]


def _replace(session: Session, ticket: Ticket, made: datetime, event: str, now: datetime) -> None:
    """The new promise in the place of the first, which stays to be counted."""
    promise_facts.set_aside(session, ticket, now)
    ticket.promised_at = made
    lifecycle.add(session, ticket.id, actor=SERVICE, event=event, note=made.isoformat(), now=now)


def _moved(session: Session, ticket_ids: Sequence[int]) -> set[int]:
    """Those of the tickets whose promise was moved before."""
    moved = (TicketHistory.ticket_id.in_(ticket_ids), TicketHistory.event == "promise_moved")
    return set(session.scalars(select(TicketHistory.ticket_id).where(*moved)))


def learn(session: Session, hours: Hours, back_after: timedelta, now: datetime) -> Experience:
    """What the past weeks teach: when callers come, how urgent they are, how long calls take."""
    since = now - LEARNT_FROM
    came = (Ticket.created_at >= since, promise_facts.was_to_be_rung())
    rows = select(Ticket.created_at, Ticket.urgency).where(*came)
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
            *(
                callbacks.to_be_taken(now),
                ~promise_facts.was_rung(),
                account_managers.technicians_answer(),
            ),
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
