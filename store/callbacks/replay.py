"""Past calls as a changed configuration would have seen them, one after the other.

The calls, their callers and who was waiting are those that were; hours, holidays and how sure promises
are, those of the configuration that is tried. So it says what callers would have been told, and not how
the desk would have worked since.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rules.callbacks.callback import Waiting
from rules.hours.schedule import Hours, explain
from rules.promise import Experience, Policy, promise, staff_of
from rules.promise.headcount import FORESEEN
from rules.promise.unheard import unheard_for
from rules.rota import EscalationWaits, on_call
from rules.tickets.ticket import State
from store.callbacks.promises import learn
from store.models import Attempt, Call, Callback, Ticket, TicketHistory
from store.staff import rota
from store.tickets import promise_facts

OLDEST = timedelta(days=30)  # who waits longer than that waits for something else
_ENDED = (State.RESOLVED, State.CLOSED, State.CANCELLED)
_AT_ONCE = 500  # values in one statement


@dataclass(frozen=True)
class Tried:
    """What of a configuration a call hangs on."""

    hours: Hours
    policy: Policy
    lines: Mapping[str, str]  # our numbers (E.164), and which line each is
    back_after: timedelta  # when a customer who did not answer is tried again
    alerted: EscalationWaits | None = None  # how people on call are waited for


@dataclass(frozen=True)
class Heard:
    """What a caller met with, by one configuration."""

    line: str | None
    flow: str
    open: bool
    in_charge_at: datetime
    promised_at: datetime | None  # None where nobody was to be rung

    def as_json(self) -> dict[str, Any]:
        """For programs; instants in UTC."""
        promised = self.promised_at
        return {
            "line": self.line,
            "flow": self.flow,
            "open": self.open,
            "in_charge_at": self.in_charge_at.isoformat(),
            "promised_at": promised.isoformat() if promised else None,
        }


@dataclass(frozen=True)
class Replayed:
    """One call, by the configuration that counts and by the one that is tried."""

    call_sid: str
    at: datetime
    ticket_id: int | None
    before: Heard
    after: Heard

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "call_sid": self.call_sid,
            "at": self.at.isoformat(),
            "ticket": self.ticket_id,
            "before": self.before.as_json(),
            "after": self.after.as_json(),
        }

    @property
    def differs(self) -> tuple[str, ...]:
        """What would have been different, by name."""
        before, after = vars(self.before), vars(self.after)
        return tuple(name for name in before if before[name] != after[name])


@dataclass(frozen=True)
class _Known:
    """A callback of the past: since when it waited, and until when."""

    entry: Waiting
    until: datetime | None

    def waits(self, at: datetime) -> bool:
        """Whether nobody had rung yet, and it was not over."""
        return self.entry.created_at <= at and (self.until is None or at < self.until)


class Replay:
    """The past weeks, read once."""

    def __init__(self, session: Session, since: datetime, until: datetime) -> None:
        self._session, self._until = session, until
        inbound = (Call.direction == "inbound", Call.started_at >= since, Call.started_at < until)
        self.calls: Sequence[Call] = session.scalars(
            select(Call).where(*inbound).order_by(Call.started_at, Call.sid)
        ).all()
        self._known = _callbacks(session, since - OLDEST, until)
        self._by_call = _by_call(session, [call.sid for call in self.calls])
        self._talks = _talks(session, since, until)
        self._shifts = rota.counting(rota.between(session, since, until + 2 * FORESEEN))

    def each(self, now: Tried, changed: Tried) -> Iterator[Replayed]:
        """Each call by both."""
        learnt = [
            learn(self._session, one.hours, one.back_after, self._until) for one in (now, changed)
        ]
        for call in self.calls:
            own = self._by_call.get(call.sid)
            yield Replayed(
                call.sid,
                call.started_at,
                own,
                self._heard(call, self._known.get(own or 0), now, learnt[0]),
                self._heard(call, self._known.get(own or 0), changed, learnt[1]),
            )

    def _heard(self, call: Call, own: _Known | None, tried: Tried, learnt: Experience) -> Heard:
        at = call.started_at
        when = explain(at, tried.hours)
        rung = own is not None and own.entry.number is not None
        promised = self._promised(own, tried, learnt, at) if own and rung else None
        in_charge = when.in_charge(j_system=own is not None and own.entry.j_system)
        line = tried.lines.get(call.to_number or "")
        return Heard(line, when.flow.value, when.open, in_charge, promised)

    def _promised(self, own: _Known, tried: Tried, learnt: Experience, at: datetime) -> datetime:
        """What would have been promised, with whoever was waiting then."""
        entry = _as_of(own.entry, tried)
        waiting = [one.entry for one in self._known.values() if one.waits(at) and one is not own]
        queue = [*(_as_of(one, tried) for one in waiting), entry]
        shifts = [one for one in self._shifts if one.end > at and one.start < at + 2 * FORESEEN]
        staff = staff_of(shifts, tried.policy.technicians)
        busy = [at - began for began, ended in self._talks if began <= at < ended]
        unheard = unheard_for(
            entry, tried.hours, tried.alerted, at, lambda start: on_call(self._shifts, start)
        )
        return promise(entry, queue, busy, tried.policy, learnt, at, staff, unheard).at


def _as_of(entry: Waiting, tried: Tried) -> Waiting:
    """As it stood when it came: its time counts by the hours that are tried."""
    came = explain(entry.created_at, tried.hours)
    charged = came.in_charge(j_system=entry.j_system)
    return replace(entry, in_charge_at=charged, next_at=entry.created_at)


def _callbacks(session: Session, since: datetime, until: datetime) -> dict[int, _Known]:
    """Whoever waited then, by their ticket: since when, and until we first rang or it was over."""
    over = (
        select(func.min(TicketHistory.at))
        .where(TicketHistory.ticket_id == Ticket.id, TicketHistory.to_state.in_(_ENDED))
        .scalar_subquery()
    )
    statement = (
        select(Callback, Ticket.channel, Ticket.category, over)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .where(Callback.created_at >= since, Callback.created_at < until)
        .where(promise_facts.was_to_be_rung())
    )
    rows = session.execute(statement).all()
    rung = promise_facts.rung_by_callback(
        session, Callback.created_at >= since, Callback.created_at < until
    )
    found = {}
    for row, channel, category, ended in rows:
        first = rung.get(row.id, {}).get("first_rung_at")
        ends = [one for one in (first, ended) if one is not None]
        entry = _entry(row, channel.value, category)
        found[row.ticket_id] = _Known(entry, min(ends, default=None))
    return found


def _entry(row: Callback, channel: str, category: str) -> Waiting:
    """As it stood before anybody had rung."""
    return Waiting(
        id=row.id,
        ticket_id=row.ticket_id,
        number=row.number,
        urgency=row.urgency,
        kind=row.kind.value,
        channel=channel,
        created_at=row.created_at,
        in_charge_at=row.in_charge_at,
        next_at=row.created_at,
        j_system=row.j_system,
        attempts=0,
        category=category,
    )


def _by_call(session: Session, sids: Sequence[str]) -> dict[str, int]:
    """The ticket that each call opened; one about a ticket that stood was promised nothing new."""
    found: dict[str, int] = {}
    for first in range(0, len(sids), _AT_ONCE):
        some = Ticket.call_sid.in_(sids[first : first + _AT_ONCE])
        found |= {
            sid: ticket
            for sid, ticket in session.execute(select(Ticket.call_sid, Ticket.id).where(some))
            if sid
        }
    return found


def _talks(session: Session, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
    """When technicians had somebody on the line."""
    ended = (Attempt.ended_at.is_not(None), Attempt.started_at >= since - OLDEST)
    rows = session.execute(
        select(Attempt.started_at, Attempt.ended_at).where(*ended, Attempt.started_at < until)
    )
    return [(began, over) for began, over in rows if over is not None and over > began]
