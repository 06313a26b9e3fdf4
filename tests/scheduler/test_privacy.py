"""Age erases what tells of people in requests that are over; free pages are cleaned out of hours."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from rules.tickets.ticket import State
from scheduler import privacy
from store.models import Call, Erasure, Ticket, WorkEntry
from store.models.states import EntryState
from store.privacy import free_pages, requests
from store.privacy.requests import Places
from store.tickets import customer_actions, lifecycle
from tests.builders import a_call, a_ticket
from tests.leotron import HOURS

KEEP = timedelta(days=730)


@pytest.fixture
def places(tmp_path):
    return Places(tmp_path / "attachments", tmp_path / "recordings", tmp_path / "erasures.jsonl")


def opened(sessions, now, *, state=None):
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, now=now), now=now)
        ticket.caller_name = "Zebedeo"
        if state is not None:
            lifecycle.move(session, ticket.id, state, actor="anna", now=now)
        return ticket.id


@pytest.mark.parametrize(
    ("state", "days", "goes"),
    [
        (State.CLOSED, 731, True),
        (State.CANCELLED, 731, True),
        (State.CLOSED, 729, False),
        (State.RESOLVED, 731, True),
        (None, 5000, False),  # somebody still waits for us
    ],
)
def test_requests_that_have_been_over_for_long_are_erased(sessions, now, places, state, days, goes):
    ticket_id = opened(sessions, now, state=state)

    def at():
        return now + timedelta(days=days)

    assert privacy.erase_old(sessions, at, places, KEEP) == goes
    assert privacy.erase_old(sessions, at, places, KEEP) == 0
    with sessions() as session:
        ticket = session.get_one(Ticket, ticket_id)
        assert (ticket.caller_name is None) == goes
        assert (ticket.state in {State.CLOSED, State.CANCELLED}) or not goes
        assert customer_actions.is_erased(session, ticket_id) == goes
        call = session.get_one(Call, ticket.call_sid)
        assert (call.from_number is None) == (call.erased_at is not None) == goes


def test_numbers_times_and_minutes_outlive_the_words(sessions, now, places):
    ticket_id = opened(sessions, now, state=State.CLOSED)
    with sessions.begin() as session:
        work = {"technician": "anna", "started_at": now, "minutes": 40, "note": "da Zebedeo"}
        done = {"state": EntryState.CONFIRMED, "created_at": now}
        session.add(WorkEntry(ticket_id=ticket_id, **work, **done))
    privacy.erase_old(sessions, lambda: now + 2 * KEEP, places, KEEP)
    with sessions() as session:
        assert session.get_one(Ticket, ticket_id).created_at == now
        entry = session.scalars(select(WorkEntry)).one()
    assert (entry.minutes, entry.note) == (40, None)


def test_free_pages_are_cleaned_once_and_only_while_nobody_is_at_work(
    sessions, engine, now, places
):
    night = now + timedelta(hours=12)

    def clean(at):
        return privacy.clean_pages(sessions, engine, lambda: at, HOURS)

    assert clean(night) is False  # nothing is owed
    requests.erase_request(sessions, opened(sessions, now), places, now, by="anna")
    assert clean(now) is False  # Tuesday at ten
    assert clean(night) is True
    assert clean(night) is False
    with sessions() as session:
        assert session.scalars(select(Erasure.cleaned_at)).all() == [night]


def test_whoever_uses_the_database_is_not_disturbed_and_it_is_tried_again(
    sessions, engine, now, places, monkeypatch
):
    monkeypatch.setattr(free_pages, "WAIT_SECONDS", 0.1)
    night = now + timedelta(hours=12)
    requests.erase_request(sessions, opened(sessions, now), places, now, by="anna")
    with sessions.begin() as session:
        opened_at = session.scalars(select(Ticket).with_for_update()).one()
        opened_at.subject = "x"
        session.flush()
        assert privacy.clean_pages(sessions, engine, lambda: night, HOURS) is False
    assert privacy.clean_pages(sessions, engine, lambda: night, HOURS) is True


# SQLite's VACUUM waits for readers, and needs no such care.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_another_session_can_still_read_is_not_said_to_be_gone(
    sessions, engine, now, places, monkeypatch
):
    monkeypatch.setattr(free_pages, "WAIT_SECONDS", 0.1)
    ticket_id = opened(sessions, now)
    night = now + timedelta(hours=12)
    with engine.connect().execution_options(isolation_level="REPEATABLE READ") as reader:
        reader.execute(text("SELECT name FROM users"))  # a backup, say: it sees all as it was
        requests.erase_request(sessions, ticket_id, places, now, by="anna")
        assert privacy.clean_pages(sessions, engine, lambda: night, HOURS) is False
        reader.rollback()
        assert privacy.clean_pages(sessions, engine, lambda: night, HOURS) is True
