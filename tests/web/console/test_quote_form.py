"""A quote is written, sent once, and alters no more."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from rules.billing.quotes import QuoteState
from store.billing import quotes
from store.models import Quote
from tests.builders import a_call, a_ticket
from web.console.tickets.quote_form import amount

PAGE = "/console/preventivi/1"


@pytest.fixture
def drafted(anna, sessions, now):
    with sessions.begin() as session:
        a_ticket(session, now=now)
    answer = anna.post("/console/richieste/1001/preventivi", page="/console/impostazioni")
    assert answer.location == PAGE
    return anna


def lines(*rows):
    """What the form sends: kinds, words, quantities and prices, row by row."""
    names = ("voce", "parole", "quanti", "prezzo")
    return {name: [row[at] for row in rows] for at, name in enumerate(names)}


GOOD = lines(
    ("parts", "Testina <nuova>", "2", "1.049,50"),
    ("labour", "Montaggio", "1,5", "80"),
    ("parts", "", "1", ""),  # an empty row
)


def send(browser, total="2707.18"):
    return browser.post(f"{PAGE}/invia", page=PAGE, totale=total)


def look(sessions):
    with sessions() as session:
        return quotes.look(session, 1)


def test_a_draft_is_written_with_amounts_as_they_are_written_in_italy(drafted, sessions):
    assert drafted.post(PAGE, page=PAGE, **GOOD).status_code == 303
    priced = look(sessions)
    assert priced.quote.state == QuoteState.DRAFT
    assert [f"{line.net}" for line in priced.lines] == ["2099.00", "120.00"]
    text = drafted.get(PAGE).text
    assert "2.707,18 €" in text  # 2,219.00 and 22 %
    assert "Testina &lt;nuova&gt;" in text
    assert 'value="1049,5"' in text


def test_once_sent_it_alters_no_more(drafted, sessions):
    drafted.post(PAGE, page=PAGE, **GOOD)
    assert "Invia al cliente: 2.707,18 €" in drafted.get(PAGE).text
    send(drafted)
    assert look(sessions).quote.state == QuoteState.SENT
    drafted.post(PAGE, page="/console/impostazioni", **lines(("parts", "Altro", "1", "1")))
    drafted.post(f"{PAGE}/invia", page="/console/impostazioni", totale="2707.18")
    assert len(look(sessions).lines) == 2
    text = drafted.get(PAGE).text
    assert "già partito" in text
    assert "Salva e calcola" not in text
    assert "Preventivo 1</a>, 2.707,18 €" in drafted.get("/console/richieste/1001").text


@pytest.mark.parametrize(
    ("number", "told", "by_hand"),
    [
        ("+393471234567", "per SMS a +39347•••••67", False),
        ("+390458001234", "Dagli tu questo collegamento", True),
    ],
)
def test_whoever_sends_a_quote_sees_whether_the_customer_gets_it(
    anna, sessions, now, number, told, by_hand
):
    with sessions.begin() as session:
        a_ticket(session, a_call(session, from_number=number, now=now), now=now)
    anna.post("/console/richieste/1001/preventivi", page="/console/impostazioni")
    assert told not in anna.get(PAGE).text  # it is a draft
    anna.post(PAGE, page=PAGE, **GOOD)
    send(anna)
    text = anna.get(PAGE).text
    assert told in text
    assert ("Dagli tu" in text) is by_hand
    assert "https://assistenza.example.it/assistenza/r/1001" in text  # to be copied


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("parts", "Testina", "1", "molto"), "Riga 1: prezzo"),
        (("parts", "Testina", "1", "NaN"), "Riga 1: prezzo"),
        (("parts", "Testina", "1", "1e9999999"), "Riga 1"),
        (("parts", "Testina", "1", "1e3"), "Riga 1: prezzo: un numero come 12,50 o 1.200,00"),
        (("parts", "Testina", "1", "1_000"), "Riga 1: prezzo: un numero"),
        (("parts", "Testina", "1", "\u0661\u0662"), "Riga 1: prezzo: un numero"),
        (("parts", "Testina", "1", "1.20.0"), "Riga 1: prezzo: un numero"),
        (("parts", "Testina", "1", "1,200.00"), "Riga 1: prezzo: un numero"),
        (("parts", "Testina", "0", "5"), "Riga 1: quantità: più di zero e al massimo 9999"),
        (("parts", "Testina", "1", "1.000.000"), "Riga 1: prezzo: al massimo 999999"),
        (("parts", "a\u202eb", "1", "5"), "Riga 1: descrizione"),
        (("parts", "Testina", "-1", "5"), "Riga 1"),
        (("parts", "Testina", "1", "-5"), "Riga 1"),
        (("parts", "Testina", "1", "5,001"), "Riga 1"),
        (("parts", "x" * 201, "1", "5"), "Riga 1"),
        (("parts", "", "1", "5"), "Riga 1"),
        (("oro", "Testina", "1", "5"), "Riga 1"),
    ],
)
def test_a_wrong_line_is_told_and_what_was_typed_is_kept(drafted, sessions, row, told):
    answer = drafted.post(PAGE, page=PAGE, **lines(row))
    assert answer.status_code == 422
    assert told in answer.text
    assert look(sessions).lines == ()
    assert look(sessions).quote.state == QuoteState.DRAFT


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("1.200", "1200"),  # thousands, and never one and a fifth
        ("1.200,00", "1200"),
        ("1200,5", "1200.5"),
        ("12.50", "12.5"),
        ("12.5", "12.5"),
        ("0,99", "0.99"),
        ("100.000", "100000"),
        ("€ 10", "10"),
        ("10 €", "10"),
        (" 7 ", "7"),
    ],
)
def test_amounts_are_read_as_italians_write_them(typed, value):
    assert amount(typed) == Decimal(value)


def test_a_quote_without_lines_is_not_sent(drafted, sessions):
    assert send(drafted, "0.00").status_code == 422
    assert look(sessions).quote.state == QuoteState.DRAFT


def test_what_a_colleague_altered_meanwhile_is_not_sent(drafted, sessions):
    drafted.post(PAGE, page=PAGE, **GOOD)
    send(drafted, "12.20")
    assert look(sessions).quote.state == QuoteState.DRAFT
    assert "rileggilo" in drafted.get(PAGE).text


def test_nothing_is_found_where_nothing_is(anna, sessions):
    gone = anna.post("/console/richieste/4711/preventivi", page="/console/impostazioni")
    assert gone.status_code == 404
    assert anna.get("/console/preventivi/4711").status_code == 404
    answer = anna.post("/console/preventivi/4711", page="/console/impostazioni", **GOOD)
    assert answer.status_code == 404
    with sessions() as session:
        assert session.scalars(select(Quote)).all() == []
