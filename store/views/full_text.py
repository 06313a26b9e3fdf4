"""Full-text search: tickets by the words in them, on either database.

A word is found by its beginning, in capitals or not, with accents or without: "chiusura perch" finds
"Perché la chiusura…". All words must be in the ticket itself, or all in one of its transcripts; of
these the newest MOST_SAID are looked at. Or the ticket is of a customer whom the words find.
"""

from sqlalchemy import ColumnElement, Select, false, func, literal_column, or_, select, text
from sqlalchemy.orm import Session

from rules.search_words import words_of
from store.customers import search
from store.models import Addition, Customer, Recording, Ticket, Transcript

MOST_SAID = 5_000
# What migration 0015 indexed, in its order.
_WRITTEN = ("subject", "company", "caller_name", "message", "product", "last_error")
_SAID = ("text", "corrected")


def has_words(session: Session, typed: str) -> ColumnElement[bool]:
    """Whether the ticket, what was said about it or its customer has what was typed."""
    words = words_of(typed)
    if not words:
        return false()
    said = _said(session, words)
    recorded = select(Recording.call_sid).where(Recording.sid.in_(said))
    # Not by an index: walking from the newest ends soon where a word is in many tickets.
    return or_(
        (Ticket.id + 0).in_(_written(session, words)),
        Ticket.call_sid.in_(recorded),
        (Ticket.id + 0).in_(select(Addition.ticket_id).where(Addition.call_sid.in_(recorded))),
        Ticket.customer_id.in_(select(Customer.id).where(search.fits(typed))),
    )


def _written(session: Session, words: list[str]) -> Select[int]:
    if _is_postgresql(session):
        return select(Ticket.id).where(_match("tickets", _WRITTEN, words))
    return _fts5("tickets_words", words)


def _said(session: Session, words: list[str]) -> Select[str]:
    if _is_postgresql(session):
        match = _match("transcripts", _SAID, words)
    else:
        newest = text("transcripts_words.rowid DESC")
        index = _fts5("transcripts_words", words).order_by(newest).limit(MOST_SAID)
        match = Transcript.id.in_(index)
    statement = select(Transcript.recording_sid).where(match)
    return statement.order_by(Transcript.id.desc()).limit(MOST_SAID)


def _fts5(index: str, words: list[str]) -> Select[int]:
    query = " ".join(f'"{word}"*' for word in words)
    match = text(f"{index} MATCH :{index}").bindparams(**{index: query})
    return select(literal_column(f"{index}.rowid")).select_from(text(index)).where(match)


def _match(table: str, columns: tuple[str, ...], words: list[str]) -> ColumnElement[bool]:
    """The same expression as the index has, or PostgreSQL does not use it."""
    said = " || ' ' || ".join(f"coalesce({table}.{column}, '')" for column in columns)
    query = func.to_tsquery(literal_column("'simple'"), " & ".join(f"{word}:*" for word in words))
    return literal_column(f"centralino_words({said})").bool_op("@@")(query)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
