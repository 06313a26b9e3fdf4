"""Calls that technicians ask for: at most one a ticket, placed once, nothing dialled on a guess."""

from datetime import timedelta

import pytest

from rules.callbacks.outbound_call import Facts, Policy, State
from rules.callbacks.outcomes import Outcome
from rules.errors import BadInput, MoveRefused, NotFound
from rules.phone_numbers import NumberKind
from rules.staff.accounts import Role
from store.billing import work_minutes
from store.callbacks import attempts, outbound_calls, queue, readiness
from store.callbacks.outbound_calls import ATTEMPTS
from store.callbacks.placing import are_taken
from store.models import User
from tests.builders import a_call, a_call_sid, a_ticket, a_user
from tests.store.at_once import at_once

ROME = "Europe/Rome"
LINE = "+390455117067"
PHONE = "+393331112222"
LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)
POLICY = Policy(caller_id=LINE)
MANY = 50


@pytest.fixture
def anna(sessions, now):
    with sessions.begin() as session:
        a_user(session, "anna", now=now)
        outbound_calls.set_phone(session, "anna", PHONE)


@pytest.fixture
def a_callback(sessions, anna, now):
    """Makes a callback that somebody holds: its id, and the token."""

    def make(number="+390458001234", by="anna"):
        with sessions.begin() as session:
            ticket = a_ticket(session, a_call(session, from_number=number, now=now), now=now)
            row = queue.of_ticket(session, ticket.id)
            lease = timedelta(hours=1)
            return row.id, queue.claim(session, row.id, by=by, now=now, lease=lease)

    return make


@pytest.fixture
def colleagues(sessions, now):
    """Makes so many technicians, each with a telephone: their names."""

    def make(count):
        with sessions.begin() as session:
            for number in range(count):
                phone = f"+3933311133{number:02d}"
                values = {"password_hash": "-", "role": Role.TECHNICIAN, "created_at": now}
                session.add(User(name=f"t{number}", phone=phone, **values))
        return [f"t{number}" for number in range(count)]

    return make


@pytest.fixture
def held(a_callback):
    return a_callback()


@pytest.fixture
def ask(sessions, now):
    def ask(callback_id, token, *, at=now, policy=POLICY, by="anna", **more):
        given = {"by": by, "now": at, "policy": policy, "timezone": ROME, **more}
        with sessions.begin() as session:
            return outbound_calls.request_call(session, callback_id, token, **given).id

    return ask


@pytest.fixture
def take(sessions):
    def take(at):
        with sessions.begin() as session:
            return ATTEMPTS.claim(session, at, LEASE)

    return take


def state_of(sessions, attempt_id):
    with sessions() as session:
        return attempts.find(session, attempt_id).state


def test_a_call_rings_the_technician_and_the_tickets_own_number(sessions, held, ask):
    attempt_id = ask(*held)
    with sessions() as session:
        row = attempts.find(session, attempt_id)
    assert (row.technician, row.technician_phone) == ("anna", PHONE)
    assert (row.customer_number, row.state) == ("+390458001234", State.TO_PLACE)


@pytest.mark.parametrize(
    ("number", "policy"),
    [
        ("+41446681800", POLICY),  # abroad
        ("+39899123456", POLICY),  # premium
        (None, POLICY),  # withheld
        ("+393471234567", Policy(LINE, lines=frozenset({NumberKind.FIXED}))),
    ],
)
def test_a_number_that_may_not_be_rung_is_refused(a_callback, ask, number, policy):
    with pytest.raises(BadInput, match="customer: expected"):
        ask(*a_callback(number), policy=policy)


def test_a_technician_without_a_telephone_is_refused(sessions, held, ask):
    with sessions.begin() as session:
        outbound_calls.set_phone(session, "anna", None)
    with pytest.raises(BadInput, match="technician: expected a telephone number"):
        ask(*held)


def test_only_who_holds_the_callback_calls(held, ask):
    callback_id, token = held
    with pytest.raises(MoveRefused, match="no longer held"):
        ask(callback_id, "another")
    with pytest.raises(NotFound):
        ask(99, token)


def test_a_second_call_waits_for_the_end_of_the_first(sessions, held, ask, take, now):
    first = ask(*held)
    with pytest.raises(MoveRefused, match="is going on"):
        ask(*held)
    with sessions.begin() as session:
        ATTEMPTS.failed(session, ATTEMPTS.claim(session, now, LEASE), "no such number", now=now)
    assert ask(*held) != first


def test_a_telephone_that_is_in_a_call_is_not_rung_for_another(sessions, a_callback, ask, now):
    ask(*a_callback())
    second = a_callback()
    with pytest.raises(MoveRefused, match="in a call already"):
        ask(*second)
    with sessions.begin() as session:
        ATTEMPTS.failed(session, ATTEMPTS.claim(session, now, LEASE), "no such number", now=now)
    assert ask(*second)


def test_whoever_is_in_a_call_keeps_the_callback(sessions, held, ask, now):
    callback_id, _ = held
    attempt_id = ask(*held)
    later = now + timedelta(hours=3)
    with sessions.begin() as session:
        assert queue.release_stuck(session, later) == 0
        assert queue.queue(session, later) == []
        assert queue.claim(session, callback_id, by="b", now=later, lease=LEASE) is None
        attempts.broke(session, attempts.locked(session, attempt_id), "no number", now)
        assert queue.release_stuck(session, later) == 1


def test_the_cap_is_that_of_a_day_of_the_desk(sessions, a_callback, ask, now, colleagues):
    policy = Policy(LINE, daily_cap=2)
    for name in colleagues(2):
        ask(*a_callback(by=name), policy=policy, by=name)
    third = a_callback()
    midnight = now.replace(hour=23)  # UTC
    for at in (now, midnight - SECOND):
        with pytest.raises(MoveRefused, match="2 calls of the day are used up"):
            ask(*third, policy=policy, at=at)
    assert ask(*third, policy=policy, at=midnight)


def test_what_was_placed_is_not_placed_again(sessions, held, ask, take, now):
    attempt_id = ask(*held)
    claim = take(now)
    assert (claim.row_id, claim.phone, claim.unsure) == (attempt_id, PHONE, False)
    assert take(now) is None
    with sessions.begin() as session:
        assert ATTEMPTS.placed(session, claim, "CA1", look_at=now + LEASE, now=now)
    assert state_of(sessions, attempt_id) == State.TECHNICIAN_RINGING
    assert take(now + 2 * LEASE) is None


def test_what_a_dead_process_held_is_looked_up(sessions, held, ask, take, now):
    attempt_id = ask(*held)
    late = take(now)
    with sessions.begin() as session:
        assert ATTEMPTS.release_stuck(session, now + LEASE - SECOND) == 0
        assert ATTEMPTS.release_stuck(session, now + LEASE) == 1
    claim = take(now + LEASE)
    assert (claim.row_id, claim.unsure) == (attempt_id, True)
    with sessions.begin() as session:
        assert not ATTEMPTS.retry(session, late, at=now)
        assert not ATTEMPTS.placed(session, late, "CA1", look_at=now, now=now)
    assert state_of(sessions, attempt_id) == State.UNSURE


def test_what_twilio_tells_overtakes_its_answer(sessions, held, ask, take, now):
    attempt_id = ask(*held)
    claim = take(now)
    with sessions.begin() as session:
        row = attempts.locked(session, attempt_id)
        attempts.told(session, row, Facts(technician="ringing"), now=now, technician_sid="CA1")
    with sessions.begin() as session:
        assert not ATTEMPTS.unsure(session, claim, at=now)
        ATTEMPTS.failed(session, claim, "it is not at Twilio", now=now)
    assert state_of(sessions, attempt_id) == State.TECHNICIAN_RINGING


def test_minutes_of_a_conversation_are_proposed_once(sessions, held, ask, take, now):
    attempt_id = ask(*held)
    told = [
        Facts(technician="in-progress", accepted=True),
        Facts(customer="in-progress"),
        Facts(customer="completed", seconds=301),
        Facts(dial="completed", bridged=True, seconds=301),
        Facts(technician="completed"),
    ]
    take(now)
    for more in told + told[::-1]:
        with sessions.begin() as session:
            row = attempts.locked(session, attempt_id)
            attempts.told(session, row, more, now=now, technician_sid="CA1")
    with sessions() as session:
        row = attempts.find(session, attempt_id)
        (entry,) = work_minutes.entries(session, queue.find(session, row.callback_id).ticket_id)
    assert (row.state, row.proposed, row.outcome) == (State.ENDED, Outcome.SPOKEN, None)
    assert (entry.minutes, entry.technician, entry.state) == (6, "anna", "proposed")


def test_fifty_technicians_at_once_and_one_gets_the_callback(sessions, now):
    with sessions.begin() as session:
        callback_id = queue.of_ticket(session, a_ticket(session, now=now).id).id

    def claim(number):
        with sessions.begin() as session:
            by = f"t{number}"
            token = queue.claim(session, callback_id, by=by, now=now, lease=LEASE)
            return (by, token), queue.holder_of(session, callback_id, now).name

    got = at_once(claim, MANY)
    ((winner, _),) = [one for one, _ in got if one[1]]
    assert {holder for _, holder in got} == {winner}  # and all the others are told who


def test_fifty_clicks_at_once_make_one_call(sessions, held, ask):
    def click(_number):
        try:
            return ask(*held)
        except MoveRefused:
            return None

    assert len([attempt for attempt in at_once(click, MANY) if attempt]) == 1


def test_fifty_clicks_at_once_keep_to_the_cap(a_callback, ask, colleagues):
    policy = Policy(LINE, daily_cap=7)
    waiting = [(name, a_callback(by=name)) for name in colleagues(MANY)]

    def click(number):
        name, held = waiting[number]
        try:
            return ask(*held, policy=policy, by=name)
        except MoveRefused:
            return None

    assert len([attempt for attempt in at_once(click, MANY) if attempt]) == 7


def test_two_processes_place_each_call_once(sessions, a_callback, ask, now, colleagues):
    asked = {ask(*a_callback(by=name), by=name) for name in colleagues(12)}

    def take_all(_worker):
        taken = []
        while True:
            with sessions.begin() as session:
                claim = ATTEMPTS.claim(session, now, LEASE)
                if claim is None:
                    return taken
                taken.append(claim.row_id)

    taken = [one for worker in at_once(take_all) for one in worker] + take_all(None)
    assert sorted(taken) == sorted(asked)


def test_a_taken_sid_is_known(sessions, held, ask, take, now):
    ask(*held)
    sid = a_call_sid()
    with sessions.begin() as session:
        ATTEMPTS.placed(session, ATTEMPTS.claim(session, now, LEASE), sid, look_at=now, now=now)
        assert are_taken(session, [sid, a_call_sid()]) == {sid}


@pytest.mark.on_both
def test_of_many_calls_at_once_one_takes_the_readiness(sessions, a_callback, ask, now):
    rows = [a_callback(f"+39045800{number:04d}") for number in range(8)]
    with sessions.begin() as session:
        assert readiness.say_ready(session, "anna", now) == now + readiness.READY_FOR

    def first(number):
        try:
            return ask(*rows[number], customer_first=True)
        except MoveRefused:
            return None

    assert len([one for one in at_once(first, len(rows)) if one]) == 1
    with sessions() as session:
        assert readiness.ready_until(session, "anna", now) is None


def test_a_click_that_is_refused_leaves_the_technician_ready(sessions, a_callback, ask, now):
    first, second = a_callback(), a_callback("+390458005678")
    with sessions.begin() as session:
        readiness.say_ready(session, "anna", now)
    ask(*first)
    with pytest.raises(MoveRefused, match=outbound_calls.ENGAGED):
        ask(*second, customer_first=True)
    with sessions() as session:
        assert readiness.ready_until(session, "anna", now) == now + readiness.READY_FOR
        assert readiness.ready_until(session, "anna", now + readiness.READY_FOR) is None
