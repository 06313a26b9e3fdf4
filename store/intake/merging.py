"""Merging requests that are about one matter, taking them apart again, and parting what was joined.

A merged request is over, without a word to its customer: its calls, files and later calls belong to
the other from then on. It keeps how it stood, so that it can be taken apart whatever came since.
Nobody merges what has minutes or prices of its own: these are accounts, and stay where they are.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.callback import LIVE as LIVE_CALLBACKS
from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput, NotFound
from rules.hours.schedule import Hours, explain
from rules.tickets.ticket import LIVE, URGENCIES, Kind, State, number_of
from store.calls import voicemail
from store.database.statements import NO_LEASE, changed
from store.models import (
    Addition,
    Agreement,
    Attachment,
    Call,
    Callback,
    Quote,
    Ticket,
    WorkEntry,
)
from store.tickets import known_faults, lifecycle
from store.tickets.rows import add, locked, number_to_ring


def merge(session: Session, ticket_id: int, into_id: int, *, by: str, now: datetime) -> None:
    """Let the first be part of the second; raises NotFound, and BadInput with why it cannot be."""
    first, second = (locked(session, one) for one in sorted((ticket_id, into_id)))
    row, into = (first, second) if ticket_id < into_id else (second, first)
    if row is None or into is None:
        raise NotFound(f"there is no ticket {ticket_id if row is None else into_id}")
    callback, other = _callback(session, row.id), _callback(session, into.id)
    _check(session, row, into, callback, by)
    rings = callback is not None and callback.state in LIVE_CALLBACKS
    row.merged = {
        "call_sid": row.call_sid,
        "state": row.state.value,
        "owner": row.owner,
        "callback": callback.state.value if callback else None,
        "additions": _moved(session, Addition, Addition.call_sid, row.id, into.id),
        "attachments": _moved(session, Attachment, Attachment.id, row.id, into.id),
        "into": {"urgency": into.urgency, "promised_at": _iso(into.promised_at)},
    }
    if row.call_sid is not None:
        sid, row.call_sid = row.call_sid, None
        session.flush()
        session.add(Addition(call_sid=sid, ticket_id=into.id, what="added", at=row.created_at))
    was, row.state, row.merged_into, row.updated_at = row.state, State.CANCELLED, into.id, now
    row.owner = row.owned_since = row.back_at = row.idle_told_at = None
    _set(session, row.id, CallbackState.CANCELLED)
    _bring_along(session, row, into, other, now)
    if rings:
        known_faults.is_more(session, into, now)
    states = {"from_state": was, "to_state": State.CANCELLED}
    note = number_of(into.id)
    add(session, row.id, actor=by, event="merged_into", note=note, now=now, **states)
    add(session, into.id, actor=by, event="merged_from", note=number_of(row.id), now=now)
    session.flush()


def apart(session: Session, ticket_id: int, *, by: str, now: datetime) -> int:
    """Take a merged request apart again; that which it was part of. Raises NotFound, BadInput."""
    row = session.get(Ticket, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    if row.merged_into is None:
        raise BadInput("expected a request that was merged", "merged_not")
    into_id = row.merged_into
    wholes = _wholes(session, row)
    for one in sorted((row.id, *(whole.id for whole in wholes))):
        locked(session, one)
    kept: dict[str, Any] = row.merged or {}
    _give_back(session, Addition, Addition.call_sid, kept["additions"], wholes[-1].id, row.id)
    _give_back(session, Attachment, Attachment.id, kept["attachments"], wholes[-1].id, row.id)
    if kept["call_sid"]:
        joined = session.get(Addition, kept["call_sid"])
        if joined is not None:
            session.delete(joined)
            session.flush()
    _leave(session, row, wholes)
    row.call_sid, row.state, row.owner = kept["call_sid"], State(kept["state"]), kept["owner"]
    row.owned_since = now if row.owner else None
    row.merged_into = row.merged = None
    row.updated_at = now
    if kept["callback"] is not None:
        was = CallbackState(kept["callback"])
        # Whoever had it in hand has not any more: the customer is to be rung all the same.
        _set(session, row.id, CallbackState.WAITING if was in LIVE_CALLBACKS else was, next_at=now)
        known_faults.stands_again(session, row, now)
    states = {"from_state": State.CANCELLED, "to_state": row.state}
    add(session, row.id, actor=by, event="apart", note=number_of(into_id), now=now, **states)
    add(session, into_id, actor=by, event="apart_from", note=number_of(row.id), now=now)
    session.flush()
    return into_id


def split(
    session: Session, ticket_id: int, call_sid: str, *, by: str, now: datetime, hours: Hours
) -> Ticket:
    """Give a later call about a request one of its own; raises NotFound for none of its calls."""
    row, call = locked(session, ticket_id), session.get(Call, call_sid)
    joined = session.get(Addition, call_sid)
    if row is None or call is None or joined is None or joined.ticket_id != ticket_id:
        raise NotFound(f"there is no later call {call_sid} about ticket {ticket_id}")
    for part in _parts(session, ticket_id):
        if (part.merged or {}).get("call_sid") == call_sid:
            apart(session, part.id, by=by, now=now)
            return part
    session.delete(joined)
    session.flush()
    left = any(one.recorded.worth for one in voicemail.by_call(session, {call_sid})[call_sid])
    kind = Kind.MESSAGE if left else Kind.MISSED
    at = explain(call.started_at, hours).in_charge_standard
    ticket = lifecycle.open_for_call(session, call, kind=kind, in_charge_at=at, now=now)
    add(session, row.id, actor=by, event="split_off", note=number_of(ticket.id), now=now)
    add(session, ticket.id, actor=by, event="split_from", note=number_of(row.id), now=now)
    session.flush()
    return ticket


def merged_into(session: Session, ticket_id: int) -> list[Ticket]:
    """What was merged into the request, oldest first."""
    wanted = select(Ticket).where(Ticket.merged_into == ticket_id).order_by(Ticket.id)
    return list(session.scalars(wanted))


def _check(session: Session, row: Ticket, into: Ticket, callback: Callback | None, by: str) -> None:
    if row.id == into.id:
        raise BadInput("expected another request, found the same", "merge_same")
    for one in (row, into):
        if one.state not in LIVE:
            number = number_of(one.id)
            raise BadInput(
                f"expected a live request, found {one.state}", "merge_over", number=number
            )
    if (
        callback is not None
        and callback.state is CallbackState.CLAIMED
        and callback.claimed_by != by
    ):
        who = callback.claimed_by or ""
        raise BadInput("expected one that nobody else has in hand", "merge_held", who=who)
    for table in (WorkEntry, Quote, Agreement):
        of = table.ticket_id == row.id
        if table is Agreement and row.call_sid is not None:
            of |= Agreement.call_sid == row.call_sid
        if session.scalar(select(table.id).where(of).limit(1)) is not None:
            number = number_of(row.id)
            raise BadInput(
                "expected one without minutes or prices", "merge_accounts", number=number
            )


def _moved(session: Session, table: Any, key: Any, ticket_id: int, into_id: int) -> list[Any]:
    """Hand rows on to the other ticket; their keys."""
    keys = list(session.scalars(select(key).where(table.ticket_id == ticket_id)))
    changed(session, key, key.in_(keys), ticket_id=into_id)
    return keys


def _give_back(
    session: Session, table: Any, key: Any, keys: list[Any], root_id: int, ticket_id: int
) -> None:
    """Hand back what is still there: others, taken apart before, may have had their own again."""
    changed(session, key, key.in_(keys), table.ticket_id == root_id, ticket_id=ticket_id)


def _bring_along(
    session: Session, row: Ticket, into: Ticket, callback: Callback | None, now: datetime
) -> None:
    """The more urgent counts, the earlier promise, and a number where there was none."""
    into.updated_at = now
    into.urgency = _most_urgent(into.urgency, row.urgency)
    if row.promised_at is not None and (
        into.promised_at is None or row.promised_at < into.promised_at
    ):
        into.promised_at = row.promised_at
    number = number_to_ring(into) or number_to_ring(row)
    if callback is not None:
        of = Callback.id == callback.id
        changed(session, Callback.id, of, urgency=into.urgency, number=callback.number or number)


def _leave(session: Session, row: Ticket, wholes: list[Ticket]) -> None:
    """What was brought along goes again, unless somebody said otherwise since, or others bring it too."""
    part = row
    for into in wholes:
        was: dict[str, Any] = (part.merged or {})["into"]
        rest = [one for one in merged_into(session, into.id) if one.id != row.id]
        for one in rest:  # how it stood before them was partly this one's doing
            kept = one.merged or {}
            one.merged = {**kept, "into": _without(row, kept["into"], was)}
        if into.urgency == row.urgency:
            into.urgency = _most_urgent(was["urgency"], *(one.urgency for one in rest))
            changed(session, Callback.id, Callback.ticket_id == into.id, urgency=into.urgency)
        if row.promised_at is not None and into.promised_at == row.promised_at:
            told = datetime.fromisoformat(was["promised_at"]) if was["promised_at"] else None
            promised = (told, *(one.promised_at for one in rest))
            into.promised_at = min(filter(None, promised), default=None)
        part = into


def _without(row: Ticket, known: dict[str, Any], was: dict[str, Any]) -> dict[str, Any]:
    brought = {"urgency": row.urgency, "promised_at": _iso(row.promised_at)}
    return {key: was[key] if known[key] == brought[key] else known[key] for key in known}


def _most_urgent(*urgencies: str) -> str:
    return min(urgencies, key=[*map(str, URGENCIES)].index)


def _wholes(session: Session, row: Ticket) -> list[Ticket]:
    """What the merged request is part of, and what that is part of; the last one has what was said."""
    found: list[Ticket] = []
    while row.merged_into is not None:
        row = session.get_one(Ticket, row.merged_into)
        found.append(row)
    return found


def _parts(session: Session, ticket_id: int) -> Iterator[Ticket]:
    """All that the request was made of."""
    for part in merged_into(session, ticket_id):
        yield part
        yield from _parts(session, part.id)


def _callback(session: Session, ticket_id: int) -> Callback | None:
    return session.scalar(select(Callback).where(Callback.ticket_id == ticket_id))


def _set(session: Session, ticket_id: int, state: CallbackState, **more: object) -> None:
    values = {"state": state, "claimed_by": None, **more, **NO_LEASE}
    changed(session, Callback.id, Callback.ticket_id == ticket_id, **values)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
