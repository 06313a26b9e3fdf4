"""Unread: stretches of voice that no word covers, which are read again, and marked where that is in vain.

A recogniser may leave out a whole sentence, and says nothing of it: the words go on as if nobody had
spoken in between. What tells is the voice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from rules.transcript.not_understood import MARK
from transcription.result import Word
from transcription.speech import HOP, Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from transcription.speech import Activity, Marks

    Places = NDArray[np.intp]

# Seconds of voice without a word: less may be a drawn-out vowel, a breath, or a word's time that is off.
LEAST = 0.6
AROUND = 0.25  # seconds by which words' times are off
REACH = 1.0  # seconds read again around a stretch, up to the words beside it: voices begin faintly
TOGETHER = 3.0  # seconds of silence within one stretch, if no word lies in them
# A word that is longer than it can take to say hides what was said behind it.
A_LETTER, A_DIGIT, BESIDE = 0.12, 0.5, 0.7


def unread(heard: Activity, within: Span, words: Iterable[Word]) -> list[Span]:
    """The stretches of voice, `within` two seconds, that hold `LEAST` of it and no word."""
    covered = np.zeros(len(heard.voiced), bool)
    for word in words:
        start, end = word.start - AROUND, min(word.end, word.start + longest(word)) + AROUND
        covered[max(0, round(start / HOP)) : max(0, round(end / HOP))] = True
    open_ = heard.voiced & ~covered
    open_[: round(within.start / HOP)] = False
    open_[round(within.end / HOP) :] = False
    return [
        Span(round(float(part[0]) * HOP, 2), round(float(part[-1] + 1) * HOP, 2))
        for part in _stretches(np.flatnonzero(open_), covered)
        if len(part) * HOP >= LEAST
    ]


def _stretches(places: Places, covered: Marks) -> list[Places]:
    """The frames, those together between which there is no word and no long silence."""
    if not len(places):
        return []
    words = np.cumsum(covered)[places]
    apart = (np.diff(words) > 0) | (np.diff(places) * HOP > TOGETHER)
    return np.split(places, np.flatnonzero(apart) + 1)


def reread(left: Span, within: Span, words: Iterable[Word]) -> Span:
    """What is read again of a stretch without words: it, and a little more up to its neighbours."""
    begins, ends = within.start, within.end
    for word in words:
        if word.start < left.start:
            begins = max(begins, min(word.end, word.start + longest(word), left.start))
        else:
            ends = min(ends, max(word.start, left.end))
    return Span(max(begins, left.start - REACH), min(ends, left.end + REACH))


def longest(word: Word) -> float:
    """How many seconds it may take to say, by its letters and digits."""
    digits = sum(sign.isdigit() for sign in word.text)
    return BESIDE + digits * A_DIGIT + (len(word.text) - digits) * A_LETTER


def placed(
    text: str, words: Sequence[Word], more: str, found: Sequence[Word]
) -> tuple[str, list[Word]]:
    """A text and its words with `more` in its place among them, by the seconds of the words `found`."""
    middle = (found[0].start + found[-1].end) / 2
    before = [word for word in words if (word.start + word.end) / 2 <= middle]
    at = 0
    for word in before:
        where = text.find(word.text, at)
        at = where + len(word.text) if where >= 0 else at
    head, tail = text[:at].rstrip(), text[at:].lstrip()
    joined = " ".join(part for part in (head, more.strip(), tail) if part)
    return joined, [*before, *found, *words[len(before) :]]


def mark(stretch: Span) -> Word:
    """The words that stand for what nobody understood; they play what was said."""
    return Word(MARK, round(stretch.start, 2), round(stretch.end, 2), 0.0)


def without_echo(found: Sequence[Word], words: Sequence[Word]) -> list[Word]:
    """What was read again, less the words at its edges that stand beside it already."""
    left = list(found)
    before = (
        [word for word in words if word.end <= (left[0].start + left[-1].end) / 2] if left else []
    )
    after = words[len(before) :]
    if left and before and _same(left[0], before[-1]):
        left = left[1:]
    if left and after and _same(left[-1], after[0]):
        left = left[:-1]
    return left


def _same(one: Word, other: Word) -> bool:
    plain = replace(one, text=one.text.strip(" .,;:!?").lower()).text
    return plain == other.text.strip(" .,;:!?").lower()
