"""Names and passwords that may be, and those that may not."""

import pytest

from desk.accounts import check_password, tidy_name
from desk.errors import BadInput


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
