"""The sum under a list is no customer."""

import pytest

from rules.customers.rows import CUSTOMER, read_customers
from rules.customers.table import is_sum


@pytest.mark.parametrize(
    "cells",
    [
        ["Totale", "", "120"],
        ["TOTALE", "120", ""],
        ["Totale:", "120"],
        ["Totali", "", "€ 1.234,50"],
        ["", "Totale clienti", "35"],
        ["Totale clienti: 35", "", ""],
        ["Tot.", "", "1.234,00 €"],
        ["Subtotale", "12", ""],
        ["Numero totale", "12"],
        ["Total", "35 clienti"],
        ["Somma", "", "7"],
        ["N. clienti", "35"],
        ["Conteggio di code", "35"],  # as pivot tables write it
        ["Somma di contract", "", "12"],
        ["Grand Total", "35"],
        ["Riepilogo", "35", ""],
    ],
)
def test_a_row_that_adds_up_the_others_is_a_sum(cells):
    assert is_sum(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["L1", "Totale Sicurezza S.r.l.", ""],
        ["TOT1", "Bar Roma", ""],
        ["TOTAL", "Total Italia S.p.A.", "0458001234"],
        ["TOTALERG", "Totalerg", ""],
        ["L1", "", "120"],
        ["MEDIA", "Media World", "0458001234"],
        ["N1", "35", ""],
    ],
)
def test_a_customer_whose_name_sounds_like_it_is_none(cells):
    assert not is_sum(cells)


def test_a_sum_is_named_with_its_row_and_is_no_customer():
    first = {"code": "L1", "name": "Bar Roma", "contract": "no", "j_system": "no"}
    names = list(CUSTOMER)
    rows = [
        names,
        [first.get(name, "") for name in names],
        ["Totale", "1", *[""] * (len(names) - 2)],
    ]
    sheet = read_customers(rows)
    assert [row.code for row in sheet.rows.values()] == ["L1"]
    [mistake] = sheet.mistakes
    assert str(mistake) == (
        '3: expected a row of its own for each, and no sum of the rows above, found "Totale 1"'
    )
