"""Who pays, with what the record knows put before the rule."""

from datetime import date, timedelta

import pytest

from rules.billing.work_minutes import month_of
from scheduler.settling import decide_missing
from store.billing import work_minutes
from store.customers import directory
from store.intake.payer import Payer
from store.models import Hardware, WorkEntry, WorkShare
from store.models.states import EntryState
from store.tickets import lifecycle
from tests.builders import a_ticket
from tests.leotron import HOURS, TERMS

PAYER = Payer(lambda: HOURS, TERMS)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def of_a(session, now, category, **facts):
    """A ticket of a customer with these facts."""
    ticket = a_ticket(session, now=now)
    ticket.category = category
    ticket.customer_id = directory.add(session, code="L1", name="Rossi", **facts).id
    return ticket


def worked(session, customer_id, minutes, month, now, state=EntryState.CONFIRMED):
    entry = WorkEntry(
        ticket_id=a_ticket(session, now=now).id,
        technician="anna",
        started_at=now,
        minutes=minutes,
        state=state,
        created_at=now,
    )
    session.add(entry)
    session.flush()
    session.add(
        WorkShare(
            entry_id=entry.id,
            customer_id=customer_id,
            month=month,
            pays="j_system",
            minutes=minutes,
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("category", "facts", "cover"),
    [
        ("software", {"contract": True}, "contract"),
        ("software", {"contract": True, "contract_until": date(2026, 11, 23)}, "billable"),
        ("system", {"j_system": True}, "j_system"),
        ("system", {"contract": True}, "billable"),
        ("software", {}, "billable"),
    ],
)
def test_the_customers_record_decides(session, now, category, facts, cover):
    ticket = of_a(session, now, category, **facts)
    assert PAYER.decide(session, ticket).cover == cover
    assert ticket.cover == cover
    assert ticket.cover_rule


@pytest.mark.parametrize(
    ("bought", "months", "cover"),
    [(date(2026, 1, 10), 12, "warranty"), (date(2025, 1, 10), 12, "quote")],
)
def test_hardware_is_in_its_warranty_or_gets_a_quote(session, now, bought, months, cover):
    ticket = of_a(session, now, "hardware", contract=True)
    session.add(
        Hardware(
            customer_id=ticket.customer_id, item="Cassa", bought_on=bought, warranty_months=months
        )
    )
    session.flush()
    assert PAYER.decide(session, ticket).cover == cover


def test_an_unknown_caller_is_unknown(session, now):
    assert PAYER.decide(session, a_ticket(session, now=now)).cover == "unknown"


def test_two_hours_a_month_and_no_more(session, now):
    ticket = of_a(session, now, "system", j_system=True)
    worked(session, ticket.customer_id, 90, month_of(now, "Europe/Rome"), now)
    assert PAYER.decide(session, ticket).minutes_left == 30
    worked(session, ticket.customer_id, 30, month_of(now, "Europe/Rome"), now)
    assert PAYER.decide(session, ticket).cover == "billable"


def test_minutes_of_another_month_or_not_confirmed_do_not_count(session, now):
    ticket = of_a(session, now, "system", j_system=True)
    worked(session, ticket.customer_id, 90, "2026-10", now)
    worked(session, ticket.customer_id, 90, "2026-11", now, EntryState.PROPOSED)
    worked(session, ticket.customer_id, 90, "2026-11", now, EntryState.REJECTED)
    assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 0


def test_what_a_person_decided_stands(session, now):
    ticket = of_a(session, now, "software", contract=True)
    lifecycle.correct(session, ticket.id, {"cover": "billable"}, actor="anna", now=now)
    PAYER.decide(session, ticket)
    assert ticket.cover == "billable"


def test_tickets_without_text_are_decided_by_the_clock(sessions, now):
    with sessions.begin() as session:
        number = a_ticket(session, now=now - timedelta(minutes=1)).id
    assert decide_missing(sessions, PAYER) == 1
    assert decide_missing(sessions, PAYER) == 0
    with sessions() as session:
        assert lifecycle.find(session, number).cover == "unknown"
