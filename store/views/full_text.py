"""Full-text search: tickets and recordings by the words in them, on either database.

A word is found by its beginning, in capitals or not, with accents or without, and by its stem:
"chiusura perch" finds "Perché la chiusura…", and "fattura" finds fatture. All words are in the ticket
itself, or all in one of its transcripts; of these the newest MOST_SAID are looked at.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, cast, literal, literal_column, select, text, union_all
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import Session

from rules.search_words import stem_of
from store.models import Recording, Ticket, Transcript

MOST_SAID = 5_000
# What migration 0033 indexed, in its order.
_WRITTEN = (
    *("subject", "company", "caller_name", "message", "product", "last_error"),
    *("customer_code", "email"),
)
_SAID = ("text", "corrected")


def written(session: Session, words: Sequence[str]) -> Select[int]:
    """The tickets in which all of the words were written."""
    if _is_postgresql(session):
        return select(Ticket.id).where(_match("tickets", _WRITTEN, words))
    return _fts5("tickets_words", words)


def newest_written(session: Session, words: Sequence[str], most: int) -> Select[int]:
    """The same, so many of the newest at most."""
    found = written(session, words)
    newest = Ticket.id.desc() if _is_postgresql(session) else text("tickets_words.rowid DESC")
    return found.order_by(newest).limit(most)


def said(session: Session, words: Sequence[str]) -> Select[str]:
    """The calls in which all of the words were said, in one message."""
    if _is_postgresql(session):
        match = _match("transcripts", _SAID, words)
    else:
        newest = text("transcripts_words.rowid DESC")
        index = _fts5("transcripts_words", words).order_by(newest).limit(MOST_SAID)
        match = Transcript.id.in_(index)
    heard = select(Transcript.recording_sid).where(match)
    newest_first = heard.order_by(Transcript.id.desc()).limit(MOST_SAID)
    return select(Recording.call_sid).where(Recording.sid.in_(newest_first))


def with_stems(session: Session, stems: Sequence[str], most: int) -> Select[int]:
    """At most so many tickets that hold all of the stems, as written or in what opened them.

    The newest of them on SQLite; PostgreSQL would read all that hold them to know which those are.
    """
    either = union_all(_written_with(session, stems, most), _said_with(session, stems, most))
    return select(either.subquery().c.id)


def _written_with(session: Session, stems: Sequence[str], most: int) -> Select[int]:
    if _is_postgresql(session):
        match = _matches("tickets", _WRITTEN, [f"'={stem}'" for stem in stems])
        return select(select(Ticket.id).where(match).limit(most).subquery().c.id)
    index = _fts5_of("tickets_words", [f'stems : "{stem}"' for stem in stems])
    newest = index.order_by(text("tickets_words.rowid DESC")).limit(most).subquery()
    return select(newest.c.id)


def _said_with(session: Session, stems: Sequence[str], most: int) -> Select[int]:
    if _is_postgresql(session):
        match = _matches("transcripts", _SAID, [f"'={stem}'" for stem in stems])
        found = select(Transcript.recording_sid).where(match).limit(most)
    else:
        index = _fts5_of("transcripts_words", [f'stems : "{stem}"' for stem in stems])
        newest = index.order_by(text("transcripts_words.rowid DESC")).limit(most)
        found = select(Transcript.recording_sid).where(Transcript.id.in_(newest))
    said = found.subquery()
    heard = select(Ticket.id).join(Recording, Recording.call_sid == Ticket.call_sid)
    return heard.join(said, said.c.recording_sid == Recording.sid)


def _fts5(index: str, words: Sequence[str]) -> Select[int]:
    return _fts5_of(index, [f'(words : "{word}" * OR stems : "{stem_of(word)}")' for word in words])


def _fts5_of(index: str, terms: Sequence[str]) -> Select[int]:
    match = literal_column(index).bool_op("MATCH")(" AND ".join(terms))
    return (
        select(literal_column(f"{index}.rowid").label("id")).select_from(text(index)).where(match)
    )


def _match(table: str, columns: tuple[str, ...], words: Sequence[str]) -> ColumnElement[bool]:
    return _matches(table, columns, [f"('{word}':* | '={stem_of(word)}')" for word in words])


def _matches(table: str, columns: tuple[str, ...], terms: Sequence[str]) -> ColumnElement[bool]:
    """The same expression as the index has, or PostgreSQL does not use it."""
    indexed = " || ' ' || ".join(f"coalesce({table}.{column}, '')" for column in columns)
    query = cast(literal(" & ".join(terms)), TSQUERY)
    return literal_column(f"centralino_words({indexed})").bool_op("@@")(query)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
