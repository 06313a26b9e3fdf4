"""Customers are told what became of their request: once, late enough, and only what still holds."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from centralino.sending import telling_of
from centralino.settings import load
from centralino.tellings import sayer_of
from desk.quotes import LineKind, QuoteLine
from desk.tickets import Kind, State
from scheduler import tellings
from store import callbacks, calls, erasure, quotes, tickets, work
from store.models import Callback, Outbox, Ticket
from tests.builders import NOON, a_call, a_ticket
from tests.config.shipped import ACCOUNT, SHIPPED, TOKEN

MOBILE = "+393471234567"
SECRET = {"CENTRALINO_WEB__SECRET_KEY": "k" * 40}
ON = ACCOUNT | TOKEN | SECRET | {"CENTRALINO_MESSAGES__SMS": "true"}
PUBLIC = {"CENTRALINO_SERVICE__PUBLIC_URL": "https://assistenza.example.it"}
MINUTE = timedelta(minutes=1)
LATER = NOON + 2 * MINUTE


@pytest.fixture
def tell(sessions):
    """Runs the job once; how many messages it left."""

    def tell(at=LATER, **changes):
        settings = load(SHIPPED, ON | PUBLIC | changes)
        telling, say = telling_of(settings), sayer_of(settings)
        return tellings.tell_facts(sessions, lambda: at, telling, say)

    return tell


@pytest.fixture
def filed(sessions):
    """A ticket of a mobile, with its callback in a technician's hand: its id, and the token."""
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=NOON), now=NOON)
        callback = callbacks.of_ticket(session, ticket.id)
        lease = timedelta(hours=1)
        token = callbacks.claim(session, callback.id, by="anna", now=NOON, lease=lease)
        return ticket.id, callback.id, token


def sent(sessions):
    with sessions() as session:
        return [row.body["text"] for row in session.scalars(select(Outbox).order_by(Outbox.id))]


def missed(sessions, filed, at=NOON):
    with sessions.begin() as session:
        callbacks.requeue(session, filed[1], filed[2], at=at + 10 * MINUTE, now=at)


def test_a_call_in_vain_is_told_once_and_with_our_number(sessions, filed, tell):
    missed(sessions, filed)
    assert tell() == 1
    assert tell() == 0
    assert sent(sessions) == [
        "Assistenza Leotron: l'abbiamo cercata per la richiesta 1001. Riproviamo; se preferisce, "
        "ci chiami al 045 511 7067."
    ]
    with sessions.begin() as session:
        lease = timedelta(hours=1)
        token = callbacks.claim(session, filed[1], by="anna", now=LATER, lease=lease)
        callbacks.requeue(session, filed[1], token, at=LATER, now=LATER)
    assert tell(LATER + 2 * MINUTE) == 0  # the second time is no news


def test_nothing_is_said_while_it_may_be_taken_back(sessions, filed, tell):
    missed(sessions, filed)
    assert tell(NOON + MINUTE) == 0
    assert tell(NOON + 2 * MINUTE) == 1


def test_who_was_reached_meanwhile_is_not_told_that_they_were_not(sessions, filed, tell):
    missed(sessions, filed)
    with sessions.begin() as session:
        token = callbacks.claim(session, filed[1], by="anna", now=NOON, lease=timedelta(hours=1))
        callbacks.finish(session, filed[1], token, now=NOON)
    assert tell() == 0


def test_giving_up_has_words_of_its_own(sessions, filed, tell):
    with sessions.begin() as session:
        callbacks.give_up(session, filed[1], filed[2], reason="nessuna risposta", now=NOON)
    assert tell() == 1
    assert "l'abbiamo cercata più volte" in sent(sessions)[0]
    assert "Riproviamo" not in sent(sessions)[0]


def test_a_cancellation_is_confirmed_unless_it_was_a_slip(sessions, filed, tell):
    with sessions.begin() as session:
        tickets.move(session, filed[0], State.CANCELLED, actor="anna", now=NOON)
    with sessions.begin() as session:
        tickets.move(session, filed[0], State.OPEN, actor="anna", now=NOON)
    assert tell() == 0
    with sessions.begin() as session:
        tickets.move(session, filed[0], State.CANCELLED, actor="anna", now=NOON)
    assert tell() == 1
    assert sent(sessions) == [
        "Assistenza Leotron: la richiesta 1001 è annullata e non la richiameremo."
    ]


def test_who_had_everything_deleted_is_told_nothing(sessions, filed, tell):
    with sessions.begin() as session:
        tickets.move(session, filed[0], State.CANCELLED, actor="cliente", now=NOON)
        erasure.erase(session, filed[0], NOON)
    assert tell() == 0


LINK = {"CENTRALINO_COSTS__PAYMENT_LINK": "https://paypal.me/leotron"}


@pytest.mark.parametrize(
    ("minutes", "link", "words"),
    [
        (90, LINK, "120,00 € + IVA, in tutto 146,40 €. Può pagare con Paypal: https://paypal.me/"),
        (30, {}, "80,00 € + IVA, in tutto 97,60 €."),  # an hour is the least
        (0, LINK, None),  # nothing to pay
    ],
)
def test_the_price_of_the_work_is_told_when_it_is_done(sessions, filed, tell, minutes, link, words):
    terms = load(SHIPPED, ON).terms()
    with sessions.begin() as session:
        session.get(Ticket, filed[0]).cover = "billable"
        if minutes:
            done = work.Work("anna", NOON, minutes)
            work.write(session, filed[0], done, key="k", terms=terms, now=NOON)
        tickets.move(session, filed[0], State.RESOLVED, actor="anna", now=NOON)
        tickets.move(session, filed[0], State.CLOSED, actor="anna", now=NOON)
    assert tell(**link) == (1 if words else 0)
    assert tell(**link) == 0
    told = sent(sessions)
    assert (words in told[0]) if words else (told == [])


def test_a_quote_comes_with_the_link_to_answer_it_and_not_once_it_is_answered(
    sessions, filed, tell
):
    line = QuoteLine(LineKind.PARTS, "Testina", Decimal(1), Decimal("100.00"))
    with sessions.begin() as session:
        vat = Decimal(22)
        quote = quotes.draft(session, filed[0], [line], vat_percent=vat, actor="anna", now=NOON)
        quotes.send(session, quote.id, actor="anna", now=NOON)
    assert tell() == 1
    (text,) = sent(sessions)
    assert "122,00 € IVA compresa" in text
    assert "https://assistenza.example.it/assistenza/r/" in text


def test_english_is_spoken_to_whoever_chose_it(sessions, filed, tell):
    with sessions.begin() as session:
        session.get(Ticket, filed[0]).language = "en"
    missed(sessions, filed)
    tell()
    assert sent(sessions)[0].startswith("Leotron support: we called about your request 1001.")


def test_what_is_a_day_old_is_no_news(sessions, filed, tell):
    missed(sessions, filed)
    assert tell(NOON + timedelta(days=1, minutes=1)) == 0


def test_a_number_that_rang_and_left_nothing_is_not_texted(sessions, tell):
    with sessions.begin() as session:
        silent = a_call(session, from_number=MOBILE, now=NOON)
        keyed = a_call(session, from_number="+393407654321", now=NOON)
        told = {"step": "menu", "key": "k", "digits": "1", "heard": None, "now": NOON}
        calls.add_turn(session, keyed.sid, **told)
        for call in (silent, keyed):
            ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
            tickets.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
    assert tell() == 1
    with sessions() as session:
        assert [row.to for row in session.scalars(select(Outbox))] == ["+393407654321"]


def test_one_number_gets_only_so_many_texts_a_day(sessions, tell):
    with sessions.begin() as session:
        for _ in range(4):
            ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=NOON), now=NOON)
            tickets.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
    assert tell(CENTRALINO_MESSAGES__MOST_A_DAY="3") == 3


def test_a_number_that_was_said_is_texted_even_where_nobody_left_a_message(sessions, tell):
    with sessions.begin() as session:
        call = a_call(session, from_number=MOBILE, now=NOON)
        ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
        tickets.correct(
            session, ticket.id, {"callback_number": "+393331112223"}, actor="anna", now=NOON
        )
        tickets.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
        assert session.scalar(select(Callback.number)) == "+393331112223"
    assert tell() == 1
