"""A form becomes one ticket, once; everything else is an answer that a person can read."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event

from rules.tickets.ticket import Channel, Kind, State
from tests.builders import a_customer
from tests.web.spellings import ONE_CLIENT, environ_of
from web.form.application import create_form
from web.form.services import Limits


def test_a_request_becomes_a_ticket_with_its_callback(customer):
    ticket_id, _ = customer.files(fermo="y")
    ticket = customer.ticket(ticket_id)
    assert (ticket.kind, ticket.channel, ticket.state) == (Kind.WRITTEN, Channel.WEB, State.OPEN)
    assert (ticket.company, ticket.caller_name) == ("Ferramenta Rossi", "Marco Rossi")
    assert (ticket.caller_number, ticket.email) == ("+390458001234", "marco@example.it")
    assert (ticket.category, ticket.urgency) == ("software", "blocking")
    assert (ticket.product, ticket.software_version) == ("J2K", "11.4.2")
    assert ticket.message == "La chiusura di cassa si ferma.\nAppare un errore."
    assert ticket.subject == "La chiusura di cassa si ferma. Appare un errore."
    assert customer.callback(ticket_id).number == "+390458001234"
    assert customer.history(ticket_id) == [("cliente", "opened")]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("o’brien@example.it", "o'brien@example.it"), ("info@Società.it", "info@società.it")],
)
def test_an_address_is_kept_as_it_can_be_written_to(customer, typed, kept):
    assert customer.ticket(customer.files(email=typed)[0]).email == kept


def test_what_may_be_left_out_may_be_left_out(customer):
    nothing = dict.fromkeys(["email", "codice", "programma", "versione", "fermo"])
    ticket = customer.ticket(customer.files(**nothing)[0])
    assert (ticket.email, ticket.customer_code, ticket.product) == (None, None, None)
    assert (ticket.software_version, ticket.urgency) == (None, "normal")


def test_a_code_that_is_typed_is_a_hint_and_shows_nothing_of_a_customer(customer):
    with customer.sessions.begin() as session:
        a_customer(session, code="L1042", name="Segreta S.p.A.", phones=["+390458009999"])
    ticket_id, path = customer.files(codice="L1042")
    ticket = customer.ticket(ticket_id)
    assert (ticket.customer_code, ticket.customer_id) == ("L1042", None)
    known = customer.opens(path).text
    assert "Segreta" not in known
    assert "9999" not in known
    told = [customer.sends(codice=code).status_code for code in ("L1042", "L9999")]
    assert told == [303, 303]  # nobody learns which codes there are


def test_a_correction_of_something_else_leaves_the_code_a_hint(customer, now):
    from store.tickets import lifecycle

    with customer.sessions.begin() as session:
        a_customer(session, code="L1042")
    ticket_id, path = customer.files(codice="L1042")
    with customer.sessions.begin() as session:
        lifecycle.correct(session, ticket_id, {"urgency": "low"}, actor="anna", now=now)
    customer.does(path, "numero", telefono="045 8005678")
    assert customer.ticket(ticket_id).customer_id is None


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (datetime(2026, 11, 24, 9, 0, tzinfo=UTC), "subito: i nostri tecnici sono al lavoro"),
        (datetime(2026, 11, 24, 12, 0, tzinfo=UTC), "oggi dalle 14:45"),
        (datetime(2026, 11, 24, 18, 0, tzinfo=UTC), "domani, mercoledì 25 novembre, dalle 9:15"),
        (datetime(2026, 11, 28, 9, 0, tzinfo=UTC), "lunedì 30 novembre dalle 9:15"),  # a Saturday
        (datetime(2026, 12, 25, 9, 0, tzinfo=UTC), "lunedì 28 dicembre dalle 9:15"),
    ],
)
def test_it_is_told_when_a_request_is_taken_in_charge(customer, at, told):
    customer.clock.at = at
    assert told in customer.opens().text
    _, path = customer.files()
    thanks = customer.opens(f"{path}?nuova=1").text
    when = told.removesuffix(": i nostri tecnici sono al lavoro")
    assert f"La prendiamo in carico {when}." in thanks


def test_a_request_of_yesterday_was_taken_in_charge_then(customer):
    customer.clock.at = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    _, path = customer.files()
    customer.clock.at += timedelta(hours=20)
    assert "<dd>martedì 24 novembre alle 14:45</dd>" in customer.opens(path).text


def test_advice_hours_and_prices_are_those_of_the_page_and_the_configuration(customer):
    page = " ".join(customer.opens().text.split())
    assert "Le consigliamo di fare una copia di sicurezza di programmi e archivi" in page
    assert "<dt>dal lunedì al venerdì</dt><dd>9:15 - 12:45 e 14:45 - 18:15</dd>" in page
    assert "<dt>domenica</dt><dd>9:15 - 12:45</dd>" in page
    assert "80,00 € (+ IVA, ovvero 97,60 €), con addebito minimo di 1 ora di lavoro" in page


def test_the_same_form_sent_twice_makes_one_ticket(customer):
    hidden = customer.hidden()
    first, second = (customer.sends((b"uno", "a.txt"), hidden=hidden) for _ in range(2))
    assert first.location == second.location
    assert customer.tickets() == 1
    assert len(customer.kept()) == 1


def test_the_same_form_sent_at_once_makes_one_ticket(customer):
    hidden = customer.hidden()
    cookie = customer.client.get_cookie("assistenza", path="/assistenza")

    def send(_):
        twin = customer.__class__(
            create_form(customer.services).test_client(),
            customer.services,
            customer.clock,
            customer.sessions,
        )
        twin.client.set_cookie("assistenza", cookie.value, path="/assistenza")
        return twin.sends(hidden=hidden).location

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(send, range(4)))) == 1
    assert customer.tickets() == 1


def test_a_form_sent_again_with_other_words_asks_first_and_loses_nothing(customer):
    hidden = customer.hidden()
    customer.sends(hidden=hidden)
    again = customer.sends(hidden=hidden, descrizione="Un altro problema")
    assert again.status_code == 409
    assert "Un altro problema" in again.text
    assert "la richiesta è registrata" in again.text
    assert customer.tickets() == 1
    other = customer.hidden()["invio"]
    assert other != hidden["invio"]
    customer.files(hidden={**hidden, "invio": other}, descrizione="Un altro problema")
    assert customer.tickets() == 2


def test_the_same_words_from_the_same_browser_are_one_request(customer):
    first, second = customer.files(), customer.files()  # each with a form of its own
    assert first == second
    assert customer.files(descrizione="Un altro problema") != first
    assert customer.tickets() == 2


@pytest.mark.parametrize("hidden", [{}, {"csrf_token": "forged"}, {"invio": "x" * 22}])
def test_without_its_token_nothing_is_filed_and_nothing_is_lost(customer, hidden):
    answer = customer.sends(hidden=hidden)
    assert answer.status_code == 400
    assert "prema di nuovo" in answer.text
    assert "La chiusura di cassa si ferma." in answer.text
    assert customer.tickets() == 0


def test_whoever_fills_the_trap_files_nothing_and_a_person_may_send_again(customer):
    answer = customer.sends(sito="https://spam.example")
    assert answer.status_code == 422
    assert "spam.example" not in answer.text
    assert customer.tickets() == 0
    assert customer.sends().status_code == 303


def test_an_address_may_send_so_many_in_an_hour(customer_of):
    customer = customer_of(limits=Limits(per_hour=2))
    assert [customer.sends().status_code for _ in range(3)] == [303, 303, 429]
    refused = customer.sends()
    assert "045 511 7067" in refused.text
    assert "La chiusura di cassa si ferma." in refused.text
    customer.address = {"REMOTE_ADDR": "192.0.2.7"}
    assert customer.sends().status_code == 303
    customer.address = {}
    customer.clock.at += timedelta(hours=1)
    assert customer.sends().status_code == 303


@pytest.mark.parametrize(
    ("proxies", "forwarded", "statuses"),
    [
        (0, ["1.1.1.1", "2.2.2.2"], [303, 429]),  # nobody is believed
        (1, ["1.1.1.1", "2.2.2.2"], [303, 303]),
        (1, ["9.9.9.9, 1.1.1.1", "8.8.8.8, 1.1.1.1"], [303, 429]),  # what the client added
        (1, ["2001:db8:1:2::1", "2001:db8:1:2::2"], [303, 429]),  # one subscriber's network
    ],
)
def test_addresses_are_those_that_our_proxies_saw(customer_of, proxies, forwarded, statuses):
    customer = customer_of(limits=Limits(per_hour=1), proxies=proxies)
    told = []
    for address in forwarded:
        customer.address = {"HTTP_X_FORWARDED_FOR": address}
        told.append(customer.sends().status_code)
    assert told == statuses


@pytest.mark.parametrize(("proxies", "first", "again"), ONE_CLIENT)
def test_another_spelling_of_ones_address_sends_no_more(customer_of, proxies, first, again):
    customer = customer_of(limits=Limits(per_hour=1), proxies=proxies)
    told = []
    for seen in (first, again):
        customer.address = environ_of(seen)
        told.append(customer.sends().status_code)
    assert told == [303, 429]


def test_pages_run_no_script_but_ours_and_tell_nobody_where_one_was(customer):
    _, path = customer.files()
    for page in ("/assistenza", path, f"{path}/annulla", "/assistenza/r/forged"):
        headers = customer.opens(page).headers
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["Referrer-Policy"] == "no-referrer"
        is_empty = page == "/assistenza"  # what is typed there must be there on going back
        assert headers["Cache-Control"] == ("private, no-cache" if is_empty else "no-store")
    text = customer.opens().text
    assert "<style" not in text
    assert " style=" not in text
    assert "<script>" not in text


def test_what_was_typed_is_not_kept_by_the_browser(customer):
    assert customer.sends(telefono="12").headers["Cache-Control"] == "no-store"


def test_the_cookie_goes_nowhere_else(customer_of):
    cookie = customer_of(secure=True).opens().headers["Set-Cookie"]
    for part in ("Secure", "HttpOnly", "Path=/assistenza", "SameSite=Lax"):
        assert part in cookie


def test_when_the_ledger_is_away_the_customer_is_told_and_no_file_stays(customer):
    hidden = customer.hidden()

    def fail(*_):
        raise OSError("the disk is gone")

    engine = customer.sessions.kw["bind"]
    event.listen(engine, "before_cursor_execute", fail)
    answer = customer.sends((b"uno", "a.txt"), hidden=hidden)
    event.remove(engine, "before_cursor_execute", fail)
    assert answer.status_code == 500
    assert "non è stata registrata" in answer.text
    assert "045 511 7067" in answer.text
    assert customer.kept() == []
    assert customer.sends(hidden=hidden).status_code == 303
