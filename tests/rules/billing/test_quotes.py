"""Quotes: what lines add up to, and the moves between their states."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.billing.quotes import MOVES, LineKind, QuoteLine, QuoteState, check_move, totals
from rules.errors import BadInput, MoveRefused

VAT = Decimal(22)
DRAFT, SENT = QuoteState.DRAFT, QuoteState.SENT
ACCEPTED, DECLINED = QuoteState.ACCEPTED, QuoteState.DECLINED


def a_line(quantity="1", unit_price="10.00", words="Alimentatore", kind=LineKind.PARTS):
    return QuoteLine(kind, words, Decimal(quantity), Decimal(unit_price))


@pytest.mark.parametrize(
    ("lines", "net", "vat", "total"),
    [
        ([], "0.00", "0.00", "0.00"),  # nothing yet
        ([("1", "49.90")], "49.90", "10.98", "60.88"),  # 10.978
        ([("1.5", "80.00")], "120.00", "26.40", "146.40"),  # an hour and a half of labour
        ([("1", "49.90"), ("1.5", "80.00"), ("1", "12.00")], "181.90", "40.02", "221.92"),
        ([("0.5", "0.01"), ("0.5", "0.01")], "0.02", "0.00", "0.02"),  # each line is rounded
        ([("3", "0.00")], "0.00", "0.00", "0.00"),  # as a courtesy
    ],
)
def test_a_quote_adds_up_as_it_is_printed(lines, net, vat, total):
    found = totals([a_line(*line) for line in lines], VAT)
    assert (str(found.net), str(found.vat), str(found.total)) == (net, vat, total)


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"quantity": "0"}, "expected a quantity above 0, at most 9999, found 0"),
        ({"quantity": "-1"}, "found -1"),
        ({"quantity": "10000"}, "found 10000"),
        ({"quantity": "NaN"}, "found NaN"),
        ({"unit_price": "-0.01"}, "expected unit_price from 0 to 999999.99 euro, found -0.01"),
        ({"unit_price": "Infinity"}, "found Infinity"),
        ({"unit_price": "9.999"}, "expected unit_price with two decimals at most, found 9.999"),
        ({"quantity": "0.125"}, "expected quantity with two decimals at most, found 0.125"),
        ({"words": ""}, "expected words of 1 to 200 characters, found ''"),
        ({"words": "   "}, "found '   '"),
        ({"words": "x" * 201}, "found 'xxx"),
        ({"words": "a\x00b"}, r"found 'a\\x00b'"),
        ({"words": "a\nb"}, r"found 'a\\nb'"),
    ],
)
def test_lines_that_cannot_be_are_refused(given, named):
    with pytest.raises(BadInput, match=named):
        a_line(**given)


def test_vat_that_cannot_be_is_refused():
    with pytest.raises(BadInput, match="found 122"):
        totals([a_line()], Decimal(122))


LINES = st.builds(
    QuoteLine,
    st.sampled_from(LineKind),
    st.just("Ricambio"),
    st.decimals(Decimal("0.01"), 9999, places=2),
    st.decimals(0, 9999, places=2),
)


@given(st.lists(LINES, max_size=8), LINES)
def test_one_line_more_never_costs_less(lines, another):
    before, after = totals(lines, VAT), totals([*lines, another], VAT)
    assert after.net == before.net + another.net
    assert after.total >= before.total
    assert after.total == after.net + after.vat


ALLOWED = {
    (DRAFT, SENT),
    (SENT, ACCEPTED),
    (SENT, DECLINED),
}


@pytest.mark.parametrize("current", QuoteState)
@pytest.mark.parametrize("wanted", QuoteState)
def test_only_the_moves_in_the_table_are_allowed(current, wanted):
    if (current, wanted) in ALLOWED:
        check_move(current, wanted)
        return
    with pytest.raises(MoveRefused, match=f'a quote that is "{current}" .* not "{wanted}"'):
        check_move(current, wanted)


def test_refusal_names_what_is_allowed():
    with pytest.raises(MoveRefused, match='"sent" may become accepted, declined; not "draft"'):
        check_move(SENT, DRAFT)
    with pytest.raises(MoveRefused, match='"accepted" may become nothing'):
        check_move(ACCEPTED, DECLINED)


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(QuoteState)
