"""The number at which a customer is rung: what may be one, and which of two it is.

One rule for whoever gives a number: a caller who says it, a customer who types it, a program that
sends it, a technician who corrects it.
"""

from collections.abc import Collection
from enum import Enum, StrEnum

from rapidfuzz.distance import Levenshtein

from rules.phone_numbers import dialable, is_two_lines, parse_number

SLIPS = 2  # digits wrong, missing or added, by which a number heard may differ from the one meant


class Refusal(Enum):
    """Why nobody can be rung there."""

    NO_NUMBER = (
        "no number"  # incomplete, too long, made of letters, or what stands for a withheld one
    )
    TWO_LINES = "two lines"  # "045 8001234/5", or an extension behind the number
    NO_LINE = "no line"  # premium or free, a satellite's, another service's
    OURS = "ours"  # one of our own lines


class NumberCheck(StrEnum):
    """What the caller said of the number that was read back, or that nobody read it back."""

    CONFIRMED = "confirmed"
    TO_VERIFY = "to_verify"
    REFUSED = "refused"  # it is not the caller's, and no other was keyed
    HEARD = "heard"  # never read back: the caller had hung up, or the text came too late


def check_of(number: str, caller: str | None) -> NumberCheck:
    """What silence means, and hanging up: yes to the caller's own number, and to no other."""
    return NumberCheck.CONFIRMED if number == caller else NumberCheck.TO_VERIFY


def check_shown(
    told: str | None, *, ring: str | None, caller: str | None, is_spoken: bool, is_by_hand: bool
) -> str | None:
    """What whoever is about to ring reads beside the number; None where nothing is to be said of it.

    `told` is what the caller said of it (a NumberCheck). A number of a spoken message that is not
    the one called from, and that the caller never heard, rests on a machine's ear alone.
    """
    if is_by_hand:
        return None
    if told is None and is_spoken and ring is not None and ring != caller:
        return NumberCheck.HEARD
    return told


def checked(written: str, ours: Collection[str]) -> str | Refusal:
    """The number in E.164, if a customer can be rung there; `ours` are our own lines (E.164)."""
    number = parse_number(written)
    if number is None:
        return Refusal.TWO_LINES if is_two_lines(written) else Refusal.NO_NUMBER
    if not dialable(number):
        return Refusal.NO_LINE
    return Refusal.OURS if number in ours else number


def is_slip(one: str, other: str) -> bool:
    """Whether two numbers are most likely one, of which a digit or two were misheard."""
    return 0 < Levenshtein.distance(one, other, score_cutoff=SLIPS) <= SLIPS


def is_confirmed(
    number: str,
    *,
    caller: str | None,
    told_by_hand: str | None,
    confirmed: str | None = None,
    on_record: bool,
    was_spoken_with: bool,
) -> bool:
    """Whether more than a machine's ear says that the customer is at the number.

    They called from it or typed it (`caller`), heard it read back or keyed it (`confirmed`), a
    person or the customer wrote it (`told_by_hand`), it is on the record of the customer that the
    request is surely of, or we spoke with them at it. A number that was only heard may be a
    stranger's: it is rung, as whoever answers tells who they are, and gets no message that opens
    the request.
    """
    return number in {caller, told_by_hand, confirmed} or on_record or was_spoken_with


def number_to_ring(
    dictated: str | None,
    caller: str | None,
    *,
    is_by_hand: bool = False,
    confirmed: str | None = None,
    is_refused: bool = False,
) -> str | None:
    """The number that the caller gave, but for a slip of hearing the one they called from.

    What the caller confirmed, or keyed, outranks what was heard; what a person set, both. What the
    caller refused when it was read back is a stranger's: the one called from is rung instead.

    A number that is the caller's own but for a digit or two was misheard, or misspoken: ringing it
    would reach a stranger, who would learn what is no affair of theirs. What was set by hand was
    read by a person, and is no slip.
    """
    if confirmed is not None and not is_by_hand:
        return confirmed
    if dictated is None or caller is None or is_by_hand:
        return dictated or caller
    if is_refused:
        return caller
    return caller if is_slip(dictated, caller) else dictated


def as_known(heard: str, known: Collection[str]) -> str | None:
    """The number that digits which may be misheard are: one that we know, but for a digit or two.

    `heard` is E.164, possible or not; `known` are the caller's and the customer's. None where it is like
    none of them, or as like two ("045 8001234" and "... 1235" are one firm's).
    """
    if heard in known:
        return heard
    slips = [number for number in known if is_slip(heard, number)]
    return slips[0] if len(slips) == 1 else None
