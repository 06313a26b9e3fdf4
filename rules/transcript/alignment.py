"""Alignment: which words of a transcript were said, told by the text that was really spoken.

Numbers count by their digits and spelt letters as letters, however either side writes them: "tre
quattro sette", "347" and "3, 4, 7" are one thing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from rules.triage.number_words import value_of
from rules.triage.tokens import Word, words_of

SPELT = {"elle": "l", "gei": "j", "cappa": "k"}
_PART = re.compile(r"\d|[^\W\d_]+")


@dataclass(frozen=True)
class Alignment:
    """Of each word heard whether it was said; and how many units differ, of how many said."""

    words: tuple[Word, ...]
    right: tuple[bool, ...]
    errors: int
    said: int


def aligned(said: str, heard: str) -> Alignment:
    """A transcript beside what was said; a word in which, or in whose number, a digit is missing is wrong."""
    words = words_of(heard)
    theirs = [part for word in words_of(said) for part in _units(word)]
    ours = [(part, at) for at, word in enumerate(words) for part in _units(word)]
    wrong: set[int] = set()
    steps = Levenshtein.editops(theirs, [part for part, _ in ours])
    for step in steps:
        if step.tag == "delete":
            wrong |= _lacking(theirs[step.src_pos], ours, step.dest_pos)
        else:
            wrong.add(ours[step.dest_pos][1])
    right = tuple(at not in wrong for at in range(len(words)))
    return Alignment(tuple(words), right, len(steps), len(theirs))


def _lacking(part: str, ours: list[tuple[str, int]], at: int) -> set[int]:
    """The words heard that lack what was said there: a digit its neighbours, a part of a word that word."""
    beside = ours[max(0, at - 1) : at + 1]
    if part.isdigit():
        return {word for unit, word in beside if unit.isdigit()}
    return {beside[0][1]} if len({word for _, word in beside}) < len(beside) else set()


def _units(word: Word) -> Iterator[str]:
    digits = value_of(word.plain)
    if digits is not None:
        yield from digits
        return
    for part in _PART.findall(word.plain):
        yield SPELT.get(part, part)
