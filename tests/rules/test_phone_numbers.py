"""Numbers as Twilio and callers give them, and as people read them."""

import pytest

from rules.phone_numbers import caller_number, dialable, display, is_mobile, masked, parse_number


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+390458012345", "+390458012345"),  # the leading zero of a landline stays
        ("+393471234567", "+393471234567"),
        ("0458012345", "+390458012345"),  # a raw digit string
        ("+266696687", None),  # ANONYMOUS, which looks like Lesotho
        ("+86282452253", None),  # UNAVAILABLE
        ("+8656696", None),  # UNKNOWN
        ("+2562533", None),  # BLOCKED
        ("+7378742833", None),  # RESTRICTED, which looks like Russia
        ("anonymous", None),
        ("Restricted", None),
        ("", None),
        ("sip:someone@example.com", None),
        ("client:desk", None),
        ("+39" + "0" * 500, None),
    ],
)
def test_what_twilio_says_of_the_caller(raw: str, number: str | None) -> None:
    assert caller_number(raw) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("045.8012345", "+390458012345"),
        ("045/801-2345", "+390458012345"),
        (" 347 123 45 67 ", "+393471234567"),
        ("+49 30 123456", "+4930123456"),
        ("12", None),
        ("nessuno", None),
        ("045-CIAO123", None),  # letters are keys to the library
        ("045 8012345 int. 3", None),
    ],
)
def test_numbers_are_read_as_people_write_them(text: str, number: str | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("number", "may"),
    [
        ("+390458012345", True),
        ("+393471234567", True),
        ("+39899123456", False),  # premium rate
        ("+39800123456", False),  # toll-free
        ("+881612345678", False),  # a satellite network
        ("+870773111632", False),  # another
        ("+39112", False),
        ("nonsense", False),
    ],
)
def test_only_ordinary_lines_and_mobiles_may_be_rung(number: str, may: bool) -> None:
    assert dialable(number) is may


def test_numbers_are_shown_to_people_and_masked_in_logs() -> None:
    assert display("+390458012345") == "045 801 2345"
    assert masked("+390458012345") == "+39045•••••45"
    assert masked(None) == "-"


def test_a_mobile_is_told_from_a_landline() -> None:
    assert is_mobile("+393471234567")
    assert not is_mobile("+390458012345")
