"""The callback queue as rows: claimed under a lease, finished with the claim's token."""

import hmac
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from rules.callbacks.callback import LIVE, MOVES, State, Waiting
from rules.errors import MoveRefused
from rules.tickets.ticket import SERVICE
from rules.tickets.ticket import State as TicketState
from store.customers import account_managers, identity
from store.database.statements import NO_LEASE, changed, may_become, new_token
from store.models import Addition, Attempt, Call, Callback, Ticket
from store.tickets import lifecycle, promise_facts, weekend


def queue(session: Session, now: datetime) -> list[Waiting]:
    """Every callback of technicians' that nobody has in hand; in order by rules.callbacks.priority."""
    waiting, live = to_be_taken(now), is_live()
    messages, tried_by = _messages(session, live, now), _tried_by(session, live)
    rung = promise_facts.rung_by_callback(session, live)
    statement = (
        select(*_WAITING, *_MORE)
        .join(Ticket, Ticket.id == Callback.ticket_id)
        .outerjoin(Call, identity.OPENED_BY)
        .where(waiting, account_managers.technicians_answer())
        .order_by(Callback.id)
    )
    return [
        Waiting(
            **{
                **{name: getattr(row, name) for name in _COLUMNS},
                "cover_is_sure": identity.pays_for_sure(row),
                "weekend": weekend.gate_of(row),
                "kind": row.kind.value,
                "channel": row.channel.value,
                "rang_back": row.rang_back is not None,
                "messages": tuple(messages.get(row.ticket_id, ())),
                "preferred": row.preferred or tried_by.get(row.id),
                "is_handed": row.preferred is not None,
                **rung.get(row.id, {}),
            }
        )
        for row in session.execute(statement)
    ]


# Columns and no entities: a queue of thousands is read for each console that looks at it.
_WAITING = (
    *(Callback.id, Callback.ticket_id, Callback.number, Callback.urgency, Callback.kind),
    *(Callback.created_at, Callback.in_charge_at, Callback.next_at, Callback.j_system),
    *(Callback.attempts, Callback.rang_back_at.label("rang_back")),
    Callback.handed_to.label("preferred"),
    *(Ticket.channel, Ticket.category, Ticket.cover),
    *promise_facts.COLUMNS,
)
_COLUMNS = tuple(column.key for column in _WAITING)
_MORE = (*weekend.COLUMNS, *(one for one in identity.PROOFS if one.key not in _COLUMNS))


def _messages(
    session: Session, live: ColumnElement[bool], now: datetime
) -> dict[int, list[datetime]]:
    """When the last day's later messages about each ticket came."""
    statement = (
        select(Addition.ticket_id, Addition.at)
        .join(Callback, Callback.ticket_id == Addition.ticket_id)
        .where(live, Addition.what == "added", Addition.at > now - timedelta(days=1))
    )
    found: dict[int, list[datetime]] = defaultdict(list)
    for ticket_id, at in session.execute(statement):
        found[ticket_id].append(at)
    return found


def _tried_by(session: Session, live: ColumnElement[bool]) -> dict[int, str | None]:
    """Who last rang each customer that was rung before."""
    tried = aliased(Attempt)  # what waits is told by another look at attempts
    statement = (
        select(tried.callback_id, tried.technician)
        .join(Callback, Callback.id == tried.callback_id)
        .where(live, Callback.attempts > 0)
        .order_by(tried.id)
    )
    return {row.callback_id: row.technician for row in session.execute(statement)}


def to_be_taken(now: datetime) -> ColumnElement[bool]:
    """Nobody has it in hand: it waits, or the lease of whoever claimed it has run out."""
    return is_live() & ((Callback.state == State.WAITING) | _is_abandoned(now))


def is_live() -> ColumnElement[bool]:
    """Still to be made; said literally, so that SQLite sees how few that is: `ix_callbacks_live`."""
    states: BindParameter[list[State]] = bindparam(
        None, sorted(LIVE), expanding=True, literal_execute=True
    )
    return Callback.state.in_(states)


def _is_abandoned(now: datetime) -> ColumnElement[bool]:
    """Whoever is in a call about it has it, however long they talk."""
    calling = exists().where(Attempt.callback_id == Callback.id, Attempt.ended_at.is_(None))
    return (Callback.state == State.CLAIMED) & (Callback.lease_until <= now) & ~calling


def find(session: Session, callback_id: int) -> Callback | None:
    return session.get(Callback, callback_id)


def of_ticket(session: Session, ticket_id: int) -> Callback | None:
    return session.scalar(select(Callback).where(Callback.ticket_id == ticket_id))


def claim(
    session: Session, callback_id: int, *, by: str, now: datetime, lease: timedelta
) -> str | None:
    """Take a callback in hand: the token to finish it with, or None when somebody was quicker."""
    token = new_token()
    hold_ticket(session, callback_id)
    values = {
        "state": State.CLAIMED,
        "claimed_by": by,
        "lease_until": now + lease,
        "lease_token": token,
    }
    if not changed(session, Callback.id, Callback.id == callback_id, to_be_taken(now), **values):
        return None
    _tell(session, callback_id, "claimed", actor=by, now=now, ticket_to=TicketState.IN_PROGRESS)
    return token


def held_by(session: Session, name: str, now: datetime) -> list[Callback]:
    """What the technician has in hand, the longest first."""
    held = (Callback.state == State.CLAIMED) & ~_is_abandoned(now)
    mine = select(Callback).where(held, Callback.claimed_by == name)
    return list(session.scalars(mine.order_by(Callback.lease_until, Callback.id)))


@dataclass(frozen=True)
class Holder:
    """Who has a callback in hand, and until when unless they say more."""

    name: str
    until: datetime


def holder_of(session: Session, callback_id: int, now: datetime) -> Holder | None:
    """Who has it in hand; None when nobody does."""
    row = session.get(Callback, callback_id, populate_existing=True)
    if row is None or row.state is not State.CLAIMED or row.claimed_by is None:
        return None
    if row.lease_until is None or row.lease_until <= now:
        return None
    return Holder(row.claimed_by, row.lease_until)


def is_token(callback: Callback, token: str) -> bool:
    """Whether the callback is claimed, and by this token."""
    kept = callback.lease_token
    return kept is not None and hmac.compare_digest(kept.encode(), token.encode())


def release(
    session: Session, callback_id: int, token: str, *, now: datetime, by: str = SERVICE
) -> bool:
    """Give back a callback that was not tried."""
    if not _let_go(session, callback_id, token, State.WAITING):
        return False
    _tell(session, callback_id, "released", actor=by, now=now, ticket_to=TicketState.OPEN)
    return True


def finish(
    session: Session,
    callback_id: int,
    token: str,
    *,
    now: datetime,
    by: str = SERVICE,
    event: str = "called_back",
) -> bool:
    """We spoke with the customer; the ticket stays with the technician until it is resolved."""
    if not _let_go(session, callback_id, token, State.DONE):
        return False
    _tell(session, callback_id, event, actor=by, now=now)
    return True


def requeue(
    session: Session,
    callback_id: int,
    token: str,
    *,
    at: datetime,
    now: datetime,
    by: str = SERVICE,
    event: str = "not_reached",
    note: str | None = None,
    owed: bool = False,
) -> bool:
    """Try again at the instant; `owed`: before others, as if the customer had agreed on it."""
    hour = {"agreed_at": at, "agreed_on": now} if owed else {}
    if not _let_go(session, callback_id, token, State.WAITING, next_at=at, **hour):
        return False
    _tell(session, callback_id, event, actor=by, now=now, ticket_to=TicketState.OPEN, note=note)
    return True


def agree(
    session: Session, callback_id: int, token: str, *, at: datetime, now: datetime, by: str
) -> bool:
    """Ring at the instant, on which the customer agreed."""
    hour = {"next_at": at, "agreed_at": at, "agreed_on": now}
    if not _let_go(session, callback_id, token, State.WAITING, **hour):
        return False
    opened, note = TicketState.OPEN, at.isoformat()
    _tell(session, callback_id, "call_agreed", actor=by, now=now, ticket_to=opened, note=note)
    return True


def give_up(
    session: Session,
    callback_id: int,
    token: str,
    *,
    reason: str,
    now: datetime,
    by: str = SERVICE,
    event: str = "given_up",
) -> bool:
    """Stop ringing; the ticket waits for a person, and says why."""
    if not _let_go(session, callback_id, token, State.GIVEN_UP):
        return False
    _tell(session, callback_id, event, actor=by, now=now, ticket_to=TicketState.OPEN, note=reason)
    return True


def _let_go(session: Session, callback_id: int, token: str, to: State, **values: object) -> bool:
    ours = (
        Callback.id == callback_id,
        Callback.lease_token == token,
        Callback.state.in_(may_become(MOVES, to)),
    )
    values = {"state": to, "claimed_by": None, **values, **NO_LEASE}
    hold_ticket(session, callback_id)
    return changed(session, Callback.id, *ours, **values) == 1


def hold_ticket(session: Session, callback_id: int) -> None:
    """Lock the ticket before its callback, as lifecycle.move() does: neither waits in vain."""
    of_callback = select(Callback.ticket_id).where(Callback.id == callback_id).scalar_subquery()
    held = select(Ticket.id).where(Ticket.id == of_callback)
    session.execute(held.with_for_update(key_share=True))


def _tell(
    session: Session,
    callback_id: int,
    event: str,
    *,
    actor: str = SERVICE,
    now: datetime,
    ticket_to: TicketState | None = None,
    note: str | None = None,
) -> None:
    """Write the ticket's history, and let its state follow where it may."""
    ticket_id = session.get_one(Callback, callback_id).ticket_id
    lifecycle.add(session, ticket_id, actor=actor, event=event, note=note, now=now)
    if ticket_to is None:
        return
    try:
        lifecycle.move(session, ticket_id, ticket_to, actor=actor, now=now)
    except MoveRefused:
        return  # a person closed the ticket meanwhile: that stands


def put_back(session: Session, callback_id: int, *, by: str, now: datetime) -> bool:
    """Into the queue again what was given up, as if it had never been tried; somebody decided so."""
    given_up = (Callback.id == callback_id, Callback.state == State.GIVEN_UP)
    back = {"state": State.WAITING, "attempts": 0, "next_at": now, **NO_LEASE}
    if not changed(session, Callback.id, *given_up, **back):
        return False
    _tell(session, callback_id, "put_back", actor=by, now=now)
    return True


def release_stuck(session: Session, now: datetime) -> int:
    """Give back what was claimed for longer than its lease; how many there were."""
    stuck = select(Callback.id, Callback.lease_token).where(_is_abandoned(now))
    rows = session.execute(stuck.order_by(Callback.ticket_id)).all()
    return sum(release(session, row_id, token or "", now=now) for row_id, token in rows)
