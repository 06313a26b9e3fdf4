"""The time that we promise; now is mostly Tuesday 24 November 2026."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.errors import BadInput
from rules.hours.schedule import explain
from rules.promise import Experience, Handling, Policy, arrival_rate_of, is_at_risk, promise
from rules.promise.arrival_rate import ArrivalRate
from rules.promise.queue_ahead import ahead_of
from tests.leotron import HOURS, ROME, at
from tests.rules.promise.situations import (
    NOBODY,
    QUIET,
    TEN_MINUTES,
    TUESDAY_TEN,
    a_callback,
    earlier,
)

TWO = Policy(technicians=2)


@pytest.mark.parametrize(
    ("now", "ahead", "in_hand", "technicians", "promised"),
    [
        # calls take ten minutes; a message is heard in about three, and five minutes are the step
        ("2026-11-24T10:00", 0, (), 2, "2026-11-24T10:05"),  # somebody is free
        ("2026-11-24T10:03", 0, (), 2, "2026-11-24T10:10"),  # 10:06, rounded up
        ("2026-11-24T10:00", 1, (), 2, "2026-11-24T10:05"),  # two technicians, one ahead
        ("2026-11-24T10:00", 2, (), 2, "2026-11-24T10:15"),  # one of the two is free at 10:10
        ("2026-11-24T10:00", 2, (), 3, "2026-11-24T10:05"),
        ("2026-11-24T10:00", 2, (), 1, "2026-11-24T10:25"),
        ("2026-11-24T10:00", 10, (), 1, "2026-11-24T11:45"),
        ("2026-11-24T10:00", 0, (4, 1), 2, "2026-11-24T10:10"),  # one is free in six minutes
        ("2026-11-24T10:00", 0, (4,), 2, "2026-11-24T10:05"),
        ("2026-11-24T10:00", 0, (4, 1, 8), 2, "2026-11-24T10:05"),  # three at work: more than said
        # what has no room before the desk closes
        ("2026-11-24T12:35", 2, (), 1, "2026-11-24T15:00"),  # ten minutes now, ten at 14:45
        ("2026-11-24T12:41", 0, (), 2, "2026-11-24T14:50"),  # 12:44 would be rounded to closing
        ("2026-11-24T18:00", 2, (), 1, "2026-11-25T09:25"),
        ("2026-11-27T18:00", 2, (), 1, "2026-11-30T09:25"),  # Friday evening to Monday
        # messages of closed hours are promised from the opening on
        ("2026-11-24T13:30", 0, (), 2, "2026-11-24T14:50"),
        ("2026-11-24T20:00", 0, (), 2, "2026-11-25T09:20"),
        ("2026-11-24T20:00", 2, (), 1, "2026-11-25T09:40"),
        ("2026-11-28T10:00", 0, (), 2, "2026-11-30T09:20"),  # Saturday, without J-System
        ("2026-12-07T18:30", 0, (), 2, "2026-12-09T09:20"),  # the Immacolata is a holiday
        ("2026-11-24T13:30", 0, (4, 1), 2, "2026-11-24T14:50"),  # these calls are over by then
    ],
)
def test_promise_is_the_work_ahead_counted_through_opening_hours(
    now: str, ahead: int, in_hand: tuple[int, ...], technicians: int, promised: str
) -> None:
    spent = [timedelta(minutes=minutes) for minutes in in_hand]
    queue = earlier(ahead, at(now))
    policy = Policy(technicians=technicians)
    made = promise(a_callback(called=at(now)), queue, spent, policy, QUIET, at(now))
    assert made.at.astimezone(ROME).isoformat()[:16] == promised
    assert made.confidence == 0.90


@pytest.mark.parametrize(
    ("own", "others", "before"),
    [
        ("normal", "normal", 3),
        ("normal", "low", 0),
        ("normal", "high", 3),
        ("blocking", "high", 0),
        ("low", "normal", 3),
        ("unheard of", "normal", 3),  # counts as normal
        ("unheard of", "low", 0),
    ],
)
def test_those_ahead_are_those_whom_the_queue_puts_first(
    own: str, others: str, before: int
) -> None:
    entry, queue = a_callback(urgency=own), earlier(3, urgency=others)
    ahead = ahead_of(entry, [*queue, entry], (), NOBODY, HOURS, TUESDAY_TEN)
    assert ahead.waiting == before


def test_later_callers_of_the_same_urgency_are_not_ahead() -> None:
    entry = a_callback()
    later = [a_callback(2000, TUESDAY_TEN + timedelta(minutes=5))]
    now = TUESDAY_TEN + timedelta(minutes=5)
    assert ahead_of(entry, later, (), NOBODY, HOURS, now).waiting == 0


def test_whoever_did_not_answer_comes_back_ahead() -> None:
    back = a_callback(1, at("2026-11-24T09:30"), next_at=at("2026-11-24T10:20"))
    ahead = ahead_of(a_callback(), [back], (), NOBODY, HOURS, TUESDAY_TEN)
    assert (ahead.waiting, ahead.later) == (0, (20 * 60.0,))


@pytest.mark.parametrize(
    ("called", "others_subscribe", "before"),
    [
        ("2026-11-28T10:00", False, 0),  # Saturday: who has no J-System waits for Monday
        ("2026-11-28T10:00", True, 3),
        ("2026-11-24T10:00", False, 3),
    ],
)
def test_at_the_week_end_only_subscribers_stand_before_one(
    called: str, others_subscribe: bool, before: int
) -> None:
    friday = [
        a_callback(id_, at("2026-11-23T15:00"), j_system=others_subscribe) for id_ in (1, 2, 3)
    ]
    entry = a_callback(called=at(called), j_system=True)
    assert ahead_of(entry, friday, (), NOBODY, HOURS, at(called)).waiting == before


def test_subscriber_is_promised_the_week_end_and_others_monday() -> None:
    saturday = at("2026-11-28T10:00")
    subscriber = promise(a_callback(called=saturday, j_system=True), [], [], TWO, QUIET, saturday)
    other = promise(a_callback(called=saturday), [], [], TWO, QUIET, saturday)
    assert subscriber.at == at("2026-11-28T10:05")
    assert other.at == at("2026-11-30T09:20")


@pytest.mark.parametrize(
    ("now", "urgency", "later"),
    [
        ("2026-11-24T10:00", "normal", True),
        ("2026-11-24T10:00", "blocking", False),  # nobody overtakes
        ("2026-11-24T20:00", "normal", True),  # those of the night come first in the morning
    ],
)
def test_more_urgent_callers_to_come_make_the_promise_later(
    now: str, urgency: str, later: bool
) -> None:
    crowd = ArrivalRate(
        (8.0,) * 24, (0.0,) * 24, {"blocking": 0.5, "high": 0, "normal": 0.5, "low": 0}, ROME.key
    )
    busy = Experience(HOURS, crowd, TEN_MINUTES)
    entry, queue = a_callback(called=at(now), urgency=urgency), earlier(4, at(now), urgency=urgency)
    calm = promise(entry, queue, [], TWO, QUIET, at(now)).at
    assert (promise(entry, queue, [], TWO, busy, at(now)).at > calm) is later


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (Handling(spoken=(300.0,) * 40), Handling(spoken=(1200.0,) * 40)),  # longer calls
        (TEN_MINUTES, Handling(spoken=(600.0,) * 40, vain=(600.0,) * 40)),  # they come back
        (TEN_MINUTES, Handling(spoken=(60.0, 1140.0) * 20)),  # as long on average, less even
        (TEN_MINUTES, Handling()),  # nothing known: a quarter of an hour, more or less
    ],
)
def test_longer_vainer_and_less_even_calls_make_the_promise_later(
    less: Handling, more: Handling
) -> None:
    def made(handling: Handling) -> datetime:
        experience = Experience(HOURS, NOBODY, handling)
        alone = Policy(technicians=1)
        return promise(a_callback(), earlier(4), [], alone, experience, TUESDAY_TEN).at

    assert made(less) < made(more)


def test_surer_promise_is_later() -> None:
    usual = Experience(HOURS, NOBODY)
    made = [
        promise(a_callback(), earlier(6), [], Policy(sure, 2), usual, TUESDAY_TEN)
        for sure in (0.5, 0.8, 0.9, 0.99)
    ]
    assert [one.confidence for one in made] == [0.5, 0.8, 0.9, 0.99]
    assert len({one.at for one in made}) == 4
    assert sorted(one.at for one in made) == [one.at for one in made]


@settings(max_examples=60)
@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.integers(0, 60),
    st.integers(1, 5),
    st.booleans(),
)
def test_promise_is_open_round_and_never_before_a_message_can_be_heard(
    minutes: int, ahead: int, technicians: int, j_system: bool
) -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes, seconds=1)
    entry = a_callback(called=now, j_system=j_system)
    queue = earlier(ahead, now, j_system=j_system)
    usual = Experience(HOURS, arrival_rate_of((), 0, ROME.key))
    policy = Policy(technicians=technicians)
    made = promise(entry, queue, [], policy, usual, now)
    assert explain(made.at, HOURS).open
    assert made.at.astimezone(ROME).minute % 5 == 0
    assert (made.at.second, made.at.microsecond) == (0, 0)
    assert made.at >= entry.in_charge_at + timedelta(minutes=3)
    assert promise(entry, list(reversed(queue)), [], policy, usual, now) == made  # and again


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: Policy(confidence=0.4), "a confidence from 0.5 to 0.99, found 0.4"),
        (lambda: Policy(confidence=1.0), "a confidence from 0.5 to 0.99, found 1.0"),
        (lambda: Policy(technicians=0), "a technician at least, found 0"),
        (lambda: Policy(warn=timedelta(minutes=-1)), "a warning before the time"),
        (lambda: Handling(spoken=(0.0,)), "handling times above 0 seconds"),
        (lambda: Handling(vain=(float("nan"),)), "handling times above 0 seconds"),
        (lambda: Handling(spoken=(float("inf"),)), "handling times above 0 seconds"),
        (lambda: arrival_rate_of((), -1, "Europe/Rome"), "weeks from 0 up, found -1"),
    ],
)
def test_impossible_is_refused(build: object, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        build()  # type: ignore[operator]


RISK = Policy(technicians=1, warn=timedelta(minutes=15))


@pytest.mark.parametrize(
    ("now", "position", "in_hand", "warned"),
    [
        # taken in charge at 10:00, promised by 11:00; a call takes ten minutes
        ("2026-11-24T10:05", 1, (), False),
        ("2026-11-24T10:44", 1, (), False),
        ("2026-11-24T10:45", 1, (), True),  # a quarter of an hour is left
        ("2026-11-24T10:05", 4, (), False),
        ("2026-11-24T10:05", 7, (), True),  # six calls ahead are an hour
        ("2026-11-24T10:30", 3, (), False),
        ("2026-11-24T10:30", 3, (1,), True),  # and one under way
        ("2026-11-24T10:30", 4, (), True),
        ("2026-11-24T11:00", 1, (), True),
        ("2026-11-24T20:00", 1, (), True),  # broken long ago
    ],
)
def test_technicians_are_warned_before_a_promise_breaks(
    now: str, position: int, in_hand: tuple[int, ...], warned: bool
) -> None:
    spent = [timedelta(minutes=minutes) for minutes in in_hand]
    promised_at = at("2026-11-24T11:00")
    assert is_at_risk(promised_at, a_callback(), position, spent, RISK, QUIET, at(now)) is warned


@pytest.mark.parametrize(
    ("called", "promised", "now", "warned"),
    [
        ("2026-11-24T10:00", "2026-11-24T10:10", "2026-11-24T10:01", False),  # short: half of it
        ("2026-11-24T10:00", "2026-11-24T10:10", "2026-11-24T10:05", True),
        ("2026-11-24T12:40", "2026-11-24T15:10", "2026-11-24T12:44", False),
        ("2026-11-24T12:40", "2026-11-24T15:10", "2026-11-24T14:50", False),
        ("2026-11-24T12:40", "2026-11-24T15:10", "2026-11-24T14:55", True),
        ("2026-11-24T20:00", "2026-11-25T09:20", "2026-11-24T23:00", False),  # closed: no warning
        ("2026-11-24T20:00", "2026-11-25T09:20", "2026-11-25T09:15", False),
        ("2026-11-24T20:00", "2026-11-25T09:20", "2026-11-25T09:18", True),
    ],
)
def test_what_is_left_is_working_time(called: str, promised: str, now: str, warned: bool) -> None:
    entry = a_callback(called=at(called))
    assert is_at_risk(at(promised), entry, 1, [], RISK, QUIET, at(now)) is warned


def test_place_below_the_first_is_refused() -> None:
    with pytest.raises(BadInput, match="a position from 1 up, found 0"):
        is_at_risk(TUESDAY_TEN, a_callback(), 0, [], RISK, QUIET, TUESDAY_TEN)
