"""What a corrected text says counts, and what it says no longer is taken back."""

import pytest

from rules.tickets.ticket import SERVICE, Category, Kind, Urgency
from rules.triage import TicketDraft
from store.callbacks import queue
from store.calls import call_log
from store.customers import directory
from store.intake import repeat_calls
from store.intake.retriage import reread
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket

MISHEARD = TicketDraft(
    subject="Cassa ferma",
    category=Category.SOFTWARE,
    urgency=Urgency.BLOCKING,
    callback_number="+390458012345",
    customer_code="L1043",
    company="Bar Sport",
)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.fixture
def call(session):
    return a_call(session, from_number="+393471234567")


@pytest.fixture
def ticket(session, call, now):
    """A ticket with what was misheard."""
    ticket = a_ticket(session, call, now=now)
    lifecycle.enrich_of_call(session, call.sid, MISHEARD, now)
    return ticket


def test_what_the_text_says_now_counts_and_the_rest_is_taken_back(session, call, ticket, now):
    draft = TicketDraft(subject="Cassa lenta", category=Category.SOFTWARE, caller_name="Mario")
    changed = reread(session, call.sid, draft, now)
    assert set(changed) == {
        *("subject", "urgency", "callback_number", "customer_code", "company", "caller_name")
    }
    assert (ticket.subject, ticket.caller_name, ticket.company) == ("Cassa lenta", "Mario", None)
    assert (ticket.callback_number, ticket.urgency) == (None, "normal")
    callback = queue.of_ticket(session, ticket.id)
    session.refresh(callback)
    assert (callback.number, callback.urgency) == ("+393471234567", "normal")
    told = lifecycle.history(session, ticket.id)[-1]
    assert (told.event, told.actor, told.note) == ("read_again", SERVICE, ", ".join(changed))
    assert ticket.draft["caller_name"] == "Mario"


def test_what_a_person_set_stays(session, call, ticket, now):
    known = {"callback_number": "+390456289417", "urgency": "high", "company": None}
    lifecycle.correct(session, ticket.id, known, actor="anna", now=now)
    assert reread(session, call.sid, MISHEARD, now) == ()
    assert {name: getattr(ticket, name) for name in known} == known
    reread(session, call.sid, TicketDraft(), now)
    assert {name: getattr(ticket, name) for name in known} == known


def test_a_text_that_says_the_same_changes_nothing_and_is_not_told(session, call, ticket, now):
    assert reread(session, call.sid, MISHEARD, now) == ()
    assert lifecycle.history(session, ticket.id)[-1].event == "enriched"


def test_the_customer_of_a_code_that_was_misheard_is_let_go(session, call, now):
    wrong, right = a_customer(session, code="L1043"), a_customer(session, code="L1042")
    ticket = a_ticket(session, call, now=now)
    lifecycle.enrich_of_call(session, call.sid, MISHEARD, now)
    assert ticket.customer_id == wrong.id
    reread(session, call.sid, TicketDraft(customer_code="L1042"), now)
    assert ticket.customer_id == right.id
    reread(session, call.sid, TicketDraft(), now)
    assert (ticket.customer_id, ticket.customer_code) == (None, None)


def test_what_was_keyed_stays(session, call, now):
    keyed = a_customer(session, code="L1042")
    call_log.give_code(session, call.sid, "1042")
    call_log.claim_j_system(session, call.sid)
    session.refresh(call)
    ticket = a_ticket(session, call, now=now)
    lifecycle.enrich_of_call(session, call.sid, MISHEARD, now)
    reread(session, call.sid, TicketDraft(), now)
    assert (ticket.customer_id, ticket.urgency) == (keyed.id, "blocking")
    assert directory.by_code(session, ticket.customer_code).id == keyed.id


def test_the_text_of_a_later_call_only_adds(session, call, ticket, now):
    later = a_call(session, from_number="+393471234567")
    later.about = str(ticket.id)  # as the caller keyed
    assert repeat_calls.join(session, later, Kind.MESSAGE, now) is ticket
    draft = TicketDraft(subject="Altro", caller_name="Mario")
    assert reread(session, later.sid, draft, now) == ("caller_name",)
    assert ticket.subject == "Cassa ferma"


def test_a_call_without_a_ticket_has_nothing_to_reread(session, call, now):
    assert reread(session, call.sid, MISHEARD, now) == ()
