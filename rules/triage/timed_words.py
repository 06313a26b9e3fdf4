"""Timed words: where in the recording each word of a transcript is, so that a fact can be played."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rules.transcript.not_understood import MARK

DOUBTFUL = 0.6  # a word that the recogniser is less sure of is shown as doubtful
NEAR = 200  # characters within which the next word is looked for
BEFORE, AFTER = 0.15, 0.25  # seconds played around a stretch: words' edges are a guess


@dataclass(frozen=True)
class TimedWord:
    """A word: characters of the text, seconds of the sound, and how sure the recogniser is."""

    text: str
    start: int
    end: int
    from_s: float
    to_s: float
    confidence: float

    @property
    def is_doubtful(self) -> bool:
        return self.confidence < DOUBTFUL

    @property
    def is_mark(self) -> bool:
        """Whether it stands for what somebody said and nobody understood."""
        return self.text == MARK


@dataclass(frozen=True)
class Piece:
    """A stretch of the text: a word with its time, or what stands between words."""

    text: str
    word: TimedWord | None = None


def timed_words(text: str, words: Iterable[Mapping[str, Any]]) -> tuple[TimedWord, ...]:
    """The words as they stand in the text; each comes with text, start, end and confidence.

    A word that the text does not hold, because it was dropped as an invention, is left out.
    """
    found, at = [], 0
    for word in words:
        token = str(word.get("text", "")).strip()
        start = text.find(token, at, at + NEAR + len(token)) if token else -1
        if start < 0:
            continue
        at = start + len(token)
        times = float(word["start"]), float(word["end"])
        found.append(TimedWord(token, start, at, *times, float(word.get("confidence", 1.0))))
    return tuple(found)


def pieces(text: str, words: Sequence[TimedWord]) -> tuple[Piece, ...]:
    """The whole text in stretches, in order; put together they are the text again."""
    parts, at = [], 0
    for word in words:
        if word.start > at:
            parts.append(Piece(text[at : word.start]))
        parts.append(Piece(text[word.start : word.end], word))
        at = word.end
    if at < len(text):
        parts.append(Piece(text[at:]))
    return tuple(parts)


def seconds_of(words: Iterable[TimedWord], start: int, end: int) -> tuple[float, float] | None:
    """The seconds in which the characters from `start` to `end` were said; None if nobody knows."""
    said = [word for word in words if word.start < end and word.end > start]
    if not said:
        return None
    return max(0.0, said[0].from_s - BEFORE), said[-1].to_s + AFTER
