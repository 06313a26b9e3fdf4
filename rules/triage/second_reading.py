"""Second reading: whether digits were heard the same when the recogniser was asked another way.

How sure a recogniser is of a digit says little of whether it is right: of the first ones it is unsure
since it may write them in several ways, and of one that it left out it knows nothing. Asked to write
numbers in words it goes another way, and what both ways give alike was said.
"""

from rapidfuzz import fuzz, process

from rules.triage.digit_runs import Run, runs
from rules.triage.number_words import DIGITS, ENGLISH, readings, value_of
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

Stretch = tuple[int, int]


def digits_in(text: str) -> bool:
    """Whether the text holds digits that a second reading may settle."""
    return any(_is_worth(run) for run in runs(words_of(text)))


def settled(text: str, again: str, language: str = "it") -> list[tuple[Stretch, bool]]:
    """Each run of digits of the text, as characters from and to, and whether both readings give it."""
    words = words_of(text)
    others = {
        digits
        for way in (again, _spelt(again, language))
        for run in runs(words_of(way))
        for digits in readings(run.groups)
    }
    return [
        (_stretch(words, run), not others.isdisjoint(readings(run.groups)))
        for run in runs(words)
        if _is_worth(run)
    ]


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
