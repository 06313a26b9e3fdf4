"""Second reading: where in the sound digits were said, and what a recogniser is asked of them again.

How sure a recogniser is of a digit says little of whether it is right: of the first ones it is unsure
since it may write them in several ways, and of one that it left out it knows nothing. So it is asked
again in other ways, and `rules.transcript.vote` says what the readings make of it together.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.transcript.spelling import is_worth, stretch_of
from rules.triage.digit_runs import runs
from rules.triage.timed_words import TimedWord, seconds_of
from rules.triage.tokens import words_of

# What a recogniser is told to have read already, so that it goes on in words. Not a whole number:
# one that it repeats where none was said is then none.
DICTATED = {
    "it": "tre, otto, uno zero, quattro cinque, ventisette, sei, nove.",
    "en": "three, eight, one oh, four five, twenty-seven, six, nine.",
}

# Told so before a whole message, a recogniser leaves sentences out: it hears the digits alone.
MARGIN, TOGETHER = 0.4, 2.0  # seconds around them, and between two runs that are read as one
MOST_STRETCHES = 3
AS_SAID = 8


@dataclass(frozen=True)
class Way:
    """How a stretch is read again: told to write words, or without a word but slower or faster."""

    in_words: bool
    pace: int = AS_SAID  # in eighths

    def prompt(self, language: str) -> str | None:
        """What the recogniser is told to have read already."""
        return DICTATED[language] if self.in_words else None


# Told to write words, a recogniser errs where it does not with digits; of slower or faster sound its ear
# has another picture. Each way is asked only where those before it did not settle it.
WAYS = (Way(in_words=True), Way(in_words=False, pace=7), Way(in_words=False, pace=9))


@dataclass(frozen=True)
class Stretch:
    """The seconds in which runs of digits were said, and their characters from and to."""

    from_s: float
    to_s: float
    start: int
    end: int


def stretches(text: str, words: Sequence[TimedWord]) -> list[Stretch]:
    """Where runs of digits were said, those close to one another as one; few at most."""
    found: list[Stretch] = []
    tokens = words_of(text)
    for run in filter(is_worth, runs(tokens)):
        first, last = stretch_of(tokens, run)
        said = seconds_of(words, first, last)
        if said is None:
            continue
        start, end = max(0.0, said[0] - MARGIN), said[1] + MARGIN
        if found and start - found[-1].to_s < TOGETHER:
            found[-1] = Stretch(found[-1].from_s, end, found[-1].start, last)
        else:
            found.append(Stretch(start, end, first, last))
    return found[:MOST_STRETCHES]
