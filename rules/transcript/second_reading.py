"""Second reading: whether digits were heard the same when the recogniser was asked another way.

How sure a recogniser is of a digit says little of whether it is right: of the first ones it is unsure
since it may write them in several ways, and of one that it left out it knows nothing. Asked to write
numbers in words it goes another way, and what both ways give alike was said.
"""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from rules.triage.digit_runs import Run, runs
from rules.triage.number_words import DIGITS, ENGLISH, readings, value_of
from rules.triage.timed_words import TimedWord, seconds_of
from rules.triage.tokens import Word, words_of

FEWEST_DIGITS = 3  # of a run that is worth a second reading: a code, or part of a number
# What a recogniser is told to have read already, so that it goes on in words. Not a whole number:
# one that it repeats where none was said is then none.
DICTATED = {
    "it": "tre, otto, uno zero, quattro cinque, ventisette, sei, nove.",
    "en": "three, eight, one oh, four five, twenty-seven, six, nine.",
}

# Asked for words, recognisers misspell them ("sete", "cuatro"): with the first reading a digit settles it.
NEARLY = 65  # of 100
SPELT = {"it": DIGITS, "en": tuple(ENGLISH)}

# Told so before a whole message, a recogniser leaves sentences out: it hears the digits alone.
MARGIN, TOGETHER = 0.4, 2.0  # seconds around them, and between two runs that are read as one
MOST_STRETCHES = 3
LOST_ONE = 9  # digits that are left of ten, and that some fixed lines have

Stretch = tuple[int, int]


def stretches(text: str, words: Sequence[TimedWord]) -> list[tuple[float, float]]:
    """The seconds in which runs of digits were said, those close to one another as one; few at most."""
    found: list[tuple[float, float]] = []
    tokens = words_of(text)
    for run in filter(_is_worth, runs(tokens)):
        said = seconds_of(words, *_stretch(tokens, run))
        if said is None:
            continue
        start, end = max(0.0, said[0] - MARGIN), said[1] + MARGIN
        if found and start - found[-1][1] < TOGETHER:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found[:MOST_STRETCHES]


def settled(text: str, again: Sequence[str], language: str = "it") -> list[tuple[Stretch, bool]]:
    """Each run of digits of the text, as characters from and to, and whether it was heard so again."""
    words = words_of(text)
    others = {
        digits
        for one in again
        for way in (one, _spelt(one, language))
        for run in runs(words_of(way))
        for digits in readings(run.groups)
    }
    return [
        (_stretch(words, run), any(map(_is_whole, others.intersection(readings(run.groups)))))
        for run in runs(words)
        if _is_worth(run)
    ]


def _is_whole(digits: str) -> bool:
    """Whether no digit may have been lost in the hearing: of two that are alike both ways may leave one out.

    A mobile number then lacks one, and is none. What is left of ten digits of a fixed line may be
    another line: 045 559 79 71 was heard as 045 597971, twice.
    """
    return not (digits.startswith("0") and len(digits) == LOST_ONE)


def _is_worth(run: Run) -> bool:
    return len(readings(run.groups)[0]) >= FEWEST_DIGITS


def _stretch(words: list[Word], run: Run) -> Stretch:
    return words[run.first].start, words[run.last].end


def _spelt(again: str, language: str) -> str:
    """A reading in words, each that is nearly a digit's name as that; what parts them stays."""
    parts, at = [], 0
    for word in words_of(again):
        parts += [again[at : word.start], _digit_of(word.plain, language) or word.text]
        at = word.end
    return "".join([*parts, again[at:]])


def _digit_of(plain: str, language: str) -> str | None:
    if value_of(plain) is not None or len(plain) < 3:
        return None
    found = process.extractOne(
        plain, SPELT.get(language, DIGITS), scorer=fuzz.ratio, score_cutoff=NEARLY
    )
    return str(found[0]) if found else None
