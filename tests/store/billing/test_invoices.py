"""Sums that are still to be invoiced, marked once; and corrections, made once, by whoever is first."""

from decimal import Decimal

import pytest

from rules.errors import MoveRefused
from store.billing import invoices, work_corrections, work_minutes
from store.billing.work_corrections import Correction
from store.billing.work_minutes import WorkMinutes
from store.customers import directory
from store.tickets import lifecycle
from tests.builders import a_ticket
from tests.leotron import TERMS
from tests.store.at_once import at_once


@pytest.fixture
def entry(sessions, now) -> int:
    """Ninety minutes of a stranger's, to be paid."""
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        work = WorkMinutes("anna", now, 90)
        written = work_minutes.write(
            session, ticket.id, work, key="k", terms=TERMS, now=now, cover="billable"
        )
        return written.id


def test_of_many_who_mark_a_sum_at_once_one_does(sessions, entry, now):
    with sessions() as session:
        (one,) = invoices.open_sums(session, TERMS)
    assert (one.net, one.vat, one.total) == (Decimal("120.00"), Decimal("26.40"), Decimal("146.40"))

    def mark(who):
        with sessions.begin() as session:
            done, _ = invoices.mark(session, [one.mark], TERMS, by=f"carla{who}", now=now)
            return len(done)

    assert sum(at_once(mark)) == 1
    with sessions() as session:
        assert invoices.open_sums(session, TERMS) == []
        events = [row.event for row in lifecycle.history(session, one.ticket_id)]
        assert events.count("invoiced") == 1


def test_of_many_who_correct_an_entry_at_once_one_does(sessions, entry, now):
    def correct(turn):
        minutes = 10 * (turn + 1)
        try:
            with sessions.begin() as session:
                wanted = Correction(minutes + 90, why="x")
                work_corrections.correct(session, entry, wanted, by="anna", terms=TERMS, now=now)
        except MoveRefused:
            return 0
        return minutes + 90

    (counts,) = filter(None, at_once(correct))
    with sessions() as session:
        (one,) = invoices.open_sums(session, TERMS)
        assert one.minutes == counts


def test_minutes_below_the_least_that_is_charged_make_no_difference(sessions, entry, now):
    for minutes in (50, 20):
        with sessions.begin() as session:
            sums = invoices.open_sums(session, TERMS)
            invoices.mark(session, [one.mark for one in sums], TERMS, by="carla", now=now)
            newest = max(
                row.id for row in work_minutes.entries(session, sums[0].ticket_id if sums else 1001)
            )
            work_corrections.correct(
                session, newest, Correction(minutes, why="x"), by="anna", terms=TERMS, now=now
            )
    with sessions() as session:  # an hour is charged for either
        assert invoices.open_sums(session, TERMS) == []


def test_what_is_corrected_of_a_customers_month_counts_in_that_month(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        ticket.customer_id = directory.add(session, code="L1", name="Rossi", j_system=True).id
        ticket.cover = "j_system"
        work = WorkMinutes("anna", now, 150)
        wrong = work_minutes.write(session, ticket.id, work, key="k", terms=TERMS, now=now)
        again = work_corrections.correct(
            session, wrong.id, Correction(15, why="x"), by="anna", terms=TERMS, now=now
        )
        assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 15
        work_corrections.correct(
            session, again.id, Correction(0, why="x"), by="anna", terms=TERMS, now=now
        )
        assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 0
        assert work_minutes.billable_minutes(session, ticket.id) == 0
