"""Digits are believed where readings in words and in digits give them, and none has another number there."""

import pytest

from rules.transcript.vote import Again
from rules.transcript.vote import verdicts as verdicts_of


def verdicts(text, again, language="it"):
    """The first further reading is in words, and the others are in digits."""
    return verdicts_of(text, [Again(one, at == 0) for at, one in enumerate(again)], language)


# The readings of `base`: as it writes by itself, told to write words, and of slower sound. People's
# digits by telephone, and natural voices; what is right stands in the reason.
BELIEVED = (
    ("0, 4, 5, 8, 0, 1, 2, 3, 4, 5", "zero quattro cinque, otto zero uno, due tre, quattro cinque"),
    ("3 3 8 7 1 4 5 2 1 1", "tre tre, otto, fette, uno, cuatro cinque, due uno, uno"),
    ("allo 0 45 801 27 61.", "zero quattro cinque, otto zero uno, ventisette, sessantuno"),
    ("codice L1988", "uno nove otto otto"),
    ("351 4 6 0 95 91", "tre cinque, uno, quattro, sei, zero, novanta cinque, novantuno."),
    ("3, 4, 9, 6, 8, 3, 8, 4, 6, 5", "3, 4, 9, 6, 8, 3, 8, 4, 6, cinque."),
    (
        "3, 6, 6, 2, 8, 0, 3, 0, 6, 1",
        "tre, se, se, due, otto, zero, tre, zero, se, uno.",
    ),
    # what lost a digit speaks against no whole number
    (
        "0, 4, 5, 8, 8, 1, 0, 5, 5, 9",
        "zero quattro cinque, otto uno, zero cinque, cinque nove",
        "0 4 5 8 8 1 0 5 5 9",
        "045 881 0559",
    ),
    # names of which two words were made, and hundreds that stand parted
    ("349 82 11 013", "tre quattro nove, ottantadue, un dieci, zero, tre, dici."),
    ("3 9 2 41 51 611.", "tre, nove, due, parantuno, cinquantuno, sei, cento, un dice."),
)  # fmt: skip
CORRECTED = (
    # a seven lost in the first alone: nine digits of a fixed line are no whole number
    (
        "0, 4, 5, 8, 7, 7, 5, 3, 3",
        "zero quattro cinque, otto sette sette, cinque tre, tre tre",
        "0 4 5 8 7 7 5 3 3 3",
        "0458775333",
    ),
    # a nine too many, which no other reading has
    (
        "0, 4, 4, 4, 8, 4, 9, 9, 9, 9, 0",
        "zero, quattro, quattro, quattro, otto, quattro, nove, nove, nove, zero.",
        "0 4 4 4 8 4 9 9 9 0",
        "0444849990",
    ),
    # forty and five apart, which the words put together
    (
        "0, 4, 5, 6, 6, 6, 40, 5, 50.",
        "zero, quattro cinque, sei, sei, sei, quattro cinque, cinquanta.",
        "045 666 45 50",
        "0456664550",
    ),
    # tens and digits apart in both
    (
        "3, 4, 7, 40, 7, 50, 3, 82, 7.",
        "Tre, quattro, sette, quattro, quattro, sette, cinquanta, tre, ottanta, due, sette.",
        "3, 4, 7, 40, 7, 50, 3, 80, 2, 7.",
        "347 47 53 827",
        "3474753827",
    ),
    # "cinquecentouno": the hundred written twice
    (
        "il numero è 0,45, 5,101, 12,83",
        "zero, quattro cinque, cinquecento, uno, do, dieci, ochtanta, tre.",
        "0455011283",
    ),
    # "centosette", parted in two of three
    (
        "0 4 2 5 100 7 91 2",
        "zero, quattro due cinque, cento, sette, novantuno, due.",
        "0 4 2 5 107 91 2",
        "0425107912",
    ),
    # the seven lost in the first: "200" of "duecentosette"
    (
        "3, 4, 8, 200, 14, 53",
        "tre, quattro, otto, due, centosette, quattordici, cinquanta, tre",
        "3, 4, 8, 2, 10, 14, 55, 3",
        "3, 4, 8, 200, 7, 14, 50, 3",
        "3482071453",
    ),
    # three against the first
    ("337 411 2039", "337 412 20 39.", "337 412.2039.", "3.3.7 4.112.2039", "3374122039"),
    # the first digit parted from the others, which alone would be a number
    (
        "3, 3, 5, 8, 110, 00, 66.",
        "tre, tre, cinque, otto, cento, dieci, zero, zero, sessanta, sei.",
        "335 810 0066",
        "3358100066",
    ),
    ("3 4 7 5 1 2 8 8 0", "tre quattro sette cinque uno due otto otto zero sei", "347 5128806", "3475128806"),
)  # fmt: skip
DOUBTED = (
    ("045-701-538", "zero quattro cinque, settantasette, zero uno, cinquecentotrentotto"),
    ("3 3 8 2 3 2 1 4 6 1", "tre tre, otto due, tre due, uno, ventisette, sessantuno"),
    ("0458012345", ""),
    ("0458012345", "non si capisce"),
    # nine digits of a fixed line, of ten: all three have lost one of two that are alike
    ("0, 4, 5, 5, 9, 7, 9, 7, 1.", "zero quattro cinque, cinque cinque nove, sette nove, uno", "045 597971"),
    (
        "0,4,4,4,1,0,3,7,7",
        "zero, quattro, quattro, quattro, uno, zero, tre, sette, sette.",
        "0 4 4 4 1 0 3 7 7",
    ),
    # in digits alone readings err alike: "settantasette" as 67, "settecentosessanta" as 756
    (
        "0,4,4,4,0,8,6,2,6,7",
        "zero, quattro, quattro, quattro, zero, otto, cinque",
        "0, 4, 4, 4, 0, 8, 62, 67",
    ),
    ("392 756 2739", "tre, nove, due, sette, due, sette, tre, nove.", "392", "3 9 2 7 5 60 2 7 39"),
    ("045 801 2345", "bla bla", "0 4 5 8 0 1 2 3 4 5"),
    ("335 3555801", "tre tre, cinque", "3 3 5 5 5 8 0 1", "3, 3, 5, 3, 5, 5, 5, 8, 0, 1"),
    # "seicentouno" as 621 in all digits, and the words say otherwise
    (
        "045, 621, 22, 48",
        "zero, quattro cinque, sei, cento, uno, venti, due, quattro, andato.",
        "0 45, 621 22 48",
        "045 621 22 48",
    ),
    # "trentasette" as "30 z" once
    ("0429 80 41 30", "zero, quattro due nove, 80, 41, 30, zetteri.", "0429 80 41 30", "0429 80 41 30 z"),
    # the others have lost what was said last
    (
        "3 2 9 2 4 9 6 5 63",
        "tre due nove due quattro nove sei cinque cento 60.",
        "3 2 9 2 4 9 6 560",
        "329 24 96 560",
    ),
    # one lost and one gained make ten again
    ("3 3 3 5 5 2 9 1 7 0", "tre, tre, cinque, cinque, due, nove, uno, sette, zero.", "3 3 5 5 2 9 1 7 0"),
    # two for it, and one that has another whole number
    ("347 512 88 06", "tre quattro sette, cinque uno due, otto otto, zero sette", "347 512 88 06"),
    # two for another, and the first a whole number itself
    ("347 512 88 06", "tre quattro sette, cinque uno due, otto otto, zero sette", "347 512 88 07"),
    # all three differ
    ("3 3 3 5 6 47 52 5", "tre, tre, tre, cinquanta, sette, quattranza, sette", "3 3 3 5 6 7 40 7 5 2 5"),
)  # fmt: skip


@pytest.mark.parametrize("readings", BELIEVED)
def test_digits_that_another_reading_gives_as_well_are_believed(readings):
    (one,) = verdicts(readings[0], readings[1:])
    assert one.is_sure
    assert one.digits is None


@pytest.mark.parametrize("readings", CORRECTED)
def test_two_readings_that_agree_correct_a_first_that_is_no_number(readings):
    *said, right = readings
    (one,) = verdicts(said[0], said[1:])
    assert one.is_sure
    assert one.digits == right


@pytest.mark.parametrize("readings", DOUBTED)
def test_digits_are_left_to_a_person_where_readings_differ_or_may_have_lost_one_alike(readings):
    (one,) = verdicts(readings[0], readings[1:])
    assert not one.is_sure
    assert one.digits is None


def test_english_digits_are_known_by_their_names_too():
    said = "zero four five, eight oh one, two three four five"
    (one,) = verdicts("045 801 2345", [said], "en")
    assert one.is_sure


def test_a_text_without_digits_has_nothing_to_vote_on():
    assert verdicts("la stampante è ferma da due ore", ["due"]) == []


def test_each_of_two_numbers_is_voted_on_by_itself():
    text = "codice L1988, il numero è 045 801 2345"
    found = verdicts(text, ["uno nove otto otto", "zero quattro cinque otto"])
    assert [(text[one.start : one.end].lstrip("L"), one.is_sure) for one in found] == [
        ("1988", True),
        ("045 801 2345", False),
    ]


def test_a_number_elsewhere_in_the_message_speaks_against_none():
    text = "dal 045 801 2345, meglio al 045 801 2346"
    again = (
        "zero quattro cinque, otto zero uno, due tre quattro cinque, meglio al "
        "zero quattro cinque, otto zero uno, due tre quattro sei"
    )
    assert [one.is_sure for one in verdicts(text, [again])] == [True, True]


def test_where_a_unit_may_have_been_lost_three_readings_have_to_agree():
    # "venti, trentasei, diciannove", and "duecentosette", in natural voices
    said = "0.4.25.20.30.19."
    words = "zero quattro due cinque, venti, trenta, diciannove"
    assert [one.is_sure for one in verdicts(said, (words,))] == [False]
    assert [one.is_sure for one in verdicts(said, (words, "0425 203019"))] == [True]
    assert [one.is_sure for one in verdicts("348 200 11 63", ("348 200 1163",))] == [False]
