"""Names and passwords that may be, and those that may not."""

import pytest

from rules.errors import BadInput
from rules.staff.accounts import check_password, check_pin, tidy_name
from rules.staff.shown_names import shown_name


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
        "anna\n",  # a line feed is not overlooked at the end either
        "\ranna",
        "an\nna",
        "../anna",
        "a/b",
        "a\\b",
        "\u0430nna",  # with a Cyrillic a
    ],
)
def test_a_name_that_cannot_be_is_refused(typed):
    with pytest.raises(BadInput, match="expected a name") as refused:
        tidy_name(typed)
    assert str(refused.value).isprintable()  # a terminal would obey what is repeated raw


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("", ""),
        ("  Anna   Bianchi ", "Anna Bianchi"),
        ("Niccolò D\u2019Arc\u00f2, ufficio 2 (piano 1/2) & C.", None),
        ("cassa 1/2", "cassa 1/2"),
        ("Nicolo\u0300 d'Amico", "Nicolò d'Amico"),
        ("J. R. Müller-Łoś", "J. R. Müller-Łoś"),
    ],
)
def test_what_people_and_machines_are_called_is_kept(typed, name):
    assert shown_name(typed, 80) == (typed if name is None else name)


@pytest.mark.parametrize(
    "typed",
    [
        *("<b>Anna</b>", "Anna\r\nBCC: x@example.it", "Anna\n", "../../etc/passwd", "/etc/passwd"),
        *("C:\\temp", "Anna\u202egpj.exe", "Anna\u2028x", "Anna\x00", "An\tna", "{{7*7}}", "`id`"),
        *("-rf", ".hidden", "=1+1", "@SUM(A1)", "_", "a" * 81, "Anna/", "a/../b", "\ud800"),
        "\u0410nna Bianchi",  # with a Cyrillic A
    ],
)
def test_what_is_more_than_a_name_is_refused_at_every_door(typed):
    with pytest.raises(BadInput, match="expected a name") as refused:
        shown_name(typed, 80)
    assert str(refused.value).isprintable()


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
