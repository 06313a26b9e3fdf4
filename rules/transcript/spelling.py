"""Spelling: the digits that a reading holds, also where it writes their names nearly.

Asked for words, recognisers misspell them ("sete", "quattranza") and part tens from what belongs to
them ("novanta, cinque"). A reading gives every number that it may mean: another reading decides.
"""

from collections.abc import Iterator
from itertools import pairwise

from rapidfuzz import fuzz, process

from rules.triage.digit_runs import Run, runs
from rules.triage.number_words import DIGITS, ENGLISH, ENGLISH_TENS, TENS, readings, value_of
from rules.triage.tokens import Word, words_of

FEWEST_DIGITS = 3  # of a run that is worth another reading: a code, or part of a number
NEARLY = 65  # of 100
SPELT = {"it": (*DIGITS, *sorted(TENS)), "en": (*ENGLISH, *ENGLISH_TENS)}
MOST_TENS = 5  # in one number, of which each may stand for itself


def digits_in(text: str, language: str) -> set[str]:
    """All that the runs of a reading may mean, as digits."""
    return {
        digits
        for way in dict.fromkeys(_ways(text, language))
        for run in runs(words_of(way))
        for digits in readings(run.groups)
    }


def with_tens_joined(text: str) -> set[str]:
    """What the runs of a text may mean besides, where tens stand parted from their digits."""
    return {
        digits
        for way in _with_tens(text)
        for run in runs(words_of(way))
        for digits in readings(run.groups)
    }


def is_worth(run: Run) -> bool:
    """Whether a run is long enough to be a code, or part of a number."""
    return len(readings(run.groups)[0]) >= FEWEST_DIGITS


def stretch_of(words: list[Word], run: Run) -> tuple[int, int]:
    """The characters of a run, from and to."""
    return words[run.first].start, words[run.last].end


def _ways(text: str, language: str) -> Iterator[str]:
    """The text, with names that are nearly a digit's as that, and with tens joined to their digits."""
    yield text
    spelt = _spelt(text, language)
    yield spelt
    yield from _with_tens(spelt)


def _spelt(text: str, language: str) -> str:
    """A reading in words, each that is nearly a number's name as that; what parts them stays."""
    parts, at = [], 0
    for word in words_of(text):
        parts += [text[at : word.start], _nearly(word.plain, language) or word.text]
        at = word.end
    return "".join([*parts, text[at:]])


def _nearly(plain: str, language: str) -> str | None:
    if value_of(plain) is not None or len(plain) < 3:
        return None
    found = process.extractOne(
        plain, SPELT.get(language, DIGITS), scorer=fuzz.ratio, score_cutoff=NEARLY
    )
    return value_of(found[0]) if found else None


def _with_tens(text: str) -> Iterator[str]:
    """ "Novanta, cinque" as 95: each ten with the digit behind it, and each without."""
    words = words_of(text)
    places = [
        at
        for at, (ten, unit) in enumerate(pairwise(words))
        if _is_ten(ten) and (value_of(unit.plain) or "0") in "123456789"
    ][:MOST_TENS]
    for chosen in range(1, 1 << len(places)):
        joined = {place for bit, place in enumerate(places) if chosen >> bit & 1}
        parts, at = [], 0
        for place, word in enumerate(words):
            value = value_of(word.plain)
            if place in joined and value is not None:
                parts += [text[at : word.start], value[0]]
                at = words[place + 1].start
            else:
                parts += [text[at : word.start], value or word.text]
                at = word.end
        yield "".join([*parts, text[at:]])


def _is_ten(word: Word) -> bool:
    value = value_of(word.plain)
    return value is not None and len(value) == 2 and value[1] == "0" and value != "10"
