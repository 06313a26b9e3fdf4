"""Exam: clips whose words are known, heard by the model, and what it made of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from rules.transcript.alignment import aligned
from rules.triage import triage
from rules.triage.timed_words import timed_words
from transcription.calibration import features
from transcription.examination.clips import Kind
from transcription.result import Transcript, Word

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from rules.triage import TicketDraft
    from transcription.examination.clips import Clip
    from transcription.reading import Reader
    from transcription.result import NoSpeech

ITALY = "+39"


class Dictated(StrEnum):
    """What became of a number that was dictated."""

    RIGHT = "right"
    LEFT = "left"  # to a person: none was believed
    WRONG = "wrong"  # and believed


@dataclass(frozen=True, eq=False)
class Answer:
    """What the model made of one clip."""

    clip: Clip
    text: str
    took_s: float
    errors: int  # words, digits and letters that differ, of how many said
    said: int
    number: Dictated | None  # None: none was dictated
    words: tuple[tuple[Mapping[str, float], bool], ...]  # as features, and whether it was said
    draft: TicketDraft | None = None

    @property
    def invented(self) -> bool:
        return self.clip.kind is Kind.NOTHING and bool(self.text)


def answer(engine: Reader, clip: Clip, clock: Callable[[], float], language: str = "it") -> Answer:
    """Have the model hear one clip; `clock` tells seconds."""
    heard: list[Sequence[Word]] = []
    engine.witness = heard.append
    began = clock()
    try:
        read = engine.transcribe(clip.audio)
    finally:
        engine.witness = None
    took = clock() - began
    text = read.text if isinstance(read, Transcript) else ""
    whole = aligned(clip.said, text)
    draft = draft_of(read)
    return Answer(
        clip,
        text,
        took,
        whole.errors,
        whole.said,
        _number(clip, draft),
        tuple(_words(clip.said, heard, language)) if clip.said else (),
        draft,
    )


def draft_of(read: Transcript | NoSpeech) -> TicketDraft | None:
    """The ticket's draft, as the worker makes it."""
    if not isinstance(read, Transcript):
        return None
    words = timed_words(read.text, [vars(word) for word in read.words])
    return triage(read.text, (), [(word.start, word.end) for word in words if word.is_doubtful])


def _number(clip: Clip, draft: TicketDraft | None) -> Dictated | None:
    if clip.kind is Kind.NUMBER:
        return became(ITALY + clip.said.replace(" ", ""), draft)
    return became(triage(clip.said).callback_number, draft)


def became(true: str | None, draft: TicketDraft | None) -> Dictated | None:
    """What became of a number, or of none, in a draft."""
    found = draft.callback_number if draft is not None else None
    if found is None:
        return Dictated.LEFT if true else None
    return Dictated.RIGHT if found == true else Dictated.WRONG


def _words(
    said: str, heard: Iterable[Sequence[Word]], language: str
) -> Iterable[tuple[Mapping[str, float], bool]]:
    """Each word of each segment with whether it was said; what holds neither letter nor digit is none."""
    segments = [list(segment) for segment in heard]
    text = " ".join(word.text for segment in segments for word in segment)
    told, at = aligned(said, text), 0
    for segment in segments:
        for word, known in zip(segment, features(segment, language), strict=True):
            start, at = at, at + len(word.text) + 1
            right = [
                ok
                for token, ok in zip(told.words, told.right, strict=True)
                if token.start < at - 1 and token.end > start
            ]
            if right:
                yield known, all(right)
