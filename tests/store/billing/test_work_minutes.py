"""Minutes worked: proposed, confirmed once, split where the month or the two hours end."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from rules.errors import BadInput, MoveRefused, NotFound
from store.billing import work_minutes
from store.billing.work_minutes import WorkMinutes
from store.customers import directory
from store.models.states import EntryState
from store.tickets import lifecycle
from tests.builders import a_call_sid, a_ticket
from tests.leotron import TERMS
from tests.store.at_once import at_once

# Half an hour before midnight in Verona, on the last day of November.
LATE = datetime(2026, 11, 30, 22, 30, tzinfo=UTC)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.fixture
def ticket(session, now):
    ticket = a_ticket(session, now=now)
    ticket.customer_id = directory.add(session, code="L1", name="Rossi", j_system=True).id
    ticket.cover = "j_system"
    return ticket


def by_hand(session, ticket, minutes, now, key="form-1", started_at=None):
    done = WorkMinutes("anna", started_at or now, minutes)
    return work_minutes.write(session, ticket.id, done, key=key, terms=TERMS, now=now)


def paid(session, entry):
    return [
        (share.month, share.pays, share.minutes) for share in work_minutes.shares(session, entry.id)
    ]


def test_a_bridged_call_proposes_the_minutes_that_it_took(session, ticket, now):
    entry = work_minutes.propose(
        session,
        ticket.id,
        call_sid=a_call_sid(),
        technician="anna",
        started_at=now,
        seconds=61,
        now=now,
    )
    assert (entry.minutes, entry.state) == (2, EntryState.PROPOSED)
    assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 0


def test_a_call_is_proposed_once(session, ticket, now):
    sid = a_call_sid()
    made = [
        work_minutes.propose(
            session,
            ticket.id,
            call_sid=sid,
            technician="anna",
            started_at=now,
            seconds=600,
            now=now,
        )
        for _ in range(2)
    ]
    assert made[0] is not None
    assert made[1] is None


def test_confirmed_minutes_come_out_of_the_two_hours(session, ticket, now):
    entry = by_hand(session, ticket, 45, now)
    assert paid(session, entry) == [("2026-11", "j_system", 45)]
    assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 45


def test_what_is_beyond_the_two_hours_is_billed(session, ticket, now):
    by_hand(session, ticket, 100, now, key="one")
    entry = by_hand(session, ticket, 50, now, key="two")
    assert paid(session, entry) == [("2026-11", "j_system", 20), ("2026-11", "billable", 30)]
    assert work_minutes.bill(session, ticket.id, TERMS).total == Decimal("97.60")


def test_an_entry_over_midnight_is_split_between_the_months(session, ticket, now):
    entry = by_hand(session, ticket, 60, now, started_at=LATE)
    assert paid(session, entry) == [("2026-11", "j_system", 30), ("2026-12", "j_system", 30)]


def test_the_least_is_charged_once_for_a_ticket(session, ticket, now):
    ticket.cover = "billable"
    for key in ("one", "two"):
        by_hand(session, ticket, 20, now, key=key)
    assert work_minutes.bill(session, ticket.id, TERMS).total == Decimal("97.60")


@pytest.mark.parametrize("cover", ["contract", "warranty", "quote"])
def test_what_a_contract_pays_costs_nothing_by_the_hour(session, ticket, now, cover):
    ticket.cover = cover
    entry = by_hand(session, ticket, 90, now)
    assert paid(session, entry) == [("2026-11", cover, 90)]
    assert work_minutes.bill(session, ticket.id, TERMS).total == 0


def test_a_form_sent_twice_is_written_once(session, ticket, now):
    assert by_hand(session, ticket, 30, now) is not None
    assert by_hand(session, ticket, 30, now) is None
    assert work_minutes.j_system_minutes(session, ticket.customer_id, "2026-11") == 30


def test_an_entry_is_decided_once(session, ticket, now):
    entry = by_hand(session, ticket, 30, now)
    with pytest.raises(MoveRefused, match="confirmed"):
        work_minutes.confirm(session, entry.id, technician="bruno", terms=TERMS, now=now)
    with pytest.raises(MoveRefused, match="confirmed"):
        work_minutes.reject(session, entry.id, technician="bruno", now=now)


def test_a_technician_knows_better_how_long_it_took(session, ticket, now):
    entry = work_minutes.propose(
        session,
        ticket.id,
        call_sid=a_call_sid(),
        technician="anna",
        started_at=now,
        seconds=60,
        now=now,
    )
    work_minutes.confirm(session, entry.id, technician="anna", terms=TERMS, now=now, minutes=25)
    assert paid(session, entry) == [("2026-11", "j_system", 25)]


def test_minutes_stay_the_work_of_whoever_talked_when_a_colleague_confirms_them(
    session, ticket, now
):
    proposed = {"call_sid": a_call_sid(), "started_at": now, "seconds": 60, "now": now}
    entry = work_minutes.propose(session, ticket.id, technician="anna", **proposed)
    work_minutes.confirm(session, entry.id, technician="bruno", terms=TERMS, now=now)
    assert entry.technician == "anna"
    (told,) = [row for row in lifecycle.history(session, ticket.id) if row.event == "worked"]
    assert told.actor == "bruno"


def test_nothing_is_counted_while_nobody_knows_who_pays(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
    with pytest.raises(BadInput, match="cover"), sessions.begin() as session:
        by_hand(session, ticket, 30, now)
    with sessions() as session:
        assert work_minutes.entries(session, ticket.id) == []


@pytest.mark.parametrize("minutes", [-1, 0, 24 * 60 + 1])
def test_minutes_that_cannot_be_are_refused(minutes, now):
    with pytest.raises(BadInput, match="expected 1 to 1440"):
        WorkMinutes("anna", now, minutes)


def test_work_on_no_ticket_is_refused(session, now):
    with pytest.raises(NotFound):
        work_minutes.write(
            session, 9999, WorkMinutes("anna", now, 5), key="x", terms=TERMS, now=now
        )


def test_the_last_minutes_are_given_once(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        ticket.customer_id = directory.add(session, code="L1", name="Rossi", j_system=True).id
        ticket.cover = "j_system"
        number, customer = ticket.id, ticket.customer_id

    def write(turn):
        done = WorkMinutes("anna", now + timedelta(minutes=turn), 50)
        with sessions.begin() as session:
            work_minutes.write(session, number, done, key=f"form-{turn}", terms=TERMS, now=now)

    at_once(write, 5)
    with sessions() as session:
        assert work_minutes.j_system_minutes(session, customer, "2026-11") == 120
        assert work_minutes.bill(session, number, TERMS).minutes_charged == 130
