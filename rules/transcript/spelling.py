"""Spelling: the digits that a reading holds, also where it writes their names nearly.

Asked for words, recognisers misspell them ("sete", "quattranza") and part tens from what belongs to
them ("novanta, cinque"). A reading gives every number that it may mean: another reading decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from rules.transcript.hundreds import meanings
from rules.triage.digit_runs import Run, runs
from rules.triage.number_words import ENGLISH, ENGLISH_TENS, TENS, readings, value_of
from rules.triage.tokens import Word, words_of

FEWEST_DIGITS = 3  # of a run that is worth another reading: a code, or part of a number
NEARLY, CLEARLY = 70, 3  # of 100, and by how much more than the next name
CLIPPED = {"it": {"se": "6", "z": "7"}, "en": {}}  # names too short to be nearly another
TOGETHER = 80  # of 100, for two words that may be one name
HALF, LONGEST_HALF = (
    4,
    5,
)  # letters of a word that may be half of a name, and of one that may be whole
BEGINNINGS = frozenset({"do", "un", "se"})  # of dodici, undici and sessanta
SHORTEST = 3  # letters of a word that may be a name
_TEENS = (
    *("dieci", "undici", "dodici", "tredici", "quattordici"),
    *("quindici", "sedici", "diciassette", "diciotto", "diciannove"),
)
_UNITS = ("uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
_UP_TO_99 = tuple(
    (ten[:-1] if unit[0] in "uo" else ten) + unit for ten in sorted(TENS) for unit in _UNITS
)
_UP_TO_100 = (*_UNITS, *_TEENS, *sorted(TENS), *_UP_TO_99)
_HUNDREDS = ("cento", *(unit + "cento" for unit in _UNITS[1:]))
SPELT = {
    "it": (
        *("zero", *_UP_TO_100, *_HUNDREDS),
        *(hundred + rest for hundred in _HUNDREDS for rest in _UP_TO_100),
    ),
    "en": (*ENGLISH, *ENGLISH_TENS),
}


@dataclass(frozen=True)
class Meant:
    """The digits of a reading's runs: as they stand, and all that they may mean besides."""

    plain: frozenset[str]
    all: frozenset[str]


def meant(text: str, language: str) -> Meant:
    """What a reading means, with its misspelt names as numbers."""
    plain, loose = set[str](), set[str]()
    for way in dict.fromkeys((text, _spelt(text, language))):
        words = words_of(way)
        found = runs(words)
        plain |= {digits for run in found for digits in readings(run.groups)}
        loose |= {digits for row in _rows(words, found) for digits in meanings(row)}
    return Meant(frozenset(plain), frozenset(plain | loose))


def _rows(words: list[Word], found: Sequence[Run]) -> Iterator[list[str]]:
    """The digits of runs that follow one another without a word between."""
    row: list[str] = []
    end = -1
    for run in found:
        if run.first != end + 1 and row:
            yield row
            row = []
        row = [*row, *_parts(words, run)]
        end = run.last
    if row:
        yield row


def _parts(words: list[Word], run: Run) -> list[str]:
    """The digits of a run as they are parted in writing: "2.202" is two and 202."""
    parts: list[str] = []
    for group in run.groups:
        first = words[group.first].text
        written = re.findall(r"\d+", first) if first[0].isdigit() else []
        is_one = group.first == group.last and "".join(written) == group.digits
        parts += written if is_one else [group.digits]
    return parts


def is_worth(run: Run) -> bool:
    """Whether a run is long enough to be a code, or part of a number."""
    return len(readings(run.groups)[0]) >= FEWEST_DIGITS


def stretch_of(words: list[Word], run: Run) -> tuple[int, int]:
    """The characters of a run, from and to."""
    return words[run.first].start, words[run.last].end


def _spelt(text: str, language: str) -> str:
    """A reading in words, each that is nearly a number's name as that; what parts them stays."""
    parts, at, words = list[str](), 0, words_of(text)
    while words:
        parts.append(text[at : words[0].start])
        both = _in_two(words[:2], language)
        parts.append(both or _misspelt(words[0].plain, language) or words[0].text)
        at = words[1 if both else 0].end
        words = words[2 if both else 1 :]
    return "".join([*parts, text[at:]])


def _in_two(words: Sequence[Word], language: str) -> str | None:
    """The digits of a name of which two words were made: "tre, dici", "do dieci"."""
    plain = [word.plain for word in words]
    strange = [one for one in plain if value_of(one) is None]
    if len(plain) < 2 or not strange:
        return None
    if plain[0] not in BEGINNINGS and any(len(one) < HALF for one in strange):
        return None
    if any(len(one) > LONGEST_HALF and _nearly(one, language, TOGETHER) for one in strange):
        return None
    return value_of("".join(plain)) or _nearly("".join(plain), language, TOGETHER)


def _misspelt(plain: str, language: str) -> str | None:
    if plain in CLIPPED[language]:
        return CLIPPED[language][plain]
    if value_of(plain) is not None or len(plain) < SHORTEST:
        return None
    return _nearly(plain, language, NEARLY)


def _nearly(plain: str, language: str, least: int) -> str | None:
    """The digits of the name that a word is nearly; None where two are as near."""
    near = process.extract(plain, SPELT[language], scorer=fuzz.ratio, score_cutoff=least, limit=2)
    if not near or (len(near) > 1 and near[0][1] - near[1][1] < CLEARLY):
        return None
    return value_of(near[0][0])
