"""Said: the words of one piece that somebody spoke, told from what the model put where nobody did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from transcription.speech import HOP
from transcription.text import sift, tidy, without

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from transcription.result import Word
    from transcription.speech import Activity
    from transcription.text import Stretch

# A word's time is off by as much; where nobody speaks from before to behind it, nobody said the word.
OFF = 0.5
# Of what people say, and models invent as well: how much of its time holds a voice, and what a letter takes.
LEAST_VOICE, A_LETTER = 0.35, 0.03
NEAR = 200  # characters within which the next word is looked for

Segments = list[dict[str, Any]]


@dataclass(frozen=True)
class Said:
    """A stretch of text with its words, and what was taken out of it."""

    text: str
    words: tuple[Word, ...]
    flagged: tuple[str, ...] = ()


def said(segments: Segments, heard: Activity, inventions: Collection[str] = ()) -> Said:
    """The segments of one piece as one text, without what nobody said."""
    text = tidy(" ".join(segment["text"] for segment in segments))
    words: list[Word] = [word for segment in segments for word in segment["words"]]
    placed = [
        (word, place) for word, place in zip(words, places(text, words), strict=True) if place
    ]

    def is_voiced(start: int, end: int) -> bool:
        return _are_voiced(
            [word for word, place in placed if place[0] < end and place[1] > start], heard
        )

    sifted = sift(text, is_voiced, inventions)
    gone = _merged([*sifted.gone, *_silent(placed, heard)])
    lost = {id(word) for word, place in placed if _meets(place, gone)}
    kept = tuple(word for word in words if id(word) not in lost)
    return Said(without(text, gone), kept, tuple(text[start:end] for start, end in gone))


def places(text: str, words: Sequence[Word]) -> list[Stretch | None]:
    """Where in the text each word stands; None for one that it lacks."""
    found: list[Stretch | None] = []
    at = 0
    for word in words:
        start = text.find(word.text, at, at + NEAR + len(word.text))
        if start >= 0:
            at = start + len(word.text)
        found.append((start, at) if start >= 0 else None)
    return found


def text_of(text: str, words: Sequence[Word]) -> str:
    """The part of a text from the first to the last of some of its words."""
    stood = [place for place in places(text, words) if place]
    return text[stood[0][0] : stood[-1][1]] if stood else ""


def _are_voiced(words: Sequence[Word], heard: Activity) -> bool:
    """Whether words that people do say were said: a voice for as long as it takes."""
    if not words:
        return True  # nobody knows when
    start, end = words[0].start, words[-1].end
    part = heard.voiced[max(0, round((start - OFF / 2) / HOP)) : round((end + OFF / 2) / HOP)]
    letters = sum(len(word.text) for word in words)
    return float(part.sum()) * HOP >= max(LEAST_VOICE * (end - start), A_LETTER * letters)


def _silent(placed: Sequence[tuple[Word, Stretch]], heard: Activity) -> Iterator[Stretch]:
    """The stretches of words within which nobody speaks, one that touches a voice by its time alone too."""
    silent = [not heard.has_voice(word.start - OFF, word.end + OFF) for word, _ in placed]
    for at, (word, place) in enumerate(placed):
        alone = silent[at + 1 : at + 2] == [True] and not heard.has_voice(word.start, word.end)
        if silent[at] or alone:
            yield place


def _merged(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Neighbours, with no more than a blank between them, as one."""
    merged: list[Stretch] = []
    for start, end in sorted(stretches):
        if merged and start <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _meets(place: Stretch, gone: Sequence[Stretch]) -> bool:
    return any(place[0] < end and place[1] > start for start, end in gone)
