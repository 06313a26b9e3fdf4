"""Promises that will break are moved before, and only where the customer can be told of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from centralino.config.settings import load
from centralino.wiring.customer_messages import sayer_of
from centralino.wiring.parts import parts_of
from rules.callbacks.outcomes import Outcome
from scheduler.customer_updates import queue_updates
from scheduler.settling import move_late
from store.callbacks import attempts, queue
from store.messages import outbox
from store.models import EarlierPromise, Outbox
from store.tickets import customer_actions, lifecycle
from tests.builders import a_call, a_ticket
from tests.centralino.config.shipped import ACCOUNT, SHIPPED, TOKEN
from tests.leotron import NOON

MOBILE, LANDLINE = "+393471234567", "+390458001234"
SECRET = {"CENTRALINO_WEB__SECRET_KEY": "k" * 40}
ON = ACCOUNT | TOKEN | SECRET | {"CENTRALINO_MESSAGES__SMS": "true"}
MINUTE = timedelta(minutes=1)


@pytest.fixture
def moves(sessions):
    """Opens a request at noon, does something about it, and lets the clock pass until it is late."""

    def run(number=MOBILE, happens=lambda *_: None, environ=ON, at=NOON):
        parts = parts_of(load(SHIPPED, environ))
        with sessions.begin() as session:
            ticket = a_ticket(session, a_call(session, from_number=number, now=at), now=at)
            promised = parts.promises.make(session, ticket, at)
            happens(session, ticket, at)
        before = promised - 2 * MINUTE
        moved = [
            move_late(sessions, lambda when=when: when, parts.promises, parts.channels)
            for when in (at, before, before + timedelta(seconds=10))
        ]
        told = queue_updates(sessions, lambda: before, parts.channels, sayer_of(parts))
        return sum(moved), told, promised, ticket.id

    return run


def test_a_late_promise_is_moved_once_and_told(sessions, moves):
    moved, told, promised, ticket_id = moves()
    assert (moved, told) == (1, 1)
    with sessions() as session:
        ticket = lifecycle.find(session, ticket_id)
        assert ticket.promised_at >= promised + 15 * MINUTE
        assert [row.promised_at for row in session.scalars(select(EarlierPromise))] == [promised]
        row = session.scalar(select(Outbox).where(Outbox.key == f"promise_late:t{ticket_id}"))
        assert "siamo in ritardo" in row.body["text"]


def test_a_text_with_the_first_time_is_sent_no_more_once_it_was_moved(sessions, moves):
    moves()
    with sessions.begin() as session:
        claim = outbox.claim(session, now=NOON + MINUTE, lease=MINUTE)
        assert claim.key.startswith("ticket_opened:")
        assert outbox.pointless(session, claim) == "it is so no longer"


def agrees(session, ticket, now):
    assert customer_actions.call_from(session, ticket.id, now + 180 * MINUTE, "alle 15", now)


def is_rung(session, ticket, now):
    entry = queue.of_ticket(session, ticket.id)
    tried = attempts.by_hand(session, entry.id, None, technician="anna", now=now)
    tried.outcome = Outcome.NO_ANSWER


def is_in_hand(session, ticket, now):
    entry = queue.of_ticket(session, ticket.id)
    queue.claim(session, entry.id, by="anna", now=now, lease=60 * MINUTE)


@pytest.mark.parametrize(
    "case",
    [
        {"environ": {**ON, "CENTRALINO_MESSAGES__SMS": "false"}},
        {"number": LANDLINE},
        {"happens": agrees},
        {"happens": is_rung},
        {"happens": is_in_hand},
        {"environ": {**ON, "CENTRALINO_MESSAGES__QUIET_FROM": "11:00"}},  # noon is night
    ],
)
def test_nothing_is_moved_where_nobody_is_told_or_the_promise_counts_no_more(moves, case):
    moved, told, *_ = moves(**case)
    assert (moved, told) == (0, 0)
