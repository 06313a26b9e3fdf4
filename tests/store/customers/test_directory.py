"""Customers are found by their code, by what a keypad can send of it, and by number."""

import pytest

from store.customers import directory
from tests.builders import a_customer


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("L1042", True),
        ("l 1042", True),
        ("L-1042", True),
        ("1042", True),  # a keypad has no letters
        ("01042", False),
        ("M1042", False),
        ("", False),
        ("\x00", False),
    ],
)
def test_customer_is_found_by_code(session, wanted, found):
    a_customer(session, code="L1042")
    assert (directory.by_code(session, wanted) is not None) is found


def test_digits_that_two_customers_share_name_neither(session):
    a_customer(session, code="L1042")
    a_customer(session, code="M1042")
    assert directory.by_code(session, "1042") is None
    assert directory.by_code(session, "M1042").code == "M1042"


def test_number_finds_everybody_who_calls_from_it(session):
    first = a_customer(session, code="L1", phones=["+390458001234", "+393471234567"])
    second = a_customer(session, code="L2", phones=["+390458001234"])
    assert directory.by_number(session, "+390458001234") == [first, second]
    assert directory.by_number(session, "+393471234567") == [first]
    assert directory.by_number(session, "+390000000000") == []


def test_customer_added_again_takes_the_new_facts_and_keeps_the_numbers(session):
    first = a_customer(session, code="L1", name="Rossi", phones=["+390458001234"])
    again = a_customer(
        session, code="l1", name="Rossi S.r.l.", phones=["+390458001234", "+393471234567"]
    )
    assert again.id == first.id
    assert again.name == "Rossi S.r.l."
    assert directory.phones(session, again.id) == ["+390458001234", "+393471234567"]
