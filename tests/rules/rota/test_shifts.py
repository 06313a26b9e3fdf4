"""Who is on duty and on call, on the nights of change too; and whom an alert goes to next."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import BadInput
from rules.hours.schedule import Hours, calendar
from rules.rota import (
    Alert,
    EscalationWaits,
    Kind,
    NobodyOnCall,
    Shift,
    Tried,
    Wait,
    gaps,
    given_to,
    is_nobody_left,
    next_step,
    on_call,
    on_duty,
    overlaps,
    working,
)

VERONA = ZoneInfo("Europe/Rome")
NOON = datetime(2026, 11, 28, 11, tzinfo=UTC)  # a Saturday, noon in Verona
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
PACE = EscalationWaits(wait=5 * MINUTE, gap=15 * MINUTE)


def a_shift(who="anna", kind=Kind.ON_CALL, start=-1, end=1, place=1):
    return Shift(who, kind, NOON + start * HOUR, NOON + end * HOUR, place)


ANNA, BRUNO = a_shift(), a_shift("bruno", place=2)
AWAY = a_shift(kind=Kind.ABSENCE)
AT_DESK = a_shift("carla", Kind.DUTY)


@pytest.mark.parametrize(
    ("shifts", "called", "duty"),
    [
        ([], (), ()),
        ([BRUNO, ANNA], ("anna", "bruno"), ()),  # by place, not as they are listed
        ([a_shift("bruno"), ANNA], ("anna", "bruno"), ()),  # the same place: by name
        ([ANNA, BRUNO, AWAY], ("bruno",), ()),  # who is away is not called
        ([a_shift("carla", Kind.ABSENCE), AT_DESK], (), ()),  # and is not at the desk
        ([ANNA, AT_DESK], ("anna",), ("carla",)),  # two different things
        ([ANNA, a_shift(place=3)], ("anna",), ()),  # twice is once, in the first place
        ([a_shift(end=0)], (), ()),  # the end is open
        ([a_shift(start=0)], ("anna",), ()),  # the start is closed
    ],
)
def test_shifts_say_who_is_there(shifts, called, duty):
    assert (on_call(shifts, NOON), on_duty(shifts, NOON)) == (called, duty)


@pytest.mark.parametrize(
    ("shifts", "count"),
    [
        ([], None),  # no rota: the configuration says how many
        ([AWAY], None),  # that one is away does not say who is there
        ([a_shift(start=2, end=3)], None),  # it says nothing of this instant
        ([ANNA, AT_DESK], 2),
        ([ANNA, a_shift("anna", Kind.DUTY)], 1),  # one person
        ([ANNA, AWAY], 0),
    ],
)
def test_rota_says_how_many_work(shifts, count):
    assert working(shifts, NOON) == count


@pytest.mark.parametrize(
    ("night", "hours"),
    [(datetime(2026, 3, 28, 20), 11), (datetime(2026, 10, 24, 20), 13)],  # noqa: DTZ001
)
def test_a_night_of_change_is_as_long_as_it_is(night, hours):
    shift = Shift(
        "anna",
        Kind.ON_CALL,
        night.replace(tzinfo=VERONA).astimezone(UTC),
        (night + 12 * HOUR).replace(tzinfo=VERONA).astimezone(UTC),
    )
    assert shift.end - shift.start == hours * HOUR
    everyhour = [shift.start + n * HOUR for n in range(-1, 15)]
    assert [at for at in everyhour if on_call([shift], at)] == everyhour[1 : hours + 1]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"end": NOON - HOUR}, "end after"),
        ({"start": datetime(2026, 11, 28)}, "offset"),  # noqa: DTZ001
        ({"place": 0}, "place from 1"),
    ],
)
def test_impossible_shift_is_refused(change, found):
    with pytest.raises(BadInput, match=found):
        replace(ANNA, **change)


def test_swapped_shift_remembers_whose_it_was():
    swapped = given_to(given_to(ANNA, "bruno"), "carla")
    assert (swapped.who, swapped.given_by) == ("carla", ("anna", "bruno"))
    assert (swapped.start, swapped.end, swapped.place) == (ANNA.start, ANNA.end, ANNA.place)
    assert on_call([swapped], NOON) == ("carla",)


@pytest.mark.parametrize(("shift", "who"), [(AWAY, "bruno"), (ANNA, "anna")])
def test_what_is_no_swap_is_refused(shift, who):
    with pytest.raises(BadInput):
        given_to(shift, who)


@pytest.mark.parametrize(
    ("other", "count"),
    [
        (a_shift(start=0, end=2), 1),  # on call twice
        (a_shift(start=1, end=2), 0),  # one after the other
        (a_shift(kind=Kind.DUTY), 0),  # at the desk and on call goes together
        (AWAY, 1),  # on call while away
        (BRUNO, 0),  # another person
    ],
)
def test_shifts_that_cannot_both_hold_are_found(other, count):
    assert len(overlaps([other, ANNA])) == len(overlaps([ANNA, other])) == count


def test_open_weekend_hours_with_nobody_on_call_are_found():
    hours = Hours("Europe/Rome", weekday="Mo-Fr 09:00-18:00", weekend="Sa 09:00-18:00")
    (saturday,) = calendar(NOON.date(), NOON.date(), hours)
    (start, end) = saturday.spans[0]
    assert gaps([], saturday.spans) == ((start, end),)
    assert gaps([a_shift(start=-24, end=24)], saturday.spans) == ()
    assert gaps([ANNA], saturday.spans) == ((start, ANNA.start), (ANNA.end, end))
    assert gaps([a_shift(start=-24, end=24), AWAY], saturday.spans) == ((AWAY.start, AWAY.end),)
    two = [a_shift(start=-24, end=0), a_shift("bruno", start=0, end=24)]
    assert gaps(two, saturday.spans) == ()  # no gap where one hands over to the other


def tried(who, ago, refused=None):
    return Tried(who, NOON - ago * MINUTE, None if refused is None else NOON - refused * MINUTE)


@pytest.mark.parametrize(
    ("there", "before", "step"),
    [
        ((), [], NobodyOnCall()),
        (("anna", "bruno"), [], Alert("anna")),
        (("anna", "bruno"), [tried("anna", 2)], Wait(NOON + 3 * MINUTE)),  # it rings
        (("anna", "bruno"), [tried("anna", 2, 1)], Alert("bruno")),  # engaged: on at once
        (("anna", "bruno"), [tried("anna", 5)], Alert("bruno")),  # no word came back
        (("anna", "bruno"), [tried("anna", 9, 8), tried("bruno", 5, 4)], Wait(NOON + 6 * MINUTE)),
        (("anna", "bruno"), [tried("anna", 20, 19), tried("bruno", 15, 14)], Alert("anna")),
        (("bruno", "anna"), [tried("anna", 20, 19), tried("bruno", 15, 14)], Alert("anna")),
        (("anna",), [tried("anna", 15, 14)], Alert("anna")),  # round again, alone
        (("carla",), [tried("anna", 6, 5), tried("bruno", 5, 4)], Alert("carla")),  # shift changed
    ],
)
def test_alert_goes_round_until_somebody_takes_it(there, before, step):
    assert next_step(there, before, NOON, PACE) == step


def test_pace_that_would_never_wait_is_refused():
    with pytest.raises(BadInput):
        EscalationWaits(wait=timedelta())


names = st.lists(st.sampled_from(["anna", "bruno", "carla", "dino"]), unique=True, min_size=1)
minutes = st.integers(1, 40)


@given(st.lists(names, min_size=1, max_size=4), minutes, minutes, st.data())
def test_somebody_is_always_tried_and_nobody_twice_within_the_gap(rotas, wait, gap, data):
    pace = EscalationWaits(wait * MINUTE, gap * MINUTE)
    now, history = NOON, []
    for _ in range(25):
        there = data.draw(st.sampled_from(rotas))
        step = next_step(there, history, now, pace)
        if isinstance(step, Wait):
            assert now < step.until <= now + max(pace.wait, pace.gap)
            now = step.until
            step = next_step(there, history, now, pace)
        if isinstance(step, Wait):  # the last one has stopped ringing: now for the gap
            now = step.until
            step = next_step(there, history, now, pace)
        assert isinstance(step, Alert)
        assert step.who in there
        last = [one.at for one in history if one.who == step.who]
        assert not last or now - max(last) >= pace.gap
        refused = now + MINUTE if data.draw(st.booleans()) else None
        history.append(Tried(step.who, now, refused))
        now += MINUTE if refused else timedelta()


@pytest.mark.parametrize(
    ("there", "before", "left"),
    [
        ((), [], True),
        (("anna",), [], False),
        (("anna",), [tried("anna", 4)], False),  # is waited for
        (("anna",), [tried("anna", 5)], True),
        (("anna",), [tried("anna", 1, 0)], True),  # said no
        (("anna", "bruno"), [tried("anna", 9)], False),  # there is another one
        (("anna", "bruno"), [tried("anna", 9), tried("bruno", 5)], True),
        (("carla",), [tried("anna", 9), tried("bruno", 5)], False),  # shift changed
    ],
)
def test_nobody_is_left_once_everybody_on_call_was_waited_for(there, before, left):
    assert is_nobody_left(there, before, NOON, PACE) is left
