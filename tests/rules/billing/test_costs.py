"""What work costs, to the cent, written and said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.billing.costs import Rates, cost_of, euro, spoken_euro, to_cent
from rules.errors import BadInput
from tests.leotron import RATES


@pytest.mark.parametrize(
    ("minutes", "net", "vat", "total", "charged"),
    [
        (0, "0.00", "0.00", "0.00", 0),  # nothing was done
        (1, "80.00", "17.60", "97.60", 60),  # one hour at least
        (59, "80.00", "17.60", "97.60", 60),
        (60, "80.00", "17.60", "97.60", 60),  # the page: 97.6 euro
        (61, "81.33", "17.89", "99.22", 61),  # 81.333, 17.8926: beyond the hour by the minute
        (62, "82.67", "18.19", "100.86", 62),  # 82.667 goes up, 18.1874
        (90, "120.00", "26.40", "146.40", 90),
        (95, "126.67", "27.87", "154.54", 95),
        (480, "640.00", "140.80", "780.80", 480),
    ],
)
def test_an_hour_is_the_least_and_beyond_it_minutes_count(minutes, net, vat, total, charged):
    cost = cost_of(minutes, RATES)
    assert (str(cost.net), str(cost.vat), str(cost.total)) == (net, vat, total)
    assert cost.minutes_charged == charged


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [
        ("0.004", "0.00"),
        ("0.005", "0.01"),  # half a cent goes up
        ("0.015", "0.02"),
        ("0.025", "0.03"),  # a banker would say 0.02
        ("1.0049999", "1.00"),  # rounded once, not digit by digit
        ("-0.005", "-0.01"),  # away from zero
    ],
)
def test_half_a_cent_goes_up(amount, rounded):
    assert str(to_cent(Decimal(amount))) == rounded


def test_vat_is_taken_on_the_rounded_net():
    # 0.335 of net becomes 0.34; ten per cent of that, 0.034, becomes 0.03
    cost = cost_of(60, Rates(Decimal("0.335"), Decimal(10), 60))
    assert (cost.net, cost.vat, cost.total) == (Decimal("0.34"), Decimal("0.03"), Decimal("0.37"))


@pytest.mark.parametrize("minutes", [-1, -60, 10**9])
def test_minutes_that_cannot_be_are_refused(minutes):
    with pytest.raises(BadInput, match=f"expected minutes from 0 to 527040, found {minutes}"):
        cost_of(minutes, RATES)


@pytest.mark.parametrize(
    ("hourly", "vat", "minimum", "named"),
    [
        ("-1", "22", 60, "expected hourly from 0 to 999999.99 euro, found -1"),
        ("NaN", "22", 60, "expected hourly .* found NaN"),
        ("80", "101", 60, "expected VAT from 0 to 100 per cent, found 101"),
        ("80", "-1", 60, "found -1"),
        ("80", "22", -1, "expected minimum_minutes from 0 up, found -1"),
    ],
)
def test_rates_that_cannot_be_are_refused(hourly, vat, minimum, named):
    with pytest.raises(BadInput, match=named):
        Rates(Decimal(hourly), Decimal(vat), minimum)


@given(st.integers(0, 20_000), st.integers(0, 20_000))
def test_more_minutes_never_cost_less(one, other):
    fewer, more = sorted((one, other))
    less, much = cost_of(fewer, RATES), cost_of(more, RATES)
    assert less.net <= much.net
    assert less.vat <= much.vat
    assert less.total <= much.total
    assert much.total == much.net + much.vat


@pytest.mark.parametrize(
    ("amount", "written", "italian", "english"),
    [
        ("0", "0,00 €", "zero euro", "zero euros"),
        ("0.01", "0,01 €", "un centesimo", "one cent"),
        ("0.50", "0,50 €", "cinquanta centesimi", "fifty cents"),
        ("1", "1,00 €", "un euro", "one euro"),
        ("1.01", "1,01 €", "un euro e un centesimo", "one euro and one cent"),
        ("8.05", "8,05 €", "otto euro e cinque centesimi", "eight euros and five cents"),
        (
            "97.60",
            "97,60 €",
            "novantasette euro e sessanta",
            "ninety-seven euros and sixty cents",
        ),
        ("97.595", "97,60 €", "novantasette euro e sessanta", "ninety-seven euros and sixty cents"),
        (
            "103.20",
            "103,20 €",
            "centotré euro e venti",
            "one hundred and three euros and twenty cents",
        ),
        ("123", "123,00 €", "centoventitré euro", "one hundred and twenty-three euros"),
        (
            "188.88",
            "188,88 €",
            "centottantotto euro e ottantotto",
            "one hundred and eighty-eight euros and eighty-eight cents",
        ),
        ("200", "200,00 €", "duecento euro", "two hundred euros"),
        ("1000", "1.000,00 €", "mille euro", "one thousand euros"),
        ("1003", "1.003,00 €", "milletré euro", "one thousand and three euros"),
        (
            "2180",
            "2.180,00 €",
            "duemilacentottanta euro",
            "two thousand one hundred and eighty euros",
        ),
        ("23000", "23.000,00 €", "ventitremila euro", "twenty-three thousand euros"),
        (
            "123456.78",
            "123.456,78 €",
            "centoventitremilaquattrocentocinquantasei euro e settantotto",
            "one hundred and twenty-three thousand four hundred and fifty-six euros"
            " and seventy-eight cents",
        ),
    ],
)
def test_amounts_are_written_and_said(amount, written, italian, english):
    assert euro(Decimal(amount)) == written
    assert spoken_euro(Decimal(amount), "it") == italian
    assert spoken_euro(Decimal(amount), "en") == english


@pytest.mark.parametrize("amount", ["-0.01", "1000000", "NaN", "Infinity"])
def test_amounts_that_cannot_be_said_are_refused(amount):
    with pytest.raises(BadInput, match=f"found {amount}"):
        spoken_euro(Decimal(amount), "it")


def test_only_italian_and_english_are_spoken():
    with pytest.raises(BadInput, match='found "de"'):
        spoken_euro(Decimal(1), "de")


@given(st.integers(0, 99_999_999), st.sampled_from(["it", "en"]))
def test_two_amounts_never_sound_alike(cents, language):
    said = spoken_euro(Decimal(cents) / 100, language)
    assert said != spoken_euro(Decimal(max(cents - 1, 0)) / 100, language) or cents == 0
    assert said != spoken_euro(Decimal(cents // 10) / 100, language) or cents == 0
