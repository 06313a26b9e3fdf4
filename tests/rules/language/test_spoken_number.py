import pytest

from rules.language.spoken_number import spoken_by_digits, spoken_number


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+390458123456", "zero quattro cinque, ottocentododici, trentaquattro, cinquantasei"),
        ("+393471234567", "tre quattro sette, centoventitré, quarantacinque, sessantasette"),
        ("+390612345678", "zero sei, dodici, trentaquattro, cinquantasei, settantotto"),
        ("+39045800123", "zero quattro cinque, ottanta, zero uno, ventitré"),
        (
            "+442079460018",
            "più quattro quattro, venti, settantanove, quarantasei, zero zero, diciotto",
        ),
    ],
)
def test_a_number_is_said_by_its_prefix_and_then_in_groups(number: str, said: str) -> None:
    assert spoken_number(number, "it") == said


def test_in_english_each_digit_is_said_and_the_groups_stay() -> None:
    assert (
        spoken_number("+390458123456", "en")
        == "zero four five, eight one two, three four, five six"
    )


@pytest.mark.parametrize("number", ["+390458123456", "+393471234567", "+442079460018"])
def test_nothing_is_left_out_however_it_is_said(number: str) -> None:
    digits = spoken_by_digits(number, "en").split(", ")
    assert len(spoken_number(number, "en").replace(",", "").split()) == len(digits)


def test_digit_by_digit_an_italian_number_has_no_country() -> None:
    assert spoken_by_digits("+390458123456", "it").startswith("zero, quattro, cinque, otto")
