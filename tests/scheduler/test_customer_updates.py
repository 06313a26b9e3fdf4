"""Customers are told what became of their request: once, late enough, and only what still holds."""

import functools
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from centralino.config.settings import load
from centralino.wiring.customer_messages import sayer_of
from centralino.wiring.message_channels import channels_of
from centralino.wiring.parts import parts_of
from rules.billing.quotes import LineKind, QuoteLine
from rules.tickets.ticket import Kind, State
from scheduler import customer_updates
from store.billing import agreements, quotes, work_minutes
from store.callbacks import queue
from store.calls import call_log
from store.messages import outbox
from store.models import Callback, Outbox, Ticket
from store.privacy import erasure
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TOKEN
from tests.leotron import NOON

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
        channels, say = wired(frozenset(changes.items()))
        return customer_updates.queue_updates(sessions, lambda: at, channels, say)

    return tell


@functools.cache
def wired(changes):
    settings = load(SHIPPED, ON | PUBLIC | dict(changes))
    return channels_of(settings), sayer_of(parts_of(settings))


@pytest.fixture
def filed(sessions):
    """A ticket of a mobile, with its callback in a technician's hand: its id, and the token."""
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=NOON), now=NOON)
        callback = queue.of_ticket(session, ticket.id)
        lease = timedelta(hours=1)
        token = queue.claim(session, callback.id, by="anna", now=NOON, lease=lease)
        return ticket.id, callback.id, token


def sent(sessions):
    with sessions() as session:
        return [row.body["text"] for row in session.scalars(select(Outbox).order_by(Outbox.id))]


def missed(sessions, filed, at=NOON):
    with sessions.begin() as session:
        queue.requeue(session, filed[1], filed[2], at=at + 10 * MINUTE, now=at)


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
        token = queue.claim(session, filed[1], by="anna", now=LATER, lease=lease)
        queue.requeue(session, filed[1], token, at=LATER, now=LATER)
    assert tell(LATER + 2 * MINUTE) == 0  # the second time is no news


def test_what_was_told_of_a_request_hides_nothing_that_happens_after_it(sessions, filed, tell):
    missed(sessions, filed)
    assert tell() == 1
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.CANCELLED, actor="anna", now=LATER)
    assert tell(LATER + 2 * MINUTE) == 1
    assert "è annullata" in sent(sessions)[1]


def test_many_who_cannot_be_told_keep_nobody_else_waiting(sessions, tell):
    with sessions.begin() as session:
        for number in ["+390458001234"] * 120 + [MOBILE]:
            ticket = a_ticket(session, a_call(session, from_number=number, now=NOON), now=NOON)
            lifecycle.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
    assert tell() == 1


def test_nothing_is_said_while_it_may_be_taken_back(sessions, filed, tell):
    missed(sessions, filed)
    assert tell(NOON + MINUTE) == 0
    assert tell(NOON + 2 * MINUTE) == 1


def test_who_was_reached_meanwhile_is_not_told_that_they_were_not(sessions, filed, tell):
    missed(sessions, filed)
    with sessions.begin() as session:
        token = queue.claim(session, filed[1], by="anna", now=NOON, lease=timedelta(hours=1))
        queue.finish(session, filed[1], token, now=NOON)
    assert tell() == 0


def test_giving_up_has_words_of_its_own(sessions, filed, tell):
    with sessions.begin() as session:
        queue.give_up(session, filed[1], filed[2], reason="nessuna risposta", now=NOON)
    assert tell() == 1
    assert "l'abbiamo cercata più volte" in sent(sessions)[0]
    assert "Riproviamo" not in sent(sessions)[0]


def test_a_cancellation_is_confirmed_unless_it_was_a_slip(sessions, filed, tell):
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.CANCELLED, actor="anna", now=NOON)
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.OPEN, actor="anna", now=NOON)
    assert tell() == 0
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.CANCELLED, actor="anna", now=NOON)
    assert tell() == 1
    assert sent(sessions) == [
        "Assistenza Leotron: la richiesta 1001 è annullata e non la richiameremo."
    ]


def test_who_had_everything_deleted_is_told_nothing(sessions, filed, tell):
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.CANCELLED, actor="cliente", now=NOON)
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
            done = work_minutes.WorkMinutes("anna", NOON, minutes)
            work_minutes.write(session, filed[0], done, key="k", terms=terms, now=NOON)
        lifecycle.move(session, filed[0], State.RESOLVED, actor="anna", now=NOON)
        lifecycle.move(session, filed[0], State.CLOSED, actor="anna", now=NOON)
    assert tell(**link) == (1 if words else 0)
    assert tell(**link) == 0
    told = sent(sessions)
    assert (words in told[0]) if words else (told == [])


def test_a_quote_comes_with_the_link_to_answer_it(sessions, filed, tell):
    with sessions.begin() as session:
        a_quote(session, filed[0])
    assert tell() == 1
    (text,) = sent(sessions)
    assert "122,00 € IVA compresa" in text
    assert "https://assistenza.example.it/assistenza/r/" in text


def test_a_quote_waits_for_a_number_that_somebody_has_confirmed(sessions, filed, tell):
    heard = "+393479999999"
    with sessions.begin() as session:
        ticket = session.get(Ticket, filed[0])
        ticket.caller_number, ticket.callback_number = "+390458001234", heard
        session.get(Callback, filed[1]).number = heard
        a_quote(session, filed[0])
    assert tell() == 0  # it opens the request, and may be a stranger's telephone
    with sessions.begin() as session:
        facts = {"callback_number": heard}
        lifecycle.correct(session, filed[0], facts, actor="anna", now=LATER)
    assert tell(LATER + 2 * MINUTE) == 1
    with sessions() as session:
        assert session.scalars(select(Outbox.to)).all() == [heard]


def test_minutes_that_wait_for_a_technicians_word_keep_the_price_back(sessions, filed, tell):
    terms, at = load(SHIPPED, ON).terms(), {"seconds": 3000, "now": NOON}
    with sessions.begin() as session:
        session.get(Ticket, filed[0]).cover = "billable"
        work_minutes.write(
            session,
            filed[0],
            work_minutes.WorkMinutes("anna", NOON, 90),
            key="k",
            terms=terms,
            now=NOON,
        )
        who = {"technician": "anna", "call_sid": "CA1", "started_at": NOON}
        entry = work_minutes.propose(session, filed[0], **who, **at).id
        lifecycle.move(session, filed[0], State.RESOLVED, actor="anna", now=NOON)
    assert tell() == 0
    with sessions.begin() as session:
        work_minutes.confirm(session, entry, technician="anna", terms=terms, now=NOON, minutes=30)
    assert tell() == 1
    assert "160,00 € + IVA" in sent(sessions)[0]


def a_quote(session, ticket_id, price="100.00"):
    line = QuoteLine(LineKind.PARTS, "Testina", Decimal(1), Decimal(price))
    vat = Decimal(22)
    quote = quotes.draft(session, ticket_id, [line], vat_percent=vat, actor="anna", now=NOON)
    quotes.send(session, quote.id, actor="anna", now=NOON)
    return quote.id


def test_of_two_quotes_the_later_is_told(sessions, filed, tell):
    with sessions.begin() as session:
        a_quote(session, filed[0])
        a_quote(session, filed[0], "200.00")
    assert tell() == 1
    assert "244,00 €" in sent(sessions)[0]


def test_a_quote_is_not_told_where_its_page_cannot_be_opened(sessions, filed):
    with sessions.begin() as session:
        a_quote(session, filed[0])
    settings = load(SHIPPED, ON)
    of = (channels_of(settings), sayer_of(parts_of(settings)))
    assert customer_updates.queue_updates(sessions, lambda: LATER, *of) == 0


@pytest.mark.parametrize(
    ("given", "link", "words"),
    [
        ("agreed", LINK, "100,00 € + IVA, in tutto 122,00 €. Può pagare con Paypal: https://"),
        ("agreed", {}, "preventivo accettato per la richiesta 1001, 100,00 € + IVA, in tutto"),
        ("declined", LINK, None),
    ],
)
def test_who_accepts_a_quote_has_it_in_writing(sessions, filed, tell, given, link, words):
    with sessions.begin() as session:
        quote_id = a_quote(session, filed[0])
        answer = {"words": "Preventivo", "total": Decimal("122.00"), "quote_id": quote_id}
        agreements.answer(session, filed[0], given, **answer, now=NOON)
    assert tell(**link) == (1 if words else 0)
    assert tell(**link) == 0
    assert [words in text for text in sent(sessions)] == ([True] if words else [])


def test_a_price_agreed_by_key_is_told_once_the_call_has_its_ticket(sessions, tell):
    with sessions.begin() as session:
        call = a_call(session, from_number=MOBILE, now=NOON)
        of = {"words": "Gli interventi costano…", "total": Decimal("97.60"), "now": NOON}
        agreements.agree_on_the_phone(session, call.sid, **of)
    assert tell() == 0
    with sessions.begin() as session:
        a_ticket(session, call_log.find(session, call.sid), now=NOON)
    assert tell() == 1
    assert tell() == 0
    assert "80,00 € l'ora + IVA (97,60 €), almeno 60 minuti." in sent(sessions)[0]


def test_a_message_that_came_after_its_promise_is_confirmed_all_the_same(sessions, tell):
    settings = load(SHIPPED, ON)
    with sessions.begin() as session:
        call = a_call(session, from_number=MOBILE, now=NOON)
        ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
        parts_of(settings).promises.make(session, ticket, NOON)
    assert sent(sessions) == []  # nobody had said a word yet
    with sessions.begin() as session:
        a_ticket(session, call_log.find(session, call.sid), now=NOON + MINUTE)
    assert tell(NOON + 3 * MINUTE) == 1
    assert tell(NOON + 3 * MINUTE) == 0
    assert sent(sessions)[0].startswith("Assistenza Leotron: abbiamo registrato la richiesta 1001.")


def test_whoever_heard_the_promise_in_time_is_told_of_it_once(sessions, tell):
    with sessions.begin() as session:
        call = a_call(session, from_number=MOBILE, now=NOON)
        keyed = {"step": "menu", "key": "k", "digits": "1", "heard": None, "now": NOON}
        call_log.add_turn(session, call.sid, **keyed)
        ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
        parts_of(load(SHIPPED, ON)).promises.make(session, ticket, NOON)
        a_ticket(session, call, now=NOON)
    assert len(sent(sessions)) == 1
    assert tell() == 0


EVENING = NOON.replace(hour=20, minute=30)  # half past nine in Verona
MORNING = NOON.replace(hour=7) + timedelta(days=1)


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [(None, None), (State.OPEN, "it is so no longer")],
)
def test_what_waits_for_the_morning_is_not_sent_if_it_is_so_no_longer(
    sessions, filed, tell, meanwhile, reason
):
    with sessions.begin() as session:
        lifecycle.move(session, filed[0], State.CANCELLED, actor="anna", now=EVENING)
    assert tell(EVENING + 2 * MINUTE) == 1
    if meanwhile:
        with sessions.begin() as session:
            lifecycle.move(session, filed[0], meanwhile, actor="anna", now=EVENING + 5 * MINUTE)
    with sessions.begin() as session:
        claim = outbox.claim(session, now=MORNING, lease=MINUTE)
        assert outbox.pointless(session, claim) == reason


@pytest.mark.parametrize(("reached", "reason"), [(False, None), (True, "it is so no longer")])
def test_whom_we_reached_before_the_morning_is_not_told_that_we_try_again(
    sessions, filed, tell, reached, reason
):
    missed(sessions, filed, at=EVENING)
    assert tell(EVENING + 2 * MINUTE) == 1
    with sessions.begin() as session:
        lease = timedelta(hours=1)
        token = queue.claim(session, filed[1], by="anna", now=MORNING, lease=lease)
        if reached:
            queue.finish(session, filed[1], token, now=MORNING)
        claim = outbox.claim(session, now=MORNING, lease=MINUTE)
        assert outbox.pointless(session, claim) == reason


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
        call_log.add_turn(session, keyed.sid, **told)
        for call in (silent, keyed):
            ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
            lifecycle.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
    assert tell() == 1
    with sessions() as session:
        assert [row.to for row in session.scalars(select(Outbox))] == ["+393407654321"]


def test_one_number_gets_only_so_many_texts_a_day(sessions, tell):
    with sessions.begin() as session:
        for _ in range(4):
            ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=NOON), now=NOON)
            lifecycle.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
    assert tell(CENTRALINO_MESSAGES__MOST_A_DAY="3") == 3


def test_a_number_that_was_said_is_texted_even_where_nobody_left_a_message(sessions, tell):
    with sessions.begin() as session:
        call = a_call(session, from_number=MOBILE, now=NOON)
        ticket = a_ticket(session, call, kind=Kind.MISSED, now=NOON)
        lifecycle.correct(
            session, ticket.id, {"callback_number": "+393331112223"}, actor="anna", now=NOON
        )
        lifecycle.move(session, ticket.id, State.CANCELLED, actor="anna", now=NOON)
        assert session.scalar(select(Callback.number)) == "+393331112223"
    assert tell() == 1
