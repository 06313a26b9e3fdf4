"""Vote: what several readings of the same digits make of them together.

Readings in digits err alike ("settantasette" as 67, "seicentouno" as 621), and readings in words
otherwise. So a number is believed where one in words and one in digits give it, or where all in digits
do and the one in words lacks some of it; unless others give another, or a digit may be lost in all.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from rules.transcript.spelling import Meant, is_worth, meant, stretch_of
from rules.triage.digit_runs import number_of, runs
from rules.triage.number_words import readings, value_of
from rules.triage.tokens import words_of

LOST_ONE = 9  # digits that are left of ten, and that some fixed lines have
# "Trentasei" and "duecentosette" are heard as "30" and "200", by more than one way of reading: a third has to
# say so too.
_ROUND = re.compile(
    r"(?<!\d)(?:[2-9]0|[1-9]00)(?!\d)|"
    r"\b(?:venti|trenta|quaranta|cinquanta|sessanta|settanta|ottanta|novanta|\w*cento)\b",
    re.IGNORECASE,
)
SAME = 60  # of 100: readings so much alike are of the same digits
MOST_LOST, MOST_DOUBLED = 3, 1  # digits of a reading in words that still speaks for the others


@dataclass(frozen=True)
class Again:
    """A further reading of the same sound, in words or in digits."""

    text: str
    in_words: bool


@dataclass(frozen=True)
class Verdict:
    """A run of digits of the first reading, as characters from and to, and whether it is believed.

    `digits` are those that the other readings agree on instead.
    """

    start: int
    end: int
    is_sure: bool
    digits: str | None = None


@dataclass(frozen=True)
class _Reading:
    """What one reading means, how it was asked for, and its tens and hundreds."""

    meant: Meant
    in_words: bool
    tens: frozenset[str]

    def gives(self, digits: str) -> bool:
        return digits in self.meant.all

    def may_lack_a_unit(self, digits: str) -> bool:
        """ "50, 3" is 53, but "50" may be what is left of it."""
        return any(ten in digits for ten in self.tens)


def verdicts(text: str, again: Sequence[Again], language: str = "it") -> list[Verdict]:
    """What each run of digits of the text is worth, with what further readings gave."""
    words = words_of(text)
    said = runs(words)
    others = [_reading(one.text, language, in_words=one.in_words) for one in again]
    own = [frozenset(readings(run.groups)) for run in said]
    found = []
    for at, run in enumerate(said):
        if not is_worth(run):
            continue
        place, wide = stretch_of(words, run), stretch_of(words, run)
        if (
            at and said[at - 1].last + 1 == run.first
        ):  # "3, 3, 5, 8, 110, 00, 66": an hour, and a number?
            wide = (stretch_of(words, said[at - 1])[0], place[1])
        first = _reading(text[slice(*wide)], language, in_words=False, plain=own[at])
        elsewhere = frozenset[str]().union(*own[:at], *own[at + 1 :])
        believed = _believed(own[at], [first, *others], elsewhere)
        if believed is None or believed in own[at]:
            found.append(Verdict(*place, is_sure=believed is not None))
        else:
            found.append(Verdict(*wide, is_sure=True, digits=believed))
    return found


def _reading(
    text: str, language: str, *, in_words: bool, plain: frozenset[str] = frozenset()
) -> _Reading:
    found = meant(text, language)
    tens = {value_of(match.group().lower()) for match in _ROUND.finditer(text)}
    return _Reading(
        Meant(found.plain | plain, found.all | plain), in_words, frozenset(filter(None, tens))
    )


def _believed(
    own: frozenset[str], found: Sequence[_Reading], elsewhere: Collection[str]
) -> str | None:
    """The digits that were said, if the readings tell; the first of them has its own."""
    first = min(own, key=len)
    numbers = {
        digits
        for one in found
        for digits in one.meant.all - set(elsewhere)
        if _is_number(digits) and fuzz.ratio(digits, first) >= SAME
    }
    if not numbers:
        return next((digits for digits in own if _is_given_again(digits, found)), None)
    believed = [one for one in numbers if _is_agreed(one, found, numbers)]
    return believed[0] if len(believed) == 1 else None


def _is_agreed(digits: str, found: Sequence[_Reading], numbers: Collection[str]) -> bool:
    giving = [one for one in found if one.gives(digits)]
    in_words = sum(one.in_words for one in giving)
    in_digits = len(giving) - in_words
    is_round = any(one.may_lack_a_unit(digits) for one in giving)
    if len(giving) < (3 if is_round else 2):
        return False
    if not in_words and not (in_digits >= 3 and _is_nearly_said(digits, found)):
        return False
    if not in_digits:
        return False
    others = [one for one in numbers if one != digits]
    return not any(_speaks_against(one, digits, found) for one in others)


def _is_nearly_said(digits: str, found: Sequence[_Reading]) -> bool:
    """Whether a reading in words has lost or doubled some of the digits, and gives no others."""
    return any(
        (len(digits) - len(told) <= MOST_LOST and _is_left_of(told, digits))
        or (len(told) - len(digits) <= MOST_DOUBLED and _is_left_of(digits, told))
        for one in found
        if one.in_words
        for told in one.meant.all
    )


def _is_left_of(told: str, digits: str) -> bool:
    """Whether they are the digits, but for some that are not there."""
    left = iter(digits)
    return all(sign in left for sign in told)


def _speaks_against(other: str, digits: str, found: Sequence[_Reading]) -> bool:
    """Whether another number is as likely: given by a reading that does not give these."""
    if _is_rounder(digits, other):  # these may be what is left of the other
        return any(one.gives(other) for one in found)
    is_plain = [any(number in one.meant.plain for one in found) for number in (digits, other)]
    if is_plain == [True, False] or _is_rounder(other, digits):
        return False
    against = [one for one in found if one.gives(other) and not one.gives(digits)]
    is_first_alone = against == [found[0]] and sum(one.gives(digits) for one in found) >= 3
    return bool(against) and not is_first_alone


def _is_rounder(one: str, other: str) -> bool:
    """ "200" of "207": what lost a unit speaks not against what has it."""
    differ = [a for a, b in zip(one, other, strict=False) if a != b]
    return len(one) == len(other) and set(differ) == {"0"}


def _is_given_again(digits: str, found: Sequence[_Reading]) -> bool:
    """Of what is no number, a code or a part of one: whether another reading has it too."""
    giving = [one for one in found if one.gives(digits)]
    is_round = any(one.may_lack_a_unit(digits) for one in giving)
    return len(giving) >= (3 if is_round else 2) and is_whole(digits)


def is_whole(digits: str) -> bool:
    """Whether no digit may have been lost in the hearing: of two that are alike all ways may leave one out.

    A mobile number then lacks one, and is none. What is left of ten digits of a fixed line may be
    another line: 045 559 79 71 was heard as 045 597971, twice.
    """
    return not (digits.startswith("0") and len(digits) == LOST_ONE)


def _is_number(digits: str) -> bool:
    return number_of(digits) is not None and is_whole(digits)
