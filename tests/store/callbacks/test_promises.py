"""Promises in the ledger: one for each ticket, spoken, watched and counted."""

from dataclasses import replace
from datetime import timedelta

import pytest

from rules.calls.rehearsal import REHEARSAL
from rules.promise import Policy, kept_by_week
from rules.rota import Kind, Shift
from rules.tickets.known_fault import JoinedBy
from scheduler.settling import make_missing, warn
from store.callbacks import attempts, promise_counts, promises, queue
from store.callbacks.promises import Promises
from store.calls import call_log
from store.staff import accounts, rota
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket, a_user
from tests.leotron import HOURS


@pytest.fixture
def rule():
    return Promises(lambda: HOURS, Policy(), timedelta(minutes=10))


def a_caller(session, now, number=1):
    return a_ticket(
        session, a_call(session, from_number=f"+39045800{number:04d}", now=now), now=now
    )


def test_a_promise_is_made_once_and_stands(sessions, now, rule):
    with sessions.begin() as session:
        ticket = a_caller(session, now)
        first = rule.make(session, ticket, now)
        assert first > now
        assert rule.make(session, ticket, now + timedelta(hours=1)) == first
    with sessions() as session:
        assert lifecycle.find(session, ticket.id).promised_at == first


def test_whoever_is_behind_others_is_promised_later(sessions, now, rule):
    with sessions.begin() as session:
        promised = [rule.make(session, a_caller(session, now, n), now) for n in range(1, 13)]
    assert promised == sorted(promised)
    assert promised[-1] > promised[0]


def test_where_the_rota_has_fewer_at_work_the_promise_is_later(sessions, now, rule):
    with sessions.begin() as session:
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)
        for n in range(1, 9):
            last = a_caller(session, now, n)
        usual = rule.make(session, last, now)
        last.promised_at = None
        shift = Shift("anna", Kind.DUTY, now - timedelta(hours=1), now + timedelta(hours=3))
        rota.add(session, shift)
        assert rule.make(session, last, now) > usual
        last.promised_at = None
        rota.add(session, replace(shift, who="bruno"))
        assert rule.make(session, last, now) == usual
        accounts.disable(session, "bruno", now=now)  # their shifts count no longer
        last.promised_at = None
        assert rule.make(session, last, now) > usual


@pytest.mark.parametrize("state", ["no number", "resolved"])
def test_nobody_is_promised_a_call_that_will_not_be_made(sessions, now, rule, state):
    with sessions.begin() as session:
        number = None if state == "no number" else "+390458001234"
        ticket = a_ticket(session, a_call(session, from_number=number, now=now), now=now)
        if state == "resolved":
            lifecycle.move(session, ticket.id, lifecycle.State.RESOLVED, actor="anna", now=now)
        assert rule.make(session, ticket, now) is None


def test_whoever_hung_up_is_promised_by_the_clock(sessions, now, rule):
    with sessions.begin() as session:
        number = a_caller(session, now).id
    assert make_missing(sessions, lambda: now, rule) == 1
    assert make_missing(sessions, lambda: now, rule) == 0
    with sessions() as session:
        assert lifecycle.find(session, number).promised_at > now


def test_whoever_was_rung_before_anything_was_promised_is_promised_nothing(sessions, now, rule):
    with sessions.begin() as session:
        ticket = a_caller(session, now)
        entry = queue.of_ticket(session, ticket.id)
        tried = attempts.by_hand(session, entry.id, None, technician="anna", now=now)
        assert rule.make(session, ticket, now) is None
    assert make_missing(sessions, lambda: now, rule) == 0
    with sessions.begin() as session:
        attempts.find(session, tried.id).outcome = "failed"  # nobody was rung after all
    assert make_missing(sessions, lambda: now, rule) == 1


def test_technicians_are_warned_once_before_a_promise_breaks(sessions, now, rule):
    with sessions.begin() as session:
        ticket = a_caller(session, now)
        promised = rule.make(session, ticket, now)
    assert warn(sessions, lambda: now, rule) == 0
    late = promised - timedelta(minutes=1)
    assert [warn(sessions, lambda: late, rule) for _ in range(2)] == [1, 0]
    with sessions() as session:
        events = [row.event for row in lifecycle.history(session, ticket.id)]
    assert events.count("promise_at_risk") == 1


def test_promises_are_counted_by_the_first_attempt(sessions, now, rule):
    with sessions.begin() as session:
        kept, broken = a_caller(session, now, 1), a_caller(session, now, 2)
        for ticket, late in ((kept, False), (broken, True)):
            promised = rule.make(session, ticket, now)
            at = promised + timedelta(minutes=5 if late else -1)
            entry = queue.of_ticket(session, ticket.id)
            attempts.by_hand(session, entry.id, None, technician="anna", now=at)
    with sessions() as session:
        made = promise_counts.made(session, now - timedelta(days=1))
    (week,) = kept_by_week(made, now + timedelta(days=7), "Europe/Rome")
    assert (week.promised, week.kept) == (2, 1)


def test_what_the_past_took_is_learnt(sessions, now):
    with sessions.begin() as session:
        entry = queue.of_ticket(session, a_caller(session, now).id)
        for minutes, outcome in ((10, "spoken"), (1, "no_answer"), (5, "withdrawn")):
            began = now - timedelta(hours=2)
            attempt = attempts.by_hand(session, entry.id, None, technician="anna", now=began)
            attempt.outcome, attempt.ended_at = outcome, began + timedelta(minutes=minutes)
        session.flush()
        before = promises.learn(session, HOURS, timedelta(minutes=10), now)
        # whom nobody has to ring takes nobody's time: our own call, a nuisance, who waits for a fault's end
        rehearsed, nuisance, waits = (a_caller(session, now, number) for number in (2, 3, 4))
        call_log.set_direction(session, str(rehearsed.call_sid), REHEARSAL)
        nuisance.quarantined_at, waits.fault_by = now, JoinedBy.KEY
        session.flush()
        learnt = promises.learn(session, HOURS, timedelta(minutes=10), now)
        assert learnt == before
    assert (learnt.handling.spoken, learnt.handling.vain) == ((600.0,), (60.0,))
