"""The signs of a message by which its kind and haste are told: words, pairs of them, beginnings, meanings."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from rules.triage.learned.meanings import meanings
from rules.triage.number_words import value_of

Stretch = tuple[int, int]
_WORD = re.compile(r"[a-z]+|[0-9]+")
_COUNTED = frozenset(
    {"un", "una", "uno", "due", "tre"}
)  # "due casse" tells something, "045" does not
BEGINNING = 5  # letters
LONG = 4  # letters: of a longer word its parts are signs too
PART = 4


def signs(flat: str, hidden: Collection[Stretch] = ()) -> dict[str, Stretch]:
    """Each sign and where it is first; `hidden` are names, firms and numbers, which tell nothing."""
    for start, end in hidden:
        flat = flat[:start] + " " * (end - start) + flat[end:]
    found: dict[str, Stretch] = {}
    for sign, where in (*_signs(list(_words(flat))), *meanings(flat)):
        found.setdefault(sign, where)
    return found


def _words(flat: str) -> Iterator[tuple[str, Stretch]]:
    was_number = False
    for match in _WORD.finditer(flat):
        word = match.group()
        is_number = word not in _COUNTED and (word.isdigit() or value_of(word) is not None)
        if not is_number:
            yield word, match.span()
        elif not was_number:
            yield "0", match.span()
        was_number = is_number


def _signs(words: Sequence[tuple[str, Stretch]]) -> Iterator[tuple[str, Stretch]]:
    for word, where in words:
        yield f"1 {word}", where
        yield f"b {word[:BEGINNING]}", where
        if len(word) > LONG:
            told = f"<{word}>"
            for place in range(len(told) - PART + 1):
                yield f"p {told[place : place + PART]}", where
    for (one, first), (two, last) in pairwise(words):
        where = first[0], last[1]
        yield f"2 {one} {two}", where
        yield f"bb {one[:BEGINNING]} {two[:BEGINNING]}", where
    for (one, first), (two, last) in zip(words, words[2:], strict=False):
        yield f"b-b {one[:BEGINNING]} {two[:BEGINNING]}", (first[0], last[1])
