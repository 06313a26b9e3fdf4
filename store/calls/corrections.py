"""Corrections of transcripts by people, and the vocabulary learned from them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rules.errors import BadInput, NotFound
from rules.triage.vocabulary import MOST_WORDS, learned
from store.database.statements import changed, insert_once
from store.models import Call, GlossaryWord, Recording, Transcript
from store.tickets import lifecycle

LONGEST_TEXT = 10_000  # characters; ninety seconds of speech are some 1,500


def correct(session: Session, recording_sid: str, text: str, *, actor: str, now: datetime) -> bool:
    """Keep the text as a person heard it, and learn from it; False where it says nothing new.

    What was recognised stays beside it. Raises NotFound, and BadInput for a text that is empty or
    too long.
    """
    words = " ".join(text.split())
    if not 0 < len(words) <= LONGEST_TEXT:
        rule = f"expected a text of 1 to {LONGEST_TEXT} characters, found {len(words)}"
        raise BadInput(rule, "text", most=LONGEST_TEXT, found=len(words))
    row = session.scalar(
        select(Transcript).where(Transcript.recording_sid == recording_sid).with_for_update()
    )
    if row is None or _is_erased(session, recording_sid):
        raise NotFound(f"there is no transcript of {recording_sid}")
    heard = row.corrected or row.text or ""
    if words == heard:
        return False
    row.corrected, row.corrected_by, row.corrected_at = words, actor, now
    learn(session, learned(row.text or "", words), now)
    _tell(session, recording_sid, actor, now)
    return True


def _is_erased(session: Session, recording_sid: str) -> bool:
    """Whether somebody's page is older than the erasure of what it shows."""
    of_recording = select(Call.erased_at).join(Recording, Recording.call_sid == Call.sid)
    return session.scalar(of_recording.where(Recording.sid == recording_sid)) is not None


def _tell(session: Session, recording_sid: str, actor: str, now: datetime) -> None:
    recording = session.get_one(Recording, recording_sid)
    ticket = lifecycle.of_call(session, recording.call_sid)
    if ticket is not None:
        lifecycle.add(session, ticket.id, actor=actor, event="text_corrected", now=now)


def learn(session: Session, words: Iterable[str], now: datetime) -> None:
    """Count each word once more."""
    for word in words:
        insert_once(session, GlossaryWord, word=word, times=0, learned_at=now)
        this = GlossaryWord.word == word
        changed(session, GlossaryWord.word, this, times=GlossaryWord.times + 1, learned_at=now)


def unlearn(session: Session, words: Iterable[str]) -> None:
    """Count each word once less, and forget those that nothing else taught."""
    for word in words:
        this = GlossaryWord.word == word
        changed(session, GlossaryWord.word, this, times=GlossaryWord.times - 1)
        session.execute(delete(GlossaryWord).where(this, GlossaryWord.times <= 0))


def words(session: Session, limit: int = MOST_WORDS) -> list[str]:
    """What the recogniser is told: the most often corrected first, then the newest."""
    return [row.word for row in rows(session, limit)]


def rows(session: Session, limit: int = 1000) -> list[GlossaryWord]:
    order = (GlossaryWord.times.desc(), GlossaryWord.learned_at.desc(), GlossaryWord.word)
    return list(session.scalars(select(GlossaryWord).order_by(*order).limit(limit)))


def forget(session: Session, word: str) -> None:
    """Tell the recogniser of the word no more; twice changes nothing."""
    session.execute(delete(GlossaryWord).where(GlossaryWord.word == word))
