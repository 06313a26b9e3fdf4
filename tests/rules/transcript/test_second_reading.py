"""Digits are sure where two ways of reading give them alike, and in doubt where they do not."""

import pytest

from rules.transcript.second_reading import settled, stretches
from rules.triage.timed_words import timed_words


@pytest.mark.parametrize(
    ("text", "again", "agreed"),
    [
        ("0, 4, 5, 8, 0, 1, 2, 3, 4, 5", "zero quattro cinque, otto zero uno, due tre, quattro cinque", True),
        ("3 3 8 7 1 4 5 2 1 1", "tre tre, otto, fette, uno, cuatro cinque, due uno, uno", True),
        ("allo 0 45 801 27 61.", "zero quattro cinque, otto zero uno, ventisette, sessantuno", True),
        ("045-701-538", "zero quattro cinque, settantasette, zero uno, cinquecentotrentotto", False),
        ("3 3 8 2 3 2 1 4 6 1", "tre tre, otto due, tre due, uno, ventisette, sessantuno", False),
        ("0, 4, 5, 5, 9, 7, 9, 7, 1.", "zero quattro cinque, cinque cinque nove, sette nove, uno", False),
        ("0458012345", "", False),
        ("0458012345", "non si capisce", False),
        ("045 597971", "zero quattro cinque, cinque nove sette, nove sette uno", False),  # of ten?
        ("codice L1988", "uno nove otto otto", True),
    ],
)  # fmt: skip
def test_digits_are_sure_where_both_readings_give_them(text, again, agreed):
    ((_, found),) = settled(text, [again])
    assert found is agreed


def test_english_digits_are_known_by_their_names_too():
    said = "zero four five, eight oh one, two three four five"
    ((_, found),) = settled("045 801 2345", [said.replace("oh", "zero")], "en")
    assert found


def test_a_text_without_digits_has_nothing_to_settle():
    assert settled("la stampante è ferma da due ore", ["due"]) == []


def test_each_of_two_numbers_is_settled_by_itself():
    text = "codice L1988, il numero è 045 801 2345"
    found = settled(text, ["uno nove otto otto", "zero quattro cinque otto"])
    assert [(text[start:end].lstrip("L"), agreed) for (start, end), agreed in found] == [
        ("1988", True),
        ("045 801 2345", False),
    ]


def test_only_the_seconds_around_the_digits_are_read_again():
    said = [
        ("il", 0.0),
        ("numero", 1.0),
        ("045", 5.0),
        ("801", 6.0),
        ("2345", 7.0),
        ("grazie", 9.0),
    ]
    words = [{"text": one, "start": at, "end": at + 0.8, "confidence": 1.0} for one, at in said]
    text = " ".join(one for one, _ in said)
    ((start, end),) = stretches(text, timed_words(text, words))
    assert 4.0 < start < 5.0
    assert 7.8 < end < 9.0
