"""Words to a customer: written with their fact, once; and how far they came."""

import itertools
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from centralino.config.settings import load
from centralino.wiring.parts import parts_of
from rules.callbacks.outcomes import Outcome, ReportedOutcome
from rules.customer_messages import CustomerMessage, MessageChannel, Quiet, Receiver
from rules.tickets.ticket import Kind
from rules.triage import TicketDraft
from store.callbacks import outcomes, queue
from store.calls import call_log
from store.messages import outbox, to_customers
from store.messages.caps import Channels, Most
from store.messages.to_customers import queue_customer_message
from store.models import Outbox
from store.models.states import OutboxKind
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TOKEN
from tests.leotron import NOON

MOBILE, LANDLINE = "+393471234567", "+390458001234"
WORDS = CustomerMessage("sms", "subject", "body")
CHANNELS = Channels(frozenset(MessageChannel), Quiet())
MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def rows(session):
    return session.scalars(select(Outbox).order_by(Outbox.id)).all()


def tell(session, ticket, now, **more):
    return queue_customer_message(
        session, ticket, WORDS, key="k", now=now, channels=CHANNELS, **more
    )


def test_mobile_is_told_once_per_key(session, now):
    ticket = a_ticket(session, a_call(session, from_number=MOBILE))
    assert tell(session, ticket, now) == Receiver(MessageChannel.SMS, MOBILE)
    assert tell(session, ticket, now) is None
    [row] = rows(session)
    assert (row.kind, row.to, row.ticket_id) == (OutboxKind.SMS, MOBILE, ticket.id)
    assert row.body == {"text": "sms", "until": None}


def test_customer_without_mobile_is_told_by_email(session, now):
    customer = a_customer(session, phones=(LANDLINE,))
    customer.email = "rossi@example.it"
    ticket = a_ticket(session, a_call(session, from_number=LANDLINE))
    ticket.customer_id = customer.id
    assert tell(session, ticket, now) == Receiver(MessageChannel.EMAIL, "rossi@example.it")
    [row] = rows(session)
    assert row.body == {"subject": "subject", "text": "body", "until": None}


def _keyed(session, call, ticket, customer):
    call_log.give_code(session, call.sid, customer.code)
    ticket.customer_id = customer.id


def _heard(session, call, ticket, customer):
    lifecycle.enrich(session, ticket.id, TicketDraft(customer_code=customer.code), NOON)


def _set_by_hand(session, call, ticket, customer):
    facts = {"customer_code": customer.code}
    lifecycle.correct(session, ticket.id, facts, actor="anna", now=NOON)


def _called_from_their_number(session, call, ticket, customer):
    call.customer_hint_id = customer.id


@pytest.mark.parametrize(
    ("phone", "who", "told"),
    [
        (LANDLINE, _keyed, True),
        (LANDLINE, _set_by_hand, True),
        (LANDLINE, _heard, True),  # and it is their number
        ("+390458009999", _keyed, True),
        ("+390458009999", _set_by_hand, True),
        ("+390458009999", _heard, False),  # it may be another's code
        (LANDLINE, _called_from_their_number, False),  # which anybody can feign
    ],
)
def test_a_registered_address_is_written_to_only_when_the_request_is_surely_theirs(
    session, now, phone, who, told
):
    customer = a_customer(session, phones=(LANDLINE,))
    customer.email = "rossi@example.it"
    call = a_call(session, from_number=phone)
    ticket = a_ticket(session, call)
    who(session, call, ticket, customer)
    assert (tell(session, ticket, now) is not None) is told


def test_whoever_had_enough_texts_is_told_by_email(session, now):
    customer = a_customer(session, phones=(MOBILE,))
    customer.email = "rossi@example.it"
    few = replace(CHANNELS, texts=Most(a_day_each=1))
    ways = []
    for key in ("one", "two"):
        ticket = a_ticket(session, a_call(session, from_number=MOBILE))
        ticket.customer_id = customer.id
        ways.append(
            queue_customer_message(session, ticket, WORDS, key=key, now=now, channels=few).channel
        )
    assert ways == [MessageChannel.SMS, MessageChannel.EMAIL]
    ticket = a_ticket(session, a_call(session, from_number=MOBILE))
    later = now + timedelta(days=1)
    told = queue_customer_message(session, ticket, WORDS, key="three", now=later, channels=few)
    assert told == Receiver(MessageChannel.SMS, MOBILE)


@pytest.mark.parametrize(
    ("kind", "digits", "told"),
    [
        (Kind.MESSAGE, "", True),
        (Kind.MISSED, "1", True),
        (Kind.MISSED, "", False),
        (Kind.MISSED, "hangup", False),
    ],
)
def test_a_number_is_texted_only_if_somebody_was_there(session, now, kind, digits, told):
    call = a_call(session, from_number=MOBILE)
    keyed = {"step": "menu", "key": "k", "digits": digits, "heard": None, "now": now}
    call_log.add_turn(session, call.sid, **keyed)
    assert (tell(session, a_ticket(session, call, kind=kind), now) is not None) is told


def test_nobody_is_told_where_nothing_arrives(session, now):
    assert tell(session, a_ticket(session, a_call(session, from_number=LANDLINE)), now) is None
    assert tell(session, a_ticket(session, a_call(session, from_number=None)), now) is None
    assert rows(session) == []


def test_night_waits_for_the_morning_or_is_too_late(session):
    night, morning = datetime(2026, 11, 24, 22, tzinfo=UTC), datetime(2026, 11, 25, 7, tzinfo=UTC)
    ticket = a_ticket(session, a_call(session, from_number=MOBILE))
    assert tell(session, ticket, night, until=morning) is None
    assert tell(session, ticket, night, until=morning + MINUTE)
    assert [row.next_at for row in rows(session)] == [morning]


def test_words_of_a_fact_that_was_undone_are_not_there(sessions, now):
    session = sessions()
    tell(session, a_ticket(session, a_call(session, from_number=MOBILE)), now)
    session.rollback()
    assert rows(session) == []
    session.close()


@pytest.mark.parametrize("order", list(itertools.permutations(["queued", "sent", "delivered"])))
def test_delivery_ends_the_same_in_whatever_order_it_is_told(session, now, order):
    tell(session, a_ticket(session, a_call(session, from_number=MOBILE)), now)
    claim = outbox.claim(session, now=now, lease=MINUTE)
    outbox.sent(session, claim, provider_sid="SM1", now=now)
    for status in (*order, *order):
        to_customers.delivered(session, "SM1", status, now)
    [row] = rows(session)
    assert (row.delivery, row.delivery_at) == ("delivered", now)


@pytest.mark.parametrize(("sid", "status"), [("SM2", "sent"), ("SM1", "invented"), ("SM1", "")])
def test_delivery_of_what_we_do_not_know_changes_nothing(session, now, sid, status):
    tell(session, a_ticket(session, a_call(session, from_number=MOBILE)), now)
    claim = outbox.claim(session, now=now, lease=MINUTE)
    outbox.sent(session, claim, provider_sid="SM1", now=now)
    assert not to_customers.delivered(session, sid, status, now)
    assert [row.delivery for row in rows(session)] == [None]


@pytest.mark.parametrize("outcome", [Outcome.NO_ANSWER, Outcome.CALL_AGAIN])
def test_a_time_is_not_told_any_more_once_we_rang(session, now, outcome):
    settings = load(SHIPPED, ACCOUNT | TOKEN | {"CENTRALINO_MESSAGES__SMS": "true"})
    ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=now), now=now)
    parts_of(settings).promises.make(session, ticket, now)
    assert [row.key for row in rows(session)] == [f"ticket_opened:{ticket.id}"]
    row = queue.of_ticket(session, ticket.id)
    token = queue.claim(session, row.id, by="anna", now=now, lease=MINUTE)
    told = (
        ReportedOutcome(outcome, at=now + 2 * MINUTE)
        if outcome is Outcome.CALL_AGAIN
        else ReportedOutcome(outcome)
    )
    rest = {"policy": settings.callback_policy(), "hours": settings.hours(), "vat_percent": 22}
    outcomes.record_outcome(session, row.id, token, told, by="anna", now=now, **rest)
    claim = outbox.claim(session, now=now, lease=MINUTE)
    assert outbox.pointless(session, claim) == "it is so no longer"


@pytest.mark.parametrize(
    ("on", "number", "told"),
    [("true", MOBILE, 1), ("true", LANDLINE, 0), ("false", MOBILE, 0)],
)
def test_promise_is_told_to_mobiles_with_number_and_time(session, now, on, number, told):
    settings = load(SHIPPED, ACCOUNT | TOKEN | {"CENTRALINO_MESSAGES__SMS": on})
    ticket = a_ticket(session, a_call(session, from_number=number, now=now), now=now)
    promises = parts_of(settings).promises
    promised = promises.make(session, ticket, now)
    assert promises.make(session, ticket, now + MINUTE) == promised
    found = rows(session)
    assert len(found) == told
    for row in found:
        assert row.body["text"].startswith("Assistenza Leotron: abbiamo registrato la richiesta ")
        assert str(ticket.id) in row.body["text"]
        assert "entro le" in row.body["text"]
        assert datetime.fromisoformat(row.body["until"]) == promised
