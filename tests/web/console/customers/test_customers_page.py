""" "Clienti": found by what one knows of them, and what each has of us."""

from datetime import date

import pytest
from sqlalchemy import select

from store.customers import directory
from store.models import Customer, Hardware
from tests.builders import a_call, a_ticket
from tests.web.searches import SEARCHES, customers_with_accents


@pytest.fixture
def known(sessions, now):
    with sessions.begin() as session:
        first = directory.add(
            session,
            code="L1042",
            name="Bar 100%_<Sport>",
            phones=["+390458001234"],
            email="bar@example.it",
            contract=True,
            contract_until=date(2026, 11, 24),  # today, still
            j_system=True,
            j_system_until=date(2026, 11, 23),
        )
        bought = {"item": "Cassa", "serial": "OL-1", "bought_on": date(2025, 11, 24)}
        session.add(Hardware(customer_id=first.id, **bought))
        session.add(Hardware(customer_id=first.id, **{**bought, "bought_on": date(2025, 11, 23)}))
        customers_with_accents(session)
        a_ticket(session, now=now).customer_id = first.id
        return first.id


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["L1042", "L2000", "L3000", "L4000"]),
        ("?q=l1042", ["L1042"]),
        ("?q=ADIGE", ["L2000"]),
        ("?q=045 8001", ["L1042"]),
        ("?q=bar@example", ["L1042"]),
        ("?q=%25", ["L1042"]),  # a sign like any other
        ("?q=zzz", []),
        ("?dopo=L2000", ["L3000", "L4000"]),
        *((f"?q={typed}", codes) for typed, codes in SEARCHES),
    ],
)
def test_customers_are_found_by_what_one_knows(anna, known, query, found):
    text = anna.get(f"/console/clienti{query}").text
    assert [
        code for code in ("L1042", "L2000", "L3000", "L4000") if f">{code}</td>" in text
    ] == found


@pytest.mark.parametrize(("typed", "codes"), SEARCHES)
def test_requests_are_found_by_the_same_words_as_their_customers(
    anna, known, sessions, now, typed, codes
):
    if typed.replace(" ", "").isdecimal():
        return  # a number there is the request's, or one to call
    with sessions.begin() as session:
        for customer in session.scalars(select(Customer).order_by(Customer.code)):
            if customer.id != known:
                a_ticket(session, now=now).customer_id = customer.id
    text = anna.get("/console/richieste", query_string={"q": typed, "stato": "tutte"}).text
    numbers = {"L1042": 1001, "L2000": 1002, "L3000": 1003, "L4000": 1004}
    assert [code for code, number in numbers.items() if f'id="r{number}"' in text] == codes


@pytest.mark.parametrize("typed", ["²", "#²", "①", "፩", "٣", "\0", "100%"])
def test_strange_digits_and_signs_find_nothing_and_break_nothing(anna, known, typed):
    for page in ("clienti", "richieste"):
        found = anna.get(f"/console/{page}", query_string={"q": typed, "stato": "tutte"})
        assert found.status_code == 200


def test_a_customer_shows_what_runs_to_the_day(anna, known):
    text = anna.get(f"/console/clienti/{known}").text
    assert "Bar 100%_&lt;Sport&gt;" in text
    assert "sì, fino al 24/11/2026" in text
    assert "scaduto il 23/11/2026" in text
    assert text.count("in garanzia</span>") == 1
    assert text.count("fuori garanzia") == 1
    assert "1001 " in text
    assert anna.get("/console/clienti/4711").status_code == 404


def test_what_only_the_number_says_is_listed_as_perhaps_theirs(anna, known, sessions, now):
    with sessions.begin() as session:
        call = a_call(session, from_number="+390458001234", now=now)
        call.customer_hint_id = known
        a_ticket(session, call, now=now)
    text = anna.get(f"/console/clienti/{known}").text
    sure, perhaps = text.split("Forse sue, da verificare")
    assert ('id="r1001"' in sure, 'id="r1002"' in sure) == (True, False)
    assert 'id="r1002"' in perhaps
