"""Whose a request is: one rule, for lists and notices, the console, the API and the telephone."""

from datetime import timedelta

import pytest

from rules.callbacks.callback import State as CallbackState
from rules.tickets.owner import Owner, Standing, Whose, idle_since, is_idle, owner_of
from rules.tickets.ticket import State
from tests.leotron import HOURS, at


def standing(state=State.IN_PROGRESS, callback=CallbackState.DONE, **more):
    usual = {"holder": None, "handed_to": None, "by_account_manager": False, "owner": None}
    return Standing(state, callback, **{**usual, **more})


@pytest.mark.parametrize(
    ("stands", "owner"),
    [
        (standing(owner="anna"), Owner(Whose.OWNED, "anna")),
        (standing(), Owner(Whose.NOBODY)),
        (standing(callback=None), Owner(Whose.NOBODY)),
        (standing(State.OPEN, CallbackState.GIVEN_UP), Owner(Whose.NOBODY)),
        (standing(State.OPEN, CallbackState.GIVEN_UP, owner="anna"), Owner(Whose.OWNED, "anna")),
        (standing(State.OPEN, CallbackState.CANCELLED, waits_for_fault=True), Owner(Whose.FAULT)),
        (
            standing(State.OPEN, CallbackState.CANCELLED, waits_for_fault=True, owner="anna"),
            Owner(Whose.OWNED, "anna"),
        ),
        (standing(State.OPEN, CallbackState.WAITING, waits_for_fault=True), Owner(Whose.QUEUE)),
        # who is to be rung is the queue's, whoever owned it before
        (standing(State.OPEN, CallbackState.WAITING, owner="anna"), Owner(Whose.QUEUE)),
        (
            standing(State.OPEN, CallbackState.WAITING, handed_to="bruno"),
            Owner(Whose.QUEUE, "bruno"),
        ),
        (
            standing(callback=CallbackState.CLAIMED, holder="bruno", owner="anna"),
            Owner(Whose.IN_HAND, "bruno"),
        ),
        (
            standing(State.OPEN, CallbackState.WAITING, by_account_manager=True),
            Owner(Whose.ACCOUNT_MANAGER),
        ),
        (standing(State.RESOLVED, owner="anna"), Owner(Whose.OVER)),
        (standing(State.CLOSED), Owner(Whose.OVER)),
        (standing(State.CANCELLED, CallbackState.CANCELLED), Owner(Whose.OVER)),
    ],
)
def test_a_request_is_somebodys_the_queues_or_known_to_be_nobodys(stands, owner):
    assert owner_of(stands) == owner


EIGHT = timedelta(hours=8)


@pytest.mark.parametrize(
    ("since", "now", "idle"),
    [
        ("2026-11-24T10:00", "2026-11-24T18:14", False),  # seven hours a day: 3 + 3.5 so far
        ("2026-11-24T10:00", "2026-11-25T10:59", False),
        ("2026-11-24T10:00", "2026-11-25T11:00", True),  # 2:45 + 3:30 + 1:45
        ("2026-11-27T18:00", "2026-11-30T10:00", False),  # a week-end is no time to work
    ],
)
def test_hours_of_work_are_counted_and_not_those_of_the_clock(since, now, idle):
    assert is_idle(at(since), at(now), EIGHT, HOURS) is idle


def test_whoever_puts_it_off_has_nobody_told_before_they_come_back():
    taken, worked, back = at("2026-11-24T10:00"), at("2026-11-24T11:00"), at("2026-11-30T09:15")
    assert idle_since(taken, worked, None) == worked
    assert idle_since(taken, worked, back) == back
    assert not is_idle(back, at("2026-11-27T18:00"), EIGHT, HOURS)
