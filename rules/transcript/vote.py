"""Vote: what several readings of the same digits make of them together.

What two readings give alike was said, unless another has another whole number there, or a digit may
have been lost in both; where a unit may have been ("30" of "trentasei"), three have to. Where the first
reading is not among the two, and is no number, they correct it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.transcript.spelling import digits_in, is_worth, stretch_of, with_tens_joined
from rules.triage.digit_runs import number_of, runs
from rules.triage.number_words import readings
from rules.triage.tokens import words_of

LOST_ONE = 9  # digits that are left of ten, and that some fixed lines have
# "Trentasei" and "duecentosette" are heard as "30" and "200", by more than one way of reading: a third has to
# say so too.
_ROUND = re.compile(
    r"(?<!\d)(?:[2-9]0|[1-9]00)(?!\d)|"
    r"\b(?:venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|\w*cento)\b"
    r"(?! (?:uno|due|tre|quattro|cinque|sei|sette|otto|nove)\b)",
    re.IGNORECASE,
)
SAME = 60  # of 100: readings so much alike are of the same digits


@dataclass(frozen=True)
class Verdict:
    """A run of digits of the first reading, as characters from and to, and whether it is believed.

    `digits` are those that the other readings agree on instead.
    """

    start: int
    end: int
    is_sure: bool
    digits: str | None = None


def verdicts(text: str, again: Sequence[str], language: str = "it") -> list[Verdict]:
    """What each run of digits of the text is worth, with what further readings gave."""
    words = words_of(text)
    said = [run for run in runs(words) if is_worth(run)]
    own = [set(readings(run.groups)) for run in said]
    places = [stretch_of(words, run) for run in said]
    others = [digits_in(one, language) for one in again]
    is_round = any(_ROUND.search(one) for one in again)
    found = []
    for at in range(len(said)):
        elsewhere = set[str]().union(*own[:at], *own[at + 1 :])
        besides = with_tens_joined(text[slice(*places[at])]) - own[at]
        enough = 2 if is_round or _ROUND.search(text[slice(*places[at])]) else 1
        found.append(_verdict(places[at], own[at], besides, others, elsewhere, enough))
    return found


def _verdict(
    place: tuple[int, int],
    own: set[str],
    besides: set[str],
    others: Sequence[set[str]],
    elsewhere: set[str],
    enough: int,
) -> Verdict:
    first = min(own, key=len)
    rivals = [
        {digits for digits in one - own - elsewhere if _is_number_like(digits, first)}
        for one in others
    ]
    if not any(map(_is_number, own)):
        instead = _given_twice([{one for one in besides if _is_number(one)}, *rivals])
        if instead is not None:
            return Verdict(*place, is_sure=True, digits=instead)
    agreed = {digits for digits in own if sum(digits in one for one in others) >= enough}
    against = [rival for rival, one in zip(rivals, others, strict=True) if not one & agreed]
    return Verdict(*place, is_sure=any(map(is_whole, agreed)) and not any(against))


def _given_twice(readings_: Sequence[set[str]]) -> str | None:
    """The only whole number that two of them give."""
    twice = {
        digits
        for at, one in enumerate(readings_)
        for digits in one
        if any(digits in other for other in readings_[at + 1 :])
    }
    return twice.pop() if len(twice) == 1 else None


def is_whole(digits: str) -> bool:
    """Whether no digit may have been lost in the hearing: of two that are alike all ways may leave one out.

    A mobile number then lacks one, and is none. What is left of ten digits of a fixed line may be
    another line: 045 559 79 71 was heard as 045 597971, twice.
    """
    return not (digits.startswith("0") and len(digits) == LOST_ONE)


def _is_number_like(digits: str, first: str) -> bool:
    """Whether they are a whole number, and of what was said in the first reading's place."""
    return _is_number(digits) and fuzz.ratio(digits, first) >= SAME


def _is_number(digits: str) -> bool:
    return number_of(digits) is not None and is_whole(digits)
