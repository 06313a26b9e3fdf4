"""What may stand in each column of a customers' file, and what is said of everything else."""

from dataclasses import replace
from datetime import date

import pytest

from rules.customers import cell_rules
from rules.customers.cell_rules import Wrong
from rules.customers.rows import CUSTOMER, MAY_LACK, CustomerRow, HardwareRow, cells_of, hardware
from rules.customers.rows import read_customers as customers
from rules.customers.rows import read_hardware as pieces
from rules.customers.table import letter_of, read_fields

TODAY = date(2026, 11, 24)
NAMES = [name for name in CUSTOMER if name not in MAY_LACK]  # of a file of the first columns
PIECE_NAMES = list(hardware(TODAY))
ROSSI = {"code": "L1042", "name": "Ferramenta Rossi"}
FULL = (
    *("L1042", "Ferramenta Rossi", "0458001234|3471234567", "info@example.it", "sì", "31/12/2027"),
    *("no", "", "J2K", "12.4", "chiamare\ndopo le 10"),
)
TILL = {"customer_code": "L1042", "item": "Cassa", "bought_on": "2026-03-14"}


def line(given: dict[str, str], names: list[str] = NAMES) -> list[str]:
    return [given.get(name, "") for name in names]


def the_customer(**given: str) -> CustomerRow | list[str]:
    """The customer of a file of one row, or all that is wrong with it."""
    sheet = customers([NAMES, line(ROSSI | given)])
    return [str(mistake) for mistake in sheet.mistakes] or sheet.rows[2]


def the_piece(**given: str) -> HardwareRow | list[str]:
    sheet = pieces([PIECE_NAMES, line(TILL | given, PIECE_NAMES)], TODAY)
    return [str(mistake) for mistake in sheet.mistakes] or sheet.rows[2]


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("code", "L1042", "L1042"),
        ("code", " l 10-42 ", "L1042"),  # separators and capitals are how people write
        ("code", "001042", "001042"),
        ("name", "  Caffè dell'Arena S.n.c. ", "Caffè dell'Arena S.n.c."),
        ("name", "Caffe\u0300", "Caffè"),  # composed, as everybody searches for it
        ("name", "=cmd", "=cmd"),
        ("phones", "", ()),
        ("phones", "045 123 4567", ("+390451234567",)),
        ("phones", "045/8001234 | 347\u00a0123 4567", ("+390458001234", "+393471234567")),
        ("phones", "0458001234|+39 045 8001234||", ("+390458001234",)),  # the same one
        ("phones", "+41 44 668 18 00", ("+41446681800",)),
        ("email", "", None),
        ("email", "o’brien@example.it", "o'brien@example.it"),
        ("email", "info@ferramenta-rossi.it", "info@ferramenta-rossi.it"),
        *[
            ("contract", word, True)
            for word in ("yes", "Sì", "SI", "si'", "true", "VERO", "1", "x")
        ],
        *[("contract", word, False) for word in ("no", "NO", "false", "falso", "0", "")],
        ("contract_until", "2027-12-31", date(2027, 12, 31)),
        ("contract_until", "31/12/2027", date(2027, 12, 31)),
        ("contract_until", "1/3/2027", date(2027, 3, 1)),  # the first of March: Italian
        ("contract_until", "29/02/2028", date(2028, 2, 29)),
        ("contract_until", "31/12/2999", date(2999, 12, 31)),
        ("contract_until", "", None),
        ("j_system", "sì", True),
        ("j_system_until", "2027-01-31", date(2027, 1, 31)),
        ("software", "J2K", "J2K"),
        ("software", "", None),
        ("software_version", "12.4.1", "12.4.1"),
        ("notes", "prima riga\r\nseconda", "prima riga\nseconda"),
        ("notes", "", None),
    ],
)
def test_cell_of_a_customer_is_understood(column, cell, value):
    assert getattr(the_customer(**{column: cell}), column) == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("code", "", "a code of 1 to 40"),
        ("code", "-", "a code of 1 to 40"),
        ("code", "L1042!", "letters (A to Z) and digits"),
        ("code", "Ł1042", "letters (A to Z) and digits"),
        ("code", "L١٠٤٢", "letters (A to Z) and digits"),  # no keypad has such digits
        ("code", "L" * 41, "a code of 1 to 40"),
        ("name", "", "some text, found nothing"),
        ("name", "x" * 201, "at most 200 characters, found 201 characters"),
        ("name", "Rossi\nBianchi", "one line of text"),
        ("name", "Ros\x00si", r'without control characters, found "Ros\x00si"'),
        ("name", "Rossi\x1b[2J.", r'found "Rossi\x1b[2J."'),  # would clear the terminal
        ("name", "Rossi\u202eihcnaiB", r'found "Rossi\u202eihcnaiB"'),  # reads backwards
        ("name", "Rossi\ud800.", r'found "Rossi\ud800."'),
        ("phones", "abc", "telephone numbers parted by |, such as 045 123 4567|+39 347 123 4567"),
        (
            "phones",
            "045 8001234/5",  # two lines
            "telephone numbers parted by |, such as 045 123 4567|+39 347 123 4567",
        ),
        ("phones", "0458001234|12", 'found "12"'),  # the number at fault alone
        ("phones", "3,90458E+11", 'found "3,90458E+11"'),  # what Excel makes of +390458001234
        ("phones", "458001234", 'found "458001234"'),  # and of 0458001234
        ("phones", "0458001234;3471234567", "parted by |"),
        ("phones", "045 8001234 int. 3", "parted by |"),
        ("phones", "+266696687", "parted by |"),  # what a withheld number looks like
        ("phones", "0" * 500, "parted by |"),
        ("phones", "|".join(f"34712345{n:02}" for n in range(21)), "at most 20 telephone numbers"),
        ("email", "info", "an e-mail address"),
        ("email", "nicolò@example.it", "without accents before the @"),
        ("email", "a@b", "an e-mail address"),
        ("email", "a@b@example.it", "an e-mail address"),
        ("email", "a b@example.it", "an e-mail address"),
        ("email", "a@example.it\nbcc:x@example.it", "an e-mail address"),
        ("email", "a@example.it,b@example.it", "an e-mail address"),
        ("email", "a" * 250 + "@example.it", "at most 254 characters"),
        ("contract", "forse", "yes or no"),
        ("contract", "2", "yes or no"),
        ("j_system", "si, ma", "yes or no"),
        ("contract_until", "31/02/2027", "a date that exists"),
        ("contract_until", "2027-02-29", "a date that exists"),
        ("contract_until", "12/31/2027", "a date that exists"),  # American
        ("contract_until", "31/12/27", "a date that exists"),
        ("contract_until", "2027", "a date that exists"),
        ("contract_until", "46752", "a date that exists"),  # how Excel keeps one
        ("contract_until", "٢٠٢٧-١٢-٣١", "a date that exists"),
        ("contract_until", "0027-12-31", "a date from 1980-01-01"),
        ("j_system_until", "domani", "a date that exists"),
        ("software", "x" * 121, "at most 120"),
        ("software_version", "x" * 41, "at most 40"),
        ("notes", "x" * 10_001, "at most 10000"),
        ("notes", "a\x07b", "without control characters"),
    ],
)
def test_cell_of_a_customer_is_refused_with_its_place(column, cell, expected):
    (said,) = the_customer(**{column: cell})
    letter = letter_of(NAMES.index(column))
    assert said.startswith(f"2: {letter} ({column}): expected ")
    assert expected in said
    assert said.isprintable()


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("customer_code", "l-1042", "L1042"),
        ("serial", "", None),
        ("serial", "SN 12/b", "SN 12/b"),
        ("bought_on", "24/11/2026", TODAY),
        ("warranty_months", "", 12),
        ("warranty_months", "36", 36),
    ],
)
def test_cell_of_a_piece_is_understood(column, cell, value):
    assert getattr(the_piece(**{column: cell}), column) == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("customer_code", "", "a code"),
        ("item", "", "some text"),
        ("serial", "x" * 61, "at most 60"),
        ("bought_on", "", "the date of the purchase"),
        ("bought_on", "25/11/2026", "not after today, 2026-11-24"),
        ("bought_on", "31/11/2026", "a date that exists"),
        ("warranty_months", "-12", "a whole number of months from 12 to 120"),
        ("warranty_months", "11", "from 12"),  # "12 mesi dalla data di acquisto (o superiore…)"
        ("warranty_months", "121", "to 120"),
        ("warranty_months", "24.5", "a whole number"),
        ("warranty_months", "²⁴", "a whole number"),
        ("warranty_months", "9" * 5000, "a whole number"),
    ],
)
def test_cell_of_a_piece_is_refused(column, cell, expected):
    (said,) = the_piece(**{column: cell})
    assert f"({column}): expected " in said
    assert expected in said


def test_all_mistakes_of_a_file_are_told_at_once_and_good_rows_are_kept():
    sheet = customers(
        [
            NAMES,
            line({"code": "L1", "name": "Rossi"}),
            [],
            [" "] * len(NAMES),
            line({"code": "l-1", "name": "", "email": "x"}),
            line({"code": "L2", "name": "Verdi", "contract": "boh"}),
        ]
    )
    assert [(m.row, m.letter, m.column) for m in sheet.mistakes] == [
        (5, "B", "name"),
        (5, "D", "email"),
        (5, "A", "code"),
        (6, "E", "contract"),
    ]
    assert sheet.mistakes[2].found == '"L1", as in row 2'
    assert {number: row.code for number, row in sheet.rows.items()} == {2: "L1"}


def test_columns_may_stand_in_any_order_and_be_written_as_people_do():
    names = [name.replace("_", " ").title() for name in reversed(NAMES)]
    sheet = customers([[*names, "", ""], [*reversed(line(ROSSI | {"contract": "sì"})), "", ""]])
    assert sheet.mistakes == []
    assert sheet.rows[2] == CustomerRow("L1042", "Ferramenta Rossi", contract=True)


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ([*NAMES, "fax"], ["1: L (name of the column): expected one of code, name, phones"]),
        ([*NAMES[:3], "", *NAMES[3:]], ["1: D (name of the column): expected one of"]),
        ([*NAMES, "Code"], ["1: L (code): expected each column once"]),
        (NAMES[:-1], ["1: notes: expected a column of this name, found none"]),
        (NAMES[2:], ["1: code: expected a column", "1: name: expected a column"]),
        (["L1", "Rossi"], ["1: expected a first row of names: code, name, phones"]),
        ([], ["2: expected a first row of names"]),
    ],
)
def test_wrong_columns_are_named(header, said):
    mistakes = [str(mistake) for mistake in customers([header, line(ROSSI)]).mistakes]
    assert len(mistakes) == len(said)
    assert all(mistake.startswith(start) for mistake, start in zip(mistakes, said, strict=True))


@pytest.mark.parametrize(
    ("cells_given", "found"),
    [(["L1", "Rossi"], 2), ([*line(ROSSI), "one too many"], 12)],
)
def test_rows_that_are_cut_or_shifted_are_refused_whole(cells_given, found):
    (mistake,) = customers([NAMES, cells_given]).mistakes
    assert str(mistake) == f"2: expected 11 cells, as many as there are columns, found {found}"


def test_empty_cells_beyond_the_columns_do_no_harm():
    assert customers([NAMES, [*line(ROSSI), "", " "]]).mistakes == []


def test_serial_number_stands_once_and_pieces_without_one_as_often_as_liked():
    rows = [
        TILL | {"serial": "RT0001"},
        TILL | {"serial": "rt 0001"},
        TILL | {"serial": "RT-0001", "customer_code": "L2"},
        TILL,
        TILL,
    ]
    sheet = pieces([PIECE_NAMES, *(line(row, PIECE_NAMES) for row in rows)], TODAY)
    assert [str(mistake) for mistake in sheet.mistakes] == [
        '3: C (serial): expected each serial once, found "rt 0001", as in row 2',
        '4: C (serial): expected each serial once, found "RT-0001", as in row 2',
    ]
    assert list(sheet.rows) == [2, 5, 6]


@pytest.mark.parametrize("serial", ["-", "./.", "– –"])
def test_dashes_are_no_serial_number(serial):
    sheet = pieces([PIECE_NAMES, line(TILL | {"serial": serial}, PIECE_NAMES)], TODAY)
    (mistake,) = sheet.mistakes
    assert mistake.expected == "a serial number with letters or digits, or an empty cell"


def test_a_file_of_nothing_but_mistakes_is_left_after_ten_thousand():
    rows = (["", *[""] * 9, "\x07"] for _ in range(20_000))
    assert 10_000 <= len(customers([NAMES, *rows]).mistakes) < 10_010


@pytest.mark.parametrize("text", ["", "x" * 10_000_000, "\x00", "\ud800", "|" * 1000, "1" * 5000])
@pytest.mark.parametrize("rules", [CUSTOMER, hardware(TODAY)])
def test_no_rule_raises_whatever_it_is_given(rules, text):
    values = read_fields(dict.fromkeys(rules, text), rules)
    assert values.keys() == rules.keys()


def test_fields_of_another_door_follow_the_same_rules():
    values = read_fields({"code": "l1", "name": "Rossi", "contract_until": "31/02/2027"}, CUSTOMER)
    assert values["code"] == "L1"
    assert values["phones"] == ()
    assert isinstance(values["contract_until"], Wrong)


def test_row_as_text_is_read_as_the_same_row():
    full = dict(zip(NAMES, FULL, strict=True))
    row, piece = the_customer(**full), the_piece(serial="A1", warranty_months="36")
    whole = replace(row.over(None), account_manager="Anna", account_manager_phone="045 1")
    assert list(customers([list(CUSTOMER), cells_of(whole)]).rows.values()) == [whole]
    assert list(customers([NAMES, cells_of(row)[: len(NAMES)]]).rows.values()) == [row]
    assert list(pieces([PIECE_NAMES, cells_of(piece)], TODAY).rows.values()) == [piece]


def test_file_of_nothing_has_one_mistake():
    assert [mistake.row for mistake in customers([]).mistakes] == [1]


@pytest.mark.parametrize(("index", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (702, "AAA")])
def test_columns_are_named_as_spreadsheets_do(index, letter):
    assert letter_of(index) == letter


def test_long_and_strange_text_is_shown_short_and_harmless():
    assert cell_rules.shown("x" * 100) == f'"{"x" * 60}…"'
    assert cell_rules.shown("a\r\x1b€") == r'"a\r\x1b€"'


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Rossi \u200b", "Rossi"),
        ("\ufeffRossi", "Rossi"),
        ("❤️", "❤️"),  # its last sign only says that it is coloured
        ("می‌خواهم", "می‌خواهم"),  # and here a joiner tells letters apart
        ("Rossi\u00ad", "Rossi"),
        ("\u200b", ""),
        ("\u2060 \ufeff\n\u00ad", ""),
        ("\u3164\u2800", ""),
        ("\u200d\ufe0f\u0301", ""),
        ("\x07", "\x07"),  # wrong, and told as such
        ("\u200b" * 20_000, ""),
    ],
)
def test_what_shows_nothing_is_an_empty_cell(typed, kept):
    assert cell_rules.tidy(typed) == kept
