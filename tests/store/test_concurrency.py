"""Many at once: nothing is claimed twice, nothing is filed twice, nothing is lost."""

import time
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select

import store
from rules.hours.schedule import explain
from rules.tickets.ticket import Kind
from store.callbacks import queue as callbacks
from store.calls import call_log, recordings
from store.intake.filing import file_call
from store.messages import outbox
from store.models import Addition, Call, Callback, Recording, Ticket, TicketHistory, Turn
from store.models.states import OutboxKind
from store.tickets import lifecycle
from tests.builders import a_call, a_call_sid, a_recording, a_ticket
from tests.leotron import HOURS
from tests.store.at_once import WORKERS, at_once

LEASE = timedelta(minutes=5)


def count(sessions, table):
    with store.reading(sessions) as session:
        return session.scalar(select(func.count()).select_from(table))


@pytest.mark.parametrize("claim", [recordings.claim_fetch, recordings.claim_text])
def test_two_workers_never_claim_the_same_recording(sessions, now, claim):
    with sessions.begin() as session:
        for _ in range(12):
            recording = a_recording(session, now=now)
            if claim is recordings.claim_text:
                recording.state = "stored"

    def take_all(_worker):
        taken = []
        while True:
            with sessions.begin() as session:
                found = claim(session, now=now, lease=LEASE)
            if found is None:
                return taken
            taken.append(found.sid)

    taken = Counter(sid for worker in at_once(take_all) for sid in worker)
    assert set(taken.values()) == {1}
    # A PostgreSQL worker may skip a row that another is just looking at, and be done too early;
    # whatever is left is claimed by the next look.
    assert len(taken) + len(take_all(None)) == 12


def test_two_technicians_never_get_the_same_callback(sessions, now):
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        callback_id = callbacks.of_ticket(session, ticket.id).id

    def take(worker):
        with sessions.begin() as session:
            return callbacks.claim(session, callback_id, by=f"t{worker}", now=now, lease=LEASE)

    assert len([token for token in at_once(take) if token]) == 1
    with store.reading(sessions) as session:
        told = [row.event for row in lifecycle.history(session, ticket.id)]
    assert told == ["opened", "claimed", "moved"]


def test_two_senders_never_get_the_same_message(sessions, now):
    def put(_worker):
        with sessions.begin() as session:
            return outbox.put(session, kind=OutboxKind.SMS, to="+39", body={}, key="k", now=now)

    def take(_worker):
        with sessions.begin() as session:
            return outbox.claim(session, now=now, lease=LEASE)

    assert sorted(at_once(put)) == [False, False, False, True]
    assert len([found for found in at_once(take) if found]) == 1


def test_the_same_webhook_in_parallel_files_one_of_each(sessions, now):
    sid = a_call_sid()

    def deliver(_worker):
        with sessions.begin() as session:
            call = a_call(session, sid=sid, now=now)
            call_log.add_turn(
                session, sid, step="recorded", key="k1", digits="#", heard=None, now=now
            )
            a_recording(session, call, sid="RE1", now=now)
            return a_ticket(session, call, now=now).id

    assert set(at_once(deliver)) == {1001}
    tables = (Call, Turn, Recording, Ticket, Callback, TicketHistory)
    assert [count(sessions, table) for table in tables] == [1] * len(tables)


def test_parts_of_one_call_that_race_leave_one_ticket(sessions, now):
    """The action's webhook, the recording's, the call's end and the sweep, all at the same time."""
    sid = a_call_sid()

    def announce(session):
        recordings.announce(session, sid="RE1", call_sid=sid, duration_s=3, now=now)
        a_ticket(session, call_log.stub(session, sid, now), now=now)

    def begin(session):
        call = a_call(session, sid=sid, now=now)
        a_ticket(session, call, now=now)

    def finish(session):
        call_log.finish(session, sid, status="completed", duration_s=9, now=now)

    def sweep(session):
        a_ticket(session, call_log.stub(session, sid, now), kind="missed_call", now=now)

    parts = [announce, begin, finish, sweep]

    def deliver(worker):
        with sessions.begin() as session:
            parts[worker](session)

    at_once(deliver)
    with store.reading(sessions) as session:
        call = call_log.find(session, sid)
        assert (call.status, call.from_number) == ("completed", "+390458001234")
        [ticket] = lifecycle.list_(session)
        assert ticket.kind == "message"
        assert count(sessions, Callback) == 1


def test_moves_of_one_ticket_are_made_one_after_the_other(sessions, now):
    with sessions.begin() as session:
        ticket_id = a_ticket(session, now=now).id

    def close(worker):
        with sessions.begin() as session:
            lifecycle.move(session, ticket_id, "closed", actor=f"t{worker}", now=now)

    at_once(close)
    with store.reading(sessions) as session:
        assert [row.event for row in lifecycle.history(session, ticket_id)] == ["opened", "moved"]


def test_claims_and_moves_of_the_same_tickets_never_lock_each_other_out(sessions, now):
    with sessions.begin() as session:
        ids = [a_ticket(session, now=now).id for _ in range(15)]
        queue = {entry.ticket_id: entry.id for entry in callbacks.queue(session, now)}

    def work(worker):
        for ticket_id in ids:
            with sessions.begin() as session:
                if worker % 2:
                    lifecycle.move(session, ticket_id, "resolved", actor="anna", now=now)
                else:
                    callbacks.claim(session, queue[ticket_id], by="bruno", now=now, lease=LEASE)

    at_once(work)
    with store.reading(sessions) as session:
        assert callbacks.queue(session, now + LEASE) == []


def test_reader_is_not_kept_waiting_by_a_writer(sessions, now):
    with sessions.begin() as session:
        a_call(session, now=now)
    with sessions.begin() as writing:
        a_call(writing, now=now)
        started = time.monotonic()
        with store.reading(sessions) as session:
            assert len(call_log.list_calls(session)) == 1  # what is not committed is not seen
        assert time.monotonic() - started < 2


def test_writers_wait_for_one_another(sessions, now):
    def write(_worker):
        for _ in range(10):
            with sessions.begin() as session:
                a_call(session, now=now)
                call_log.list_calls(session)

    at_once(write)
    assert count(sessions, Call) == 10 * WORKERS


@pytest.mark.parametrize("round_", range(5))
def test_two_deliveries_of_one_call_file_one_ticket_and_add_nothing_to_it(sessions, now, round_):
    sid, when = a_call_sid(), explain(now, HOURS)
    with sessions.begin() as session:
        a_call(session, sid=sid, now=now)

    def deliver(_worker):
        with sessions.begin() as session:
            return file_call(session, session.get_one(Call, sid), Kind.MESSAGE, when, now).id

    assert len(set(at_once(deliver))) == 1
    assert count(sessions, Ticket) == 1
    assert count(sessions, Addition) == 0
