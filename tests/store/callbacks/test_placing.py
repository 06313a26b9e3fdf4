"""Whatever is dialled is placed once: a technician's attempt and an alert's step alike."""

from datetime import timedelta

import pytest

from rules.callbacks.outbound_call import Policy, State
from store.callbacks import outbound_calls, queue
from store.callbacks.outbound_calls import ATTEMPTS
from store.callbacks.placing import Quiet, are_taken
from store.models import Alert, AlertStep
from store.oncall.alert_calls import ALERT_STEPS
from tests.builders import WEEKDAY_LINE, a_call, a_call_sid, a_ticket, a_user
from tests.store.at_once import at_once

LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def an_attempt(session, ticket, user, now):
    callback = queue.of_ticket(session, ticket.id)
    token = queue.claim(session, callback.id, by=user.name, now=now, lease=LEASE)
    given = {"policy": Policy(WEEKDAY_LINE), "timezone": "Europe/Rome"}
    asked = outbound_calls.request_call(session, callback.id, token, by=user.name, now=now, **given)
    return asked.id


def an_alert_step(session, ticket, user, now):
    alert = Alert(ticket_id=ticket.id, from_at=now)
    session.add(alert)
    session.flush()
    asked = {"at": now, "next_at": now, "state": State.TO_PLACE, "phone": user.phone}
    step = AlertStep(alert_id=alert.id, number=1, user_id=user.id, **asked)
    session.add(step)
    session.flush()
    return step.id


@pytest.fixture(
    params=[(ATTEMPTS, an_attempt), (ALERT_STEPS, an_alert_step)], ids=lambda one: one[0].name
)
def kind(request):
    return request.param


@pytest.fixture
def calls(kind):
    return kind[0]


@pytest.fixture
def ask(kind, sessions, now):
    """Have a technician of that number rung: the row's id and the telephone."""

    def ask(number=0):
        phone = f"+3933311122{number:02d}"
        with sessions.begin() as session:
            name = f"t{number}"
            a_user(session, name, now=now)
            user = outbound_calls.set_phone(session, name, phone)
            ticket = a_ticket(session, a_call(session, now=now), now=now)
            return kind[1](session, ticket, user, now), phone

    return ask


@pytest.fixture
def take(calls, sessions):
    def take(at):
        with sessions.begin() as session:
            return calls.claim(session, at, LEASE)

    return take


@pytest.fixture
def row(calls, sessions):
    def row(row_id):
        with sessions() as session:
            return session.get_one(calls.table, row_id)

    return row


def test_a_claim_names_the_row_and_the_telephone_and_nobody_else_gets_it(ask, take, now):
    row_id, phone = ask()
    claim = take(now)
    assert (claim.row_id, claim.phone, claim.asked_at, claim.unsure) == (row_id, phone, now, False)
    assert take(now) is None


def test_processes_at_once_claim_each_call_once(calls, sessions, ask, now):
    asked = {ask(number)[0] for number in range(6)}

    def take_all(_worker):
        taken = []
        while True:
            with sessions.begin() as session:
                claim = calls.claim(session, now, LEASE)
            if claim is None:
                return taken
            taken.append(claim.row_id)

    taken = [one for worker in at_once(take_all) for one in worker] + take_all(None)
    assert sorted(taken) == sorted(asked)


def test_what_is_placed_has_its_sid_and_is_asked_about_later(calls, sessions, ask, take, row, now):
    row_id, _ = ask()
    claim, sid = take(now), a_call_sid()
    with sessions.begin() as session:
        assert calls.placed(session, claim, sid, look_at=now + LEASE, now=now)
        assert are_taken(session, [sid, a_call_sid()]) == {sid}
    assert (row(row_id).state, row(row_id).lease_token) == (State.TECHNICIAN_RINGING, None)
    assert take(now + 2 * LEASE) is None
    with sessions.begin() as session:
        assert calls.quiet(session, now + LEASE - SECOND, now + LEASE) == []
        assert calls.quiet(session, now + LEASE, now + 2 * LEASE) == [Quiet(row_id, sid)]
        assert calls.quiet(session, now + LEASE, now + 2 * LEASE) == []


def test_what_may_have_been_placed_is_looked_up_and_not_placed_again(
    calls, sessions, ask, take, row, now
):
    row_id, _ = ask()
    with sessions.begin() as session:
        assert calls.unsure(session, calls.claim(session, now, LEASE), at=now + SECOND)
    assert (row(row_id).state, take(now)) == (State.UNSURE, None)
    claim = take(now + SECOND)
    assert (claim.row_id, claim.unsure) == (row_id, True)


def test_what_was_surely_not_placed_is_tried_again(calls, sessions, ask, take, row, now):
    row_id, _ = ask()
    with sessions.begin() as session:
        assert calls.retry(session, calls.claim(session, now, LEASE), at=now + SECOND)
    assert (row(row_id).state, take(now)) == (State.TO_PLACE, None)
    assert not take(now + SECOND).unsure


def test_what_failed_is_over_and_says_why(calls, sessions, ask, take, row, now):
    row_id, _ = ask()
    claim = take(now)
    with sessions.begin() as session:
        assert calls.failed(session, claim, "no such number", now=now)
    kept = row(row_id)
    assert (kept.state, kept.ended_at, kept.reason) == (State.ENDED, now, "no such number")
    assert take(now + 2 * LEASE) is None


def test_what_a_dead_process_held_is_looked_up_and_its_late_word_changes_nothing(
    calls, sessions, ask, take, row, now
):
    row_id, _ = ask()
    late = take(now)
    with sessions.begin() as session:
        assert calls.release_stuck(session, now + LEASE - SECOND) == 0
        assert calls.release_stuck(session, now + LEASE) == 1
    claim = take(now + LEASE)
    assert (claim.row_id, claim.unsure) == (row_id, True)
    with sessions.begin() as session:
        assert not calls.retry(session, late, at=now)
        assert not calls.unsure(session, late, at=now)
        assert not calls.failed(session, late, "too late", now=now)
        assert not calls.placed(session, late, "CA1", look_at=now, now=now)
    assert (row(row_id).state, row(row_id).reason) == (State.UNSURE, None)
