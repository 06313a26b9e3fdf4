"""What is to be sent is written once, and never sent twice on a guess."""

from datetime import timedelta

import pytest

from store.messages import outbox
from store.models import Outbox
from store.models.states import OutboxKind, OutboxState

MINUTE = timedelta(minutes=1)
LEASE = 5 * MINUTE


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def put(session, now, key="k1"):
    return outbox.put(
        session, kind=OutboxKind.SMS, to="+393471234567", body={"text": "ciao"}, key=key, now=now
    )


def claim(session, now):
    return outbox.claim(session, now=now, lease=LEASE)


def state(session, found):
    return session.get_one(Outbox, found.id, populate_existing=True).state


def test_message_is_written_once_per_key(session, now):
    assert put(session, now)
    assert not put(session, now)
    assert claim(session, now).body == {"text": "ciao"}
    assert claim(session, now) is None


def test_sent_message_is_not_sent_again(session, now):
    put(session, now)
    found = claim(session, now)
    assert not found.unsure
    assert outbox.sent(session, found, provider_sid="SM1", now=now)
    assert claim(session, now + LEASE) is None
    assert state(session, found) is OutboxState.SENT


def test_what_a_dead_sender_held_is_looked_up_before_it_is_sent(session, now):
    put(session, now)
    late = claim(session, now)
    assert outbox.handing_over(session, late, now)
    assert claim(session, now + LEASE) is None  # perhaps it was sent
    assert outbox.release_stuck(session, now + LEASE) == 1
    found = claim(session, now + LEASE)
    assert found.unsure
    assert not outbox.sent(session, late, provider_sid="SM1", now=now)
    assert outbox.retry_at(session, found, at=now + LEASE, error="not at Twilio")
    assert not claim(session, now + LEASE).unsure


def test_unsure_message_waits_for_its_lookup(session, now):
    put(session, now)
    assert outbox.unknown(session, claim(session, now), at=now + MINUTE, error="timeout")
    assert claim(session, now) is None
    found = claim(session, now + MINUTE)
    assert (found.unsure, found.attempts) == (True, 2)
    assert claim(session, now + MINUTE) is None
    assert claim(session, now + MINUTE + LEASE).unsure  # a look-up may be repeated


def test_refused_message_is_not_tried_again(session, now):
    put(session, now)
    found = claim(session, now)
    assert outbox.failed(session, found, error="21211: not a valid number")
    assert claim(session, now + LEASE) is None
    assert state(session, found) is OutboxState.FAILED


def test_oldest_is_sent_first(session, now):
    put(session, now, key="young")
    put(session, now - MINUTE, key="old")
    assert [claim(session, now).key for _ in range(2)] == ["old", "young"]
