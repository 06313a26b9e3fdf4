"""The signs of a word by which names and firms are told: what it is, and what stands around it."""

from collections.abc import Sequence

from rules.triage.common_words import COMMON
from rules.triage.firms.names import LEGAL, without_capitals
from rules.triage.firms.towns import QUARTERS, TOWNS
from rules.triage.given_names import GIVEN
from rules.triage.name_words import GREETINGS, OFFICES, PERSONS, TITLES
from rules.triage.number_words import value_of
from rules.triage.tokens import Word
from rules.triage.trades import FIRM_LEADS, OF, OF_TRADE, SHOPS, is_trade

# The first list that has the word says of what kind it is.
_KINDS = (
    ("title", TITLES),
    ("given", GIVEN),
    ("trade", SHOPS),
    ("lead", FIRM_LEADS),
    ("of", OF),
    ("legal", LEGAL),
    ("town", TOWNS),
    ("street", QUARTERS),
    ("hello", GREETINGS),
    ("person", PERSONS),
    ("office", OFFICES),
    ("goods", OF_TRADE),
    ("common", COMMON),
)
REACH = 2  # words to either side
NEAR_AN_END = 10


def signs(words: Sequence[Word]) -> list[list[str]]:
    """For each word the signs that it has."""
    size = "small" if without_capitals(words) else "mixed"
    kinds = [_kind(words, place) for place in range(len(words))]
    return [_of(words, kinds, place, size) for place in range(len(words))]


def _of(words: Sequence[Word], kinds: Sequence[str], place: int, size: str) -> list[str]:
    here = kinds[place]
    left, right = _at(kinds, place - 1), _at(kinds, place + 1)
    before, after = _plain(words, place - 1), _plain(words, place + 1)
    plain = words[place].bare
    return [
        "always",
        f"kind {here}",
        f"{size} {here}",
        f"word {plain}",
        f"end {plain[-3:]}",
        f"begin {plain[:3]}",
        *(f"kind{by:+} {_at(kinds, place + by)}" for by in (-2, -1, 1, 2)),
        *(f"word{by:+} {_plain(words, place + by)}" for by in (-2, -1, 1, 2)),
        f"kinds-1 {left} {here}",
        f"kinds+1 {here} {right}",
        f"kinds-1+1 {left} {here} {right}",
        f"kinds-2-1 {_at(kinds, place - 2)} {left} {here}",
        f"kinds+1+2 {here} {right} {_at(kinds, place + 2)}",
        f"words-1 {before} {here}",
        f"words+1 {here} {after}",
        f"words-2-1 {_plain(words, place - 2)} {before} {here}",
        f"words-3-2-1 {_plain(words, place - 3)} {_plain(words, place - 2)} {before}",
        f"from begin {min(place, NEAR_AN_END)} {here}",
        f"from end {min(len(words) - place, NEAR_AN_END)} {here}",
    ]


def _at(kinds: Sequence[str], place: int) -> str:
    return kinds[place] if 0 <= place < len(kinds) else "none"


def _plain(words: Sequence[Word], place: int) -> str:
    """The word there and how it ends; digits alike."""
    if not 0 <= place < len(words):
        return "none"
    word = words[place]
    said = "0" if word.plain[0].isdigit() else word.plain
    return said + ((word.stop and ".") or (word.pause and ",") or "")


def _kind(words: Sequence[Word], place: int) -> str:
    """What the word is: of a list or none, with a capital or small, and how it ends."""
    word = words[place]
    is_first = place == 0 or words[place - 1].stop
    shape = ("First" if is_first else "Capital") if word.is_capital else "small"
    return f"{_listed(word)} {shape}{(word.stop and '.') or (word.pause and ',') or ''}"


def _listed(word: Word) -> str:
    if word.plain[0].isdigit() or (value_of(word.plain) is not None and not word.is_capital):
        return "number"
    for name, of in _KINDS:
        if word.bare in of:
            return name
    if is_trade(word):
        return "trade"
    return "other"
