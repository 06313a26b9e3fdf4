"""At which number a customer is rung, whoever gave it and however."""

import pytest

from rules.callbacks.customer_number import (
    NumberCheck,
    Refusal,
    check_of,
    checked,
    is_confirmed,
    number_to_ring,
)

OURS = frozenset({"+390455117067"})


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("045 8001234", "+390458001234"),
        ("+41 44 668 18 00", "+41446681800"),
        ("12", Refusal.NO_NUMBER),
        ("112", Refusal.NO_NUMBER),
        ("458001234", Refusal.NO_NUMBER),
        ("045-CIAO123", Refusal.NO_NUMBER),  # the keypad's letters would be a stranger's number
        ("045 8001234 int. 3", Refusal.NO_NUMBER),  # nobody dials what stands behind
        ("045 8001234/5", Refusal.TWO_LINES),  # 8001234 and 8001235, as cards print them
        ("045/8001234/5", Refusal.TWO_LINES),
        ("045 8001234/35", Refusal.TWO_LINES),
        ("045 8001234 / 8001235", Refusal.TWO_LINES),
        ("045 8001234-5", Refusal.TWO_LINES),
        ("045 8001234 - 12", Refusal.TWO_LINES),
        ("045 8001234 (5)", Refusal.TWO_LINES),
        ("+39 045 8001234/5", Refusal.TWO_LINES),
        ("045 8001234 5", Refusal.TWO_LINES),  # the same with a blank, or a dot
        ("045.8001234.5", Refusal.TWO_LINES),
        ("045 8001234 35", Refusal.TWO_LINES),
        (
            "045 800123/4",
            Refusal.TWO_LINES,
        ),  # nine digits: the tenth would make a stranger's number
        ("02 8001234/5", Refusal.TWO_LINES),
        ("347 1234567/8", Refusal.TWO_LINES),
        ("347 123 4567 8", Refusal.TWO_LINES),  # in groups, all of which are there already
        ("347.123.4567.89", Refusal.TWO_LINES),
        ("045 800 1234 5", Refusal.TWO_LINES),
        ("02 48 01 23 45 6", Refusal.TWO_LINES),
        ("347 12 34 56 7", "+393471234567"),
        ("045 800 123 4", "+390458001234"),
        ("045 8001234 int. 12", Refusal.NO_NUMBER),
        ("045 8001234 e 8001235", Refusal.NO_NUMBER),
        ("045/8001234", "+390458001234"),
        ("045/800-1234", "+390458001234"),
        ("045-800-12-34", "+390458001234"),
        ("02-8001-23-45", "+390280012345"),
        ("347-123-45-67", "+393471234567"),
        ("347 123 456 7", "+393471234567"),
        ("(045) 8001234", "+390458001234"),
        ("+49 30 123456-12", "+493012345612"),  # where an extension is dialled with the number
        ("+266696687", Refusal.NO_NUMBER),  # a number that was withheld
        ("", Refusal.NO_NUMBER),
        ("899 123456", Refusal.NO_LINE),  # premium
        ("800 123456", Refusal.NO_LINE),  # of no line
        ("+881 612345678", Refusal.NO_LINE),  # a satellite's
        ("045 511 7067", Refusal.OURS),
        ("+39 045/5117067", Refusal.OURS),
    ],
)
def test_a_number_can_be_rung_or_is_refused_for_one_reason(
    written: str, found: str | Refusal
) -> None:
    assert checked(written, OURS) == found


@pytest.mark.parametrize(
    ("dictated", "caller", "rung"),
    [
        (None, "+390458012345", "+390458012345"),  # nothing was said: the number called from
        ("+393387142905", None, "+393387142905"),  # the caller's number is withheld
        ("+393387142905", "+390458012345", "+393387142905"),  # another number was asked for
        ("+390458012346", "+390458012345", "+390458012345"),  # a digit misheard
        ("+39045801234", "+390458012345", "+390458012345"),  # a digit lost
        ("+390458012445", "+390458011345", "+390458011345"),  # two digits misheard
        (None, None, None),
    ],
)
def test_a_slip_of_hearing_never_rings_a_stranger(
    dictated: str | None, caller: str | None, rung: str | None
) -> None:
    assert number_to_ring(dictated, caller) == rung


def test_what_a_person_wrote_is_no_slip() -> None:
    assert number_to_ring("+390458012346", "+390458012345", is_by_hand=True) == "+390458012346"
    assert number_to_ring(None, "+390458012345", is_by_hand=True) == "+390458012345"


HEARD, OWN, KEYED = "+393387142905", "+390458012345", "+393471234567"


def test_what_the_caller_confirmed_outranks_what_was_heard_and_a_person_outranks_both() -> None:
    assert number_to_ring(HEARD, OWN, confirmed=KEYED) == KEYED
    assert number_to_ring(None, None, confirmed=KEYED) == KEYED
    assert number_to_ring(HEARD, OWN, confirmed=OWN) == OWN
    assert number_to_ring(HEARD, OWN, is_by_hand=True, confirmed=KEYED) == HEARD


@pytest.mark.parametrize(
    ("caller", "rung"),
    [
        (OWN, OWN),  # what the caller refused is a stranger's
        (None, HEARD),  # nothing else is known: marked, and a person listens first
    ],
)
def test_a_refused_number_is_rung_only_where_none_else_is_known(caller, rung):
    assert number_to_ring(HEARD, caller, is_refused=True) == rung
    assert number_to_ring(HEARD, caller, is_refused=True, confirmed=KEYED) == KEYED
    assert number_to_ring(HEARD, caller, is_refused=True, is_by_hand=True) == HEARD


def test_silence_confirms_the_callers_own_number_and_no_other() -> None:
    assert check_of(OWN, OWN) is NumberCheck.CONFIRMED
    assert check_of(HEARD, OWN) is NumberCheck.TO_VERIFY
    assert check_of(HEARD, None) is NumberCheck.TO_VERIFY


def test_a_number_that_was_keyed_may_get_the_link_as_one_that_was_typed() -> None:
    known = {"caller": OWN, "told_by_hand": None, "on_record": False, "was_spoken_with": False}
    assert is_confirmed(KEYED, **known, confirmed=KEYED)
    assert not is_confirmed(HEARD, **known, confirmed=KEYED)
