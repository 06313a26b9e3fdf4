"""Words of two texts compared, without case and stops; numbers digit by digit, however they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from rules.triage.number_words import value_of
from rules.triage.tokens import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable


def compared(said: str, heard: str) -> tuple[int, int]:
    """How many words are wrong, missing or too many, and how many were said."""
    wanted = list(_words(said))
    return int(Levenshtein.distance(wanted, list(_words(heard)))), len(wanted)


def _words(text: str) -> Iterable[str]:
    for word in words_of(text):
        yield from value_of(word.plain) or (word.plain,)
