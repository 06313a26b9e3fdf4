"""Numbers, codes and the program's name in every way in which real recognisers write what was dictated.

Most forms are what `base` wrote of people's digits by telephone and of natural voices.
"""

import pytest

from rules.triage import triage

VERONA, MOBILE, VICENZA = "+390455902143", "+393475128806", "+390444837484"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("045 590 21 43", VERONA),
        ("0.45, 590.21.43", VERONA),
        ("0.45.590.21.43", VERONA),
        ("0 45 590 21 43", VERONA),
        ("0, 4, 5, 5, 9, 0, 2, 1, 4, 3.", VERONA),
        ("0,4,5,5,9,0,2,1,4,3", VERONA),
        ("0-4-5-5-9-0-2-1-4-3", VERONA),  # as of 0261352538, said digit by digit
        ("0-45-590-21-43", VERONA),
        ("0.4.5.5.9.0.2.1.4.3", VERONA),
        ("0.45-590-21-43", VERONA),
        ("045, 5.902.143", VERONA),
        ("045 5.902.143", VERONA),
        ("045 590.2143", VERONA),
        ("zero 45, 590 21 43", VERONA),
        ("0 quattro 5 5 nove zero 21 43", VERONA),
        ("045 cinquecentonovanta 21 43", VERONA),
        ("045 cinquecentonovanta ventuno quaranta tre", VERONA),
        ("zero quattro cinque, cinque nove zero, venti uno, quaranta tre", VERONA),
        ("3,4,7,51,28,806", MOBILE),
        ("347-5128806", MOBILE),
        ("347,5128806", MOBILE),
        ("347/5128806", MOBILE),
        ("3,47,51,28,8,06", MOBILE),
        ("347, 5.128.806", MOBILE),
        ("3.475.128.806", MOBILE),
        ("3-4-7-5-1-2-8-8-0-6", MOBILE),
        ("3, 4, 7 — 5, 1, 2, 8, 8, 0, 6", MOBILE),
        ("347 51 28 8 0 6", MOBILE),
        ("34.75.12.88.06", MOBILE),
        ("3475128806€", MOBILE),
        ("tre quattro sette, 512 88 06", MOBILE),
        ("trecentoquarantasette, cinquecentododici, ottantotto, zero sei", MOBILE),
        ("tre quattro sette cinquecento dodici ottanta otto zero sei", MOBILE),
        ("tre, quattro, sette, cinque, uno, due, otto, otto, zero, sei.", MOBILE),
        ("+39 347 5128806", MOBILE),
        ("0039 347 5128806", MOBILE),
        ("0.444.837.484", VICENZA),
        ("04, 44, 83, 74, 84", VICENZA),
        ("0,4,44,83,74,84", VICENZA),
        ("0, 4, 4, 4, 8, 3, 74 e 84", VICENZA),
    ],
)
def test_a_number_is_the_same_however_it_is_written(written, number):
    assert triage(f"Il mio numero è {written}").callback_number == number


@pytest.mark.parametrize(
    "written",
    [
        "045 590 mila 143",  # 590143, or 5900143
        "045 590 mila",
        "045 8 milioni 1100",
        "045 5902143/4",  # two lines
        "3475128806s",  # a letter at the digits: what is left of others that were said
    ],
)
def test_a_number_that_may_be_two_is_left_to_a_person(written):
    draft = triage(f"Il mio numero è {written}")
    assert draft.callback_number is None
    assert [one.field for one in draft.evidence if one.field == "callback_number"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("L1042", "L1042"),
        ("L 10 42", "L1042"),
        ("L-1042", "L1042"),
        ("L10-42", "L1042"),
        ("L10, 42", "L1042"),
        ("L, 1042", "L1042"),
        ("L1.042", "L1042"),
        ("L1-0-4-2", "L1042"),
        ("L1 0 4 2", "L1042"),
        ("L 1,0,4,2", "L1042"),
        ("L, uno, zero, quattro, due", "L1042"),
        ("elle uno zero quattro due", "L1042"),
        ("elle mille quarantadue", "L1042"),
        ("elle mille quaranta due", "L1042"),
        ("elle milleequarantadue", "L1042"),
        ("elle dieci quarantadue", "L1042"),
        ("elle1042", "L1042"),
        ("L1000, 42", "L1042"),
        ("L 2000 454", "L2454"),
        ("le due quattro cinque quattro", "L2454"),  # heard by telephone
        ("lei 2454", "L2454"),
        ("ella 2454", "L2454"),
        ("l'2454", "L2454"),
        ("ll 2454", "L2454"),
    ],
)
def test_a_code_is_the_same_however_it_is_written(written, code):
    assert triage(f"Sono Luca Bertoldi, codice {written}.").customer_code == code


def test_a_code_is_found_where_its_letter_is_written_to_the_word_before_it():
    assert triage("Salve, qui Renzo Corradi, codicelle 19.69.").customer_code == "L1969"


def test_a_letter_at_the_digits_of_a_code_tells_that_some_were_lost():
    said = "il codice cliente e l1330z, con Gai 2 capa"  # "tredici trentasette" was said
    draft = triage(said)
    assert draft.customer_code is None
    assert [one.text for one in draft.evidence if one.field == "customer_code"] == ["l1330"]


@pytest.mark.parametrize(
    "written",
    [
        *("J2K", "J 2 K", "J-2-K", "G2K", "Jay 2K", "J2Kappa", "J due cappa", "gei due cappa"),
        *(
            "i lunga due cappa",
            "il lunga due capa",
            "i lunga 2 cappa",
            "gei 2 kappa",
            "gai due capa",
        ),
    ],
)
def test_the_program_is_known_however_its_name_is_written(written):
    assert triage(f"Con {written} non vedo più i listini").product == "J2K"
