"""Who was rung first by whom, and what waits now, as Quadro counts it."""

from datetime import timedelta

import pytest

from rules.callbacks.outcomes import Outcome
from store.callbacks import queue
from store.models import Attempt
from store.views import answered
from store.views.answered import Waiting
from tests.builders import a_ticket

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def tried(session, ticket, technician, at, outcome=Outcome.SPOKEN, seconds=60):
    callback_id = queue.of_ticket(session, ticket.id).id
    session.add(
        Attempt(
            callback_id=callback_id,
            technician=technician,
            started_at=at,
            ended_at=at,
            outcome=outcome,
            seconds=seconds,
        )
    )
    session.flush()


def test_the_first_who_rang_counts_and_what_was_no_call_does_not(session, now):
    ticket = a_ticket(session, now=now - DAY)
    tried(session, ticket, "carla", now - DAY + MINUTE, Outcome.WITHDRAWN)
    tried(session, ticket, "anna", now - DAY + 5 * MINUTE, Outcome.NO_ANSWER, None)
    tried(session, ticket, "bruno", now - DAY + 50 * MINUTE)
    (found,) = answered.answered(session, now - 7 * DAY, now)
    assert (found.technician, found.rung_at, found.talked_s) == (
        "anna",
        now - DAY + 5 * MINUTE,
        None,
    )
    assert (found.channel, found.category) == ("phone", "other")


def test_what_came_before_the_period_and_commercial_requests_are_left_out(session, now):
    for came, category in ((now - 9 * DAY, "software"), (now - DAY, "commercial")):
        ticket = a_ticket(session, now=came)
        ticket.category = category
        tried(session, ticket, "anna", now - MINUTE)
    assert answered.answered(session, now - 7 * DAY, now) == []


def test_what_waits_is_told_by_urgency(session, now):
    for urgency, in_charge, promised in (
        ("low", now, None),
        ("blocking", now - DAY, now - MINUTE),
        ("blocking", now + DAY, None),
    ):
        ticket = a_ticket(session, in_charge_at=in_charge, now=now - DAY)
        ticket.promised_at = promised
        queue.of_ticket(session, ticket.id).urgency = urgency
    session.flush()
    assert answered.waiting(session, now) == [
        Waiting("blocking", due=1, later=1, late=1),
        Waiting("low", due=1, later=0, late=0),
    ]
