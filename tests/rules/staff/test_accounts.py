"""Names and passwords that may be, and those that may not."""

import pytest

from rules.errors import BadInput
from rules.staff.accounts import check_password, check_pin, tidy_name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("anna", "anna"),
        ("  Anna ", "anna"),
        ("Anna.Bianchi-2", "anna.bianchi-2"),
        ("Nicolò", "nicolò"),
        ("Nicolo\u0300", "nicolò"),  # the same, typed as two characters
    ],
)
def test_a_name_is_kept_tidy(typed, name):
    assert tidy_name(typed) == name


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "anna bianchi",
        ".anna",
        "anna@leotron",
        "an\x00na",
        "an\u202ena",
        "a" * 41,
        "<script>",
    ],
)
def test_a_name_that_cannot_be_is_refused(typed):
    with pytest.raises(BadInput, match="expected a name"):
        tidy_name(typed)


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("short words", "at least 12"),  # eleven characters
        ("x" * 1001, "at most 1000"),
        ("one\x00two three", "control characters"),
        ("aaaaaaaaaaaa", "neither repeats"),
        ("Anna e il mare", "neither repeats"),
    ],
)
def test_a_weak_password_is_refused_and_never_repeated(password, rule):
    with pytest.raises(BadInput, match=rule) as refused:
        check_password(password, "anna")
    assert password not in str(refused.value)


def test_twelve_characters_do():
    check_password("due gondole!", "anna")


@pytest.mark.parametrize("pin", ["402817", "112358", "901284736150"])
def test_a_pin_of_six_digits_or_more_does(pin):
    check_pin(pin, "+393331112222")


@pytest.mark.parametrize(
    ("pin", "said"),
    [
        ("40281", "6 to 12 digits"),
        ("4028170000000", "6 to 12 digits"),
        ("40281a", "6 to 12 digits"),
        ("٤٠٢٨١٧", "6 to 12 digits"),
        ("", "6 to 12 digits"),
        ("111111", "no row"),
        ("121212", "no row"),
        ("123456", "no row"),
        ("987654", "no row"),
        ("331112", "no part of the telephone"),
    ],
)
def test_a_pin_that_is_too_short_or_too_easy_is_refused_and_not_repeated(pin, said):
    with pytest.raises(BadInput, match=said) as caught:
        check_pin(pin, "+393331112222")
    assert not pin or pin not in str(caught.value)
