"""Rehearsals in the ledger: the note that one was placed, the call that it became, and how it went."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks import callback
from rules.calls.rehearsal import REHEARSAL, UNTIL_IT_RINGS, Broken, Seen, is_anothers
from rules.tickets.ticket import SERVICE, State
from store.calls import voicemail
from store.database.statements import changed
from store.models import Call, Callback, Rehearsal, Ticket, TicketHistory, Turn
from store.tickets.rows import add

INBOUND, FIRST_STEP = "inbound", "incoming"
EVENT = "rehearsed"


def begin(session: Session, to: str, caller_id: str, now: datetime) -> int:
    """Note, before it is placed, that a call of ours comes from that number."""
    row = Rehearsal(to_number=to, from_number=caller_id, placed_at=now)
    session.add(row)
    session.flush()
    return row.id


def claim(session: Session, call: Call) -> bool:
    """Whether the call is the rehearsal that we placed; it is marked as such from then on."""
    if call.direction != INBOUND or call.from_number is not None:
        return call.direction == REHEARSAL
    placed = (
        Rehearsal.to_number == call.to_number,
        Rehearsal.from_number == call.from_raw,
        Rehearsal.call_sid.is_(None) & Rehearsal.finished_at.is_(None),
        Rehearsal.placed_at <= call.started_at,
        Rehearsal.placed_at >= call.started_at - UNTIL_IT_RINGS,
    )
    found = session.scalar(select(Rehearsal).where(*placed).order_by(Rehearsal.id.desc()).limit(1))
    if found is None:
        return False
    found.call_sid, call.direction = call.sid, REHEARSAL
    session.flush()
    return True


def keep_apart(session: Session, ticket: Ticket) -> None:
    """Its request is no affair of technicians', customers' or programs': it was never open."""
    ticket.state = State.CANCELLED
    mine = Callback.ticket_id == ticket.id
    changed(session, Callback.id, mine, state=callback.State.CANCELLED)
    session.flush()
    opened = (TicketHistory.ticket_id == ticket.id, TicketHistory.event == "opened")
    changed(session, TicketHistory.id, *opened, event=EVENT, to_state=State.CANCELLED.value)


def seen(session: Session, rehearsal_id: int) -> Seen:
    """What the ledger knows of its call."""
    row = session.get_one(Rehearsal, rehearsal_id)
    call = session.get(Call, row.call_sid) if row.call_sid else _coming(session, row)
    if call is None:
        return Seen()
    ticket = session.scalar(select(Ticket).where(Ticket.call_sid == call.sid))
    turns = session.scalars(select(Turn).where(Turn.call_sid == call.sid)).all()
    heard = frozenset(key for one in turns for key in (one.heard or "").split())
    left = voicemail.by_call(session, [call.sid]).get(call.sid, [])
    last = left[-1] if left else None
    return Seen(
        # else what is entered at Twilio for the day we are down took the call
        called=any(one.step == FIRST_STEP for one in turns),
        recording=last.recording.state if last else None,
        recording_fault=(last.recording.last_error or "") if last else "",
        text=last.text if last else None,
        has_ticket=ticket is not None,
        heard=heard,
    )


def finish(session: Session, rehearsal_id: int, broken: Broken | None, now: datetime) -> int | None:
    """Keep how it went; the ticket that is to be erased, if any.

    Where somebody else's words are in it, it was a caller's, and waits in the queue.
    """
    row = session.get_one(Rehearsal, rehearsal_id)
    row.finished_at = now
    row.broken, row.why = (broken.link.value, broken.why[:500]) if broken else (None, None)
    ticket = session.scalar(select(Ticket).where(Ticket.call_sid == row.call_sid))
    if ticket is None:
        return None
    if not is_anothers(seen(session, rehearsal_id).text):
        return ticket.id
    ticket.state = State.OPEN
    changed(session, Call.sid, Call.sid == ticket.call_sid, direction=INBOUND)
    waits = {"state": callback.State.WAITING, "next_at": now}
    changed(session, Callback.id, Callback.ticket_id == ticket.id, **waits)
    add(session, ticket.id, actor=SERVICE, event="not_rehearsed", to_state=State.OPEN, now=now)
    return None


def last(session: Session, lines: Iterable[str]) -> dict[str, Rehearsal]:
    """The last one that ended of each line."""
    found = {}
    for line in lines:
        ended = (Rehearsal.to_number == line, Rehearsal.finished_at.is_not(None))
        row = session.scalar(select(Rehearsal).where(*ended).order_by(Rehearsal.id.desc()).limit(1))
        if row is not None:
            found[line] = row
    return found


def _coming(session: Session, row: Rehearsal) -> Call | None:
    """A call that began, and is not filed yet."""
    came = (
        Call.to_number == row.to_number,
        Call.from_raw == row.from_number,
        Call.started_at >= row.placed_at,
        Call.started_at <= row.placed_at + UNTIL_IT_RINGS,
    )
    return session.scalar(select(Call).where(*came).order_by(Call.started_at).limit(1))
