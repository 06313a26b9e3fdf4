"""Callbacks are claimed by one technician at a time, and come back when nobody finishes them."""

from datetime import timedelta

import pytest

from rules.callbacks.callback import State
from rules.tickets.ticket import State as TicketState
from store.callbacks import queue
from store.tickets import lifecycle
from tests.builders import a_ticket

MINUTE = timedelta(minutes=1)
LEASE = 30 * MINUTE


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.fixture
def callback(session, now):
    return queue.of_ticket(session, a_ticket(session, now=now).id)


def claim(session, callback, now, by="anna"):
    return queue.claim(session, callback.id, by=by, now=now, lease=LEASE)


def states(session, callback):
    ticket = lifecycle.find(session, callback.ticket_id)
    session.refresh(callback)
    session.refresh(ticket)
    return callback.state, ticket.state


def test_claimed_callback_leaves_the_queue_and_its_ticket_is_in_progress(session, callback, now):
    assert claim(session, callback, now)
    assert queue.queue(session, now) == []
    assert states(session, callback) == (State.CLAIMED, TicketState.IN_PROGRESS)
    assert callback.claimed_by == "anna"


def test_second_technician_gets_nothing(session, callback, now):
    assert claim(session, callback, now)
    assert claim(session, callback, now, by="bruno") is None


def test_abandoned_callback_is_back_in_the_queue_when_the_lease_ends(session, callback, now):
    late = claim(session, callback, now)
    assert len(queue.queue(session, now + LEASE)) == 1
    in_time = claim(session, callback, now + LEASE, by="bruno")
    assert not queue.finish(session, callback.id, late, now=now + LEASE)
    assert queue.finish(session, callback.id, in_time, now=now + LEASE)


def test_released_callback_waits_again(session, callback, now):
    token = claim(session, callback, now)
    assert queue.release(session, callback.id, token, now=now)
    assert not queue.release(session, callback.id, token, now=now)
    assert states(session, callback) == (State.WAITING, TicketState.OPEN)


def test_customer_reached_is_done_while_the_ticket_stays_with_the_technician(
    session, callback, now
):
    assert queue.finish(session, callback.id, claim(session, callback, now), now=now)
    assert states(session, callback) == (State.DONE, TicketState.IN_PROGRESS)
    assert queue.queue(session, now + LEASE) == []


def test_customer_not_reached_is_tried_again_at_its_time(session, callback, now):
    token = claim(session, callback, now)
    assert queue.requeue(session, callback.id, token, at=now + 10 * MINUTE, now=now)
    [waiting] = queue.queue(session, now)
    assert waiting.next_at == now + 10 * MINUTE


def test_who_has_a_callback_in_hand_is_told_until_the_lease_ends(session, callback, now):
    assert queue.holder_of(session, callback.id, now) is None
    claim(session, callback, now)
    holder = queue.holder_of(session, callback.id, now)
    assert (holder.name, holder.until) == ("anna", now + LEASE)
    assert queue.holder_of(session, callback.id, now + LEASE) is None
    assert queue.holder_of(session, 99, now) is None


def test_given_up_callback_leaves_an_open_ticket_that_says_why(session, callback, now):
    token = claim(session, callback, now)
    assert queue.give_up(session, callback.id, token, reason="nessuna risposta", now=now)
    assert states(session, callback) == (State.GIVEN_UP, TicketState.OPEN)
    told = [row.note for row in lifecycle.history(session, callback.ticket_id) if row.note]
    assert told == ["nessuna risposta"]


def test_what_a_dead_worker_held_is_released(session, callback, now):
    token = claim(session, callback, now)
    assert queue.release_stuck(session, now + LEASE - MINUTE) == 0
    assert queue.release_stuck(session, now + LEASE) == 1
    assert queue.release_stuck(session, now + LEASE) == 0
    assert not queue.finish(session, callback.id, token, now=now + LEASE)
    assert states(session, callback) == (State.WAITING, TicketState.OPEN)


def test_ticket_closed_during_the_call_stays_closed(session, callback, now):
    token = claim(session, callback, now)
    lifecycle.move(session, callback.ticket_id, TicketState.CLOSED, actor="anna", now=now)
    assert not queue.release(session, callback.id, token, now=now)
    assert states(session, callback) == (State.CANCELLED, TicketState.CLOSED)


def test_unknown_callback_cannot_be_claimed(session, now):
    assert queue.claim(session, 99, by="anna", now=now, lease=LEASE) is None
