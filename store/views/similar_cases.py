"""Similar cases: solved requests about the same thing, with what was noted of them.

Found on this machine, by the indexes of words: what was said and written leaves it for nobody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from rules.tickets import similar
from rules.tickets.similar import Scored
from rules.tickets.ticket import State, number_of
from store.models import Recording, Ticket, TicketHistory, Transcript, WorkEntry
from store.models.states import EntryState
from store.views import full_text

SHOWN = 3
LOOKED_AT = 120  # cases whose words are read whole
OF_A_STEM = 400  # tickets that are looked up by one stem, or by two
LOOKED_UP = 16  # the first stems of a request
PAIRED = 4  # of these, looked up two by two: each may be common
PROMISING = 1_000  # tickets by the indexes, of which those that were solved are read
SOLVED = (State.RESOLVED, State.CLOSED)


@dataclass(frozen=True)
class Case:
    """A solved request: what it was about, what was done, by whom, and how long it took."""

    ticket_id: int
    subject: str | None
    note: str  # what whoever solved it wrote last
    minutes: int  # confirmed
    solved_by: str | None
    at: datetime
    is_of_customer: bool  # of the very customer who asks now
    share: float

    @property
    def number(self) -> str:
        return number_of(self.ticket_id)


def nearest(session: Session, ticket: Ticket, most: int = SHOWN) -> list[Case]:
    """The solved requests that are most like this one, the nearest first."""
    words = words_of(session, [ticket.id]).get(ticket.id, "")
    names = f"{ticket.company or ''} {ticket.caller_name or ''}"
    stems = similar.telling(words, names)
    if not stems:
        return []
    found = _found(session, stems)
    weight = similar.weights({stem: len(found.get((stem,), ())) for stem in stems[:LOOKED_UP]})
    best = _solved_of(session, _most_promising(found, weight), ticket.id)
    texts = words_of(session, best)
    cases = {number: similar.telling(text) for number, text in texts.items()}
    return _read(session, ticket, similar.nearest(weight, cases, most))


def _found(session: Session, stems: Sequence[str]) -> Mapping[tuple[str, ...], Sequence[int]]:
    """The tickets that hold a stem, or two of the first ones together."""
    wanted: list[tuple[str, ...]] = [(stem,) for stem in stems[:LOOKED_UP]]
    wanted += combinations(stems[:PAIRED], 2)
    looked_up = (_holding(session, place, one) for place, one in enumerate(wanted))
    found = defaultdict(list)
    for row in session.execute(union_all(*looked_up)):
        found[wanted[row[0]]].append(row[1])
    return found


def _holding(session: Session, place: int, stems: Sequence[str]) -> Select[int, int]:
    with_them = full_text.with_stems(session, stems, OF_A_STEM).subquery()
    return select(literal(place), with_them.c.id)


def _solved_of(session: Session, ticket_ids: Sequence[int], but: int) -> list[int]:
    """Those that were solved, with a note of what helped; the most promising first, as they came."""
    noted = select(TicketHistory.id).where(
        TicketHistory.ticket_id == Ticket.id, TicketHistory.event == "note"
    )
    solved = (Ticket.state.in_(SOLVED), Ticket.id != but, noted.exists())
    rows = session.scalars(select(Ticket.id).where(Ticket.id.in_(ticket_ids), *solved))
    kept = set(rows)
    return [number for number in ticket_ids if number in kept][:LOOKED_AT]


def _most_promising(
    found: Mapping[tuple[str, ...], Sequence[int]], weight: Mapping[str, float]
) -> list[int]:
    """The tickets that hold most of what counts, as far as the indexes told."""
    held: dict[int, set[str]] = defaultdict(set)
    for stems, ids in found.items():
        for ticket_id in ids:
            held[ticket_id].update(stems)

    def counts(ticket_id: int) -> tuple[float, int]:
        return sum(weight.get(stem, 0.0) for stem in held[ticket_id]), ticket_id

    return sorted(held, key=counts, reverse=True)[:PROMISING]


def words_of(session: Session, ticket_ids: Sequence[int]) -> dict[int, str]:
    """What was written and said of each, in one text."""
    written = select(
        Ticket.id, Ticket.subject, Ticket.message, Ticket.product, Ticket.last_error
    ).where(Ticket.id.in_(ticket_ids))
    words = {row[0]: " ".join(part for part in row[1:] if part) for row in session.execute(written)}
    said = (
        select(Ticket.id, func.coalesce(Transcript.corrected, Transcript.text))
        .join(Recording, Recording.call_sid == Ticket.call_sid)
        .join(Transcript, Transcript.recording_sid == Recording.sid)
        .where(Ticket.id.in_(ticket_ids))
    )
    for ticket_id, text in session.execute(said):
        words[ticket_id] += f" {text}"
    return words


def _read(session: Session, ticket: Ticket, scored: Sequence[Scored]) -> list[Case]:
    ids = [one.ticket_id for one in scored]
    rows = {row.id: row for row in session.scalars(select(Ticket).where(Ticket.id.in_(ids)))}
    notes, solved, minutes = _notes(session, ids), _solved(session, ids), _minutes(session, ids)
    return [
        Case(
            ticket_id=one.ticket_id,
            subject=_subject(rows[one.ticket_id]),
            note=similar.without_names(notes[one.ticket_id], _names(rows[one.ticket_id])),
            minutes=minutes.get(one.ticket_id, 0),
            solved_by=solved.get(one.ticket_id, (None, None))[0],
            at=solved.get(one.ticket_id, (None, rows[one.ticket_id].updated_at))[1],
            is_of_customer=_is_of(rows[one.ticket_id], ticket),
            share=one.share,
        )
        for one in scored
    ]


def _is_of(case: Ticket, ticket: Ticket) -> bool:
    return ticket.customer_id is not None and case.customer_id == ticket.customer_id


def _subject(case: Ticket) -> str | None:
    return similar.without_names(case.subject, _names(case)) if case.subject else None


def _names(case: Ticket) -> str:
    return f"{case.company or ''} {case.caller_name or ''}"


def _notes(session: Session, ids: Sequence[int]) -> dict[int, str]:
    noted = select(TicketHistory.ticket_id, TicketHistory.note).where(
        TicketHistory.ticket_id.in_(ids), TicketHistory.event == "note"
    )
    # The last one wins: what was tried stands before what helped.
    return {
        number: note or "" for number, note in session.execute(noted.order_by(TicketHistory.id))
    }


def _solved(session: Session, ids: Sequence[int]) -> dict[int, tuple[str, datetime]]:
    moved = select(TicketHistory.ticket_id, TicketHistory.actor, TicketHistory.at).where(
        TicketHistory.ticket_id.in_(ids), TicketHistory.to_state == State.RESOLVED.value
    )
    return {
        number: (actor, at)
        for number, actor, at in session.execute(moved.order_by(TicketHistory.id))
    }


def _minutes(session: Session, ids: Sequence[int]) -> dict[int, int]:
    confirmed = (WorkEntry.ticket_id.in_(ids), WorkEntry.state == EntryState.CONFIRMED)
    worked = select(WorkEntry.ticket_id, func.sum(WorkEntry.minutes)).where(*confirmed)
    rows = session.execute(worked.group_by(WorkEntry.ticket_id))
    return {number: int(minutes) for number, minutes in rows}
