"""What a file alters, and which known piece of hardware a row speaks of."""

from dataclasses import replace
from datetime import date

import pytest

from rules.customers.changes import Change, owned_by_others, same_on_a_keypad, same_pieces
from rules.customers.rows import CustomerRow, HardwareRow

ROSSI = CustomerRow("L1", "Rossi", phones=("+390458001234", "+393471234567"), contract=True)
PC = HardwareRow("L1", "PC", None, date(2026, 3, 14))


@pytest.mark.parametrize(
    ("before", "after", "what", "columns"),
    [
        (None, ROSSI, "added", []),
        (ROSSI, ROSSI, "unchanged", []),
        (ROSSI, replace(ROSSI, phones=ROSSI.phones[::-1]), "unchanged", []),  # in any order
        (ROSSI, replace(ROSSI, phones=ROSSI.phones[:1]), "changed", ["phones"]),
        (ROSSI, replace(ROSSI, name="R", contract=False), "changed", ["name", "contract"]),
        (PC, replace(PC, serial="A1"), "changed", ["serial"]),
    ],
)
def test_change_says_what_it_alters(before, after, what, columns):
    change = Change(before, after)
    assert (change.what, change.columns) == (what, columns)


@pytest.mark.parametrize(
    ("known", "rows", "same"),
    [
        ([], [PC], [None]),
        ([PC], [PC], [0]),
        ([PC], [PC, PC], [0, None]),  # one more of the same
        ([PC, PC], [PC, PC], [0, 1]),
        ([PC], [replace(PC, serial="A1")], [0]),  # its number is known at last
        ([PC], [replace(PC, serial="A1"), PC], [None, 0]),  # another, which has one
        ([replace(PC, serial="A1")], [replace(PC, serial="a1", item="Server")], [0]),
        ([replace(PC, serial="A1")], [replace(PC, serial="A2")], [None]),
        ([replace(PC, serial="A1")], [PC], [None]),
        (
            [replace(PC, serial="A1")],
            [replace(PC, serial="A1", customer_code="L2")],
            [0],
        ),  # sold on
        ([replace(PC, serial="RT0001")], [replace(PC, serial="rt 00-01")], [0]),
        ([replace(PC, serial="-")], [PC], [0]),  # dashes are no number
        (  # of an older ledger: each customer keeps their own
            [replace(PC, serial="A1", customer_code="L2"), replace(PC, serial="A1")],
            [replace(PC, serial="A1"), replace(PC, serial="A1", customer_code="L2")],
            [1, 0],
        ),
        ([PC], [replace(PC, bought_on=date(2025, 1, 1))], [None]),
    ],
)
def test_row_speaks_of_a_piece_that_is_known(known, rows, same):
    assert same_pieces(dict(enumerate(known)), rows) == same


@pytest.mark.parametrize(
    ("told", "others"),
    [
        ({2: ("L1", "A1")}, {}),  # their own
        ({2: ("L9", "a-1")}, {2: "L1"}),
        ({2: ("L9", "A2")}, {}),  # nobody's yet
        ({2: ("L9", "A1"), 3: ("L1", "A1")}, {2: "L1"}),
    ],
)
def test_serial_number_of_another_customer_is_noticed(told, others):
    known = [("L1", "A1"), ("L2", "B1")]
    assert owned_by_others(known, told) == others


@pytest.mark.parametrize(
    ("codes", "groups"),
    [
        (["L1", "M2"], []),
        (["L1", "M1", "1", "L2"], [["1", "L1", "M1"]]),
        (["ABC", "XYZ"], []),  # without digits nobody keys them
        (["L01", "L1"], []),
    ],
)
def test_codes_that_a_keypad_mixes_up(codes, groups):
    assert same_on_a_keypad(codes) == groups
