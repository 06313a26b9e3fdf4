"""Promises by the rota: who is at work while the customer waits, and not merely how many as usual."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.promise import Experience, Handling, Policy, Staff, is_at_risk, promise, staff_of
from rules.promise.headcount import Step
from rules.rota import Kind, Shift
from tests.leotron import HOURS, at
from tests.rules.promise.situations import QUIET, TUESDAY_TEN, a_callback, earlier

USUAL = Policy(technicians=2)


def duty(who: str, start: str, end: str, kind: Kind = Kind.DUTY) -> Shift:
    return Shift(who, kind, at(f"2026-11-{start}"), at(f"2026-11-{end}"))


ANNA = duty("anna", "24T09:00", "24T13:00")
BRUNO = duty("bruno", "24T09:00", "24T13:00")
CARLA = duty("carla", "24T09:00", "24T13:00")
LATER = duty("anna", "24T11:00", "24T18:30")


def made(*shifts: Shift, ahead: int = 4, now: datetime = TUESDAY_TEN, **facts: object) -> datetime:
    entry = a_callback(called=now, **facts)
    staff = staff_of(shifts, USUAL.technicians)
    return promise(entry, earlier(ahead, now), [], USUAL, QUIET, now, staff).at


@pytest.mark.parametrize(
    ("shifts", "promised"),
    [
        # four calls of ten minutes are ahead; two minutes to hear the message, five are the step
        ((), "2026-11-24T10:25"),  # no rota: two, as usual
        ((ANNA, BRUNO), "2026-11-24T10:25"),
        ((ANNA,), "2026-11-24T10:45"),
        ((ANNA, BRUNO, CARLA), "2026-11-24T10:15"),
        ((duty("anna", "24T09:00", "24T13:00", Kind.ON_CALL),), "2026-11-24T10:45"),
        ((ANNA, duty("bruno", "24T09:00", "24T10:05")), "2026-11-24T10:35"),  # goes at five past
        ((ANNA, duty("bruno", "24T10:20", "24T13:00")), "2026-11-24T10:35"),  # comes at twenty past
        ((ANNA, BRUNO, duty("bruno", "24T08:00", "24T13:00", Kind.ABSENCE)), "2026-11-24T10:45"),
        # nobody until noon: 12:45 is too late to ring before lunch
        ((ANNA, duty("anna", "24T08:00", "24T12:00", Kind.ABSENCE)), "2026-11-24T14:50"),
        # an absence alone says nothing of who else is at work
        ((duty("anna", "24T08:00", "24T13:00", Kind.ABSENCE),), "2026-11-24T10:25"),
        ((duty("anna", "26T09:00", "26T13:00"),), "2026-11-24T10:25"),  # of another day
    ],
)
def test_the_promise_counts_whoever_the_rota_says_is_at_work(shifts, promised) -> None:
    assert made(*shifts) == at(promised)


def test_who_calls_at_lunch_is_promised_by_those_of_the_afternoon() -> None:
    now = at("2026-11-24T13:30")
    alone = duty("anna", "24T14:45", "24T18:15")
    assert made(now=now) == at("2026-11-24T15:10")
    assert made(alone, now=now) == at("2026-11-24T15:30")
    assert made(duty("anna", "24T09:00", "24T13:00"), now=now) == at("2026-11-24T15:10")


def test_where_nobody_is_at_work_for_as_long_as_is_foreseen_there_is_a_promise_all_the_same() -> (
    None
):
    away = (Kind.DUTY, Kind.ABSENCE)
    nobody = [Shift("anna", kind, TUESDAY_TEN, TUESDAY_TEN + timedelta(60)) for kind in away]
    assert at("2026-12-01T09:00") < made(*nobody) < at("2026-12-10T09:00")


def test_a_promise_is_at_risk_sooner_where_the_rota_has_fewer() -> None:
    def at_risk(*shifts: Shift) -> bool:
        staff = staff_of(shifts, USUAL.technicians)
        promised = at("2026-11-24T10:50")
        return is_at_risk(promised, a_callback(), 6, [], USUAL, QUIET, TUESDAY_TEN, staff)

    assert not at_risk()
    assert not at_risk(ANNA, BRUNO)
    assert at_risk(ANNA)


def test_steps_are_counted_in_working_time_and_say_only_what_changes() -> None:
    staff = staff_of((ANNA, BRUNO, LATER), 2)
    found = staff.steps(at("2026-11-24T12:00"), HOURS, j_system=False)
    assert found is not None
    # From noon to 12:45 Anna and Bruno; closed; Anna alone from 14:45; from the next day on as usual.
    assert found[:3] == (Step(0.0, 2), Step(45 * 60.0, 1), Step((45 + 210) * 60.0, 2))
    assert Staff(2).steps(TUESDAY_TEN, HOURS, j_system=False) is None


SHIFTS = st.lists(
    st.builds(
        lambda who, kind, start, minutes: Shift(
            who,
            kind,
            TUESDAY_TEN + timedelta(minutes=start),
            TUESDAY_TEN + timedelta(minutes=start + minutes),
        ),
        st.sampled_from(["anna", "bruno", "carla"]),
        st.sampled_from([Kind.DUTY, Kind.ON_CALL]),
        st.integers(-60, 300),
        st.integers(30, 600),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(SHIFTS, st.sampled_from(["anna", "bruno", "carla"]), st.integers(0, 12), st.integers(0, 2))
def test_fewer_people_never_give_an_earlier_promise(shifts, ill, ahead, in_hand) -> None:
    busy = [timedelta(minutes=3)] * in_hand
    usual = Experience(HOURS, QUIET.pace, Handling())

    def promised(*rota: Shift) -> datetime:
        entry, queue = a_callback(), earlier(ahead)
        staff = staff_of(rota, USUAL.technicians)
        return promise(entry, queue, busy, USUAL, usual, TUESDAY_TEN, staff).at

    absence = Shift(ill, Kind.ABSENCE, TUESDAY_TEN - timedelta(1), TUESDAY_TEN + timedelta(1))
    assert promised(*shifts, absence) >= promised(*shifts)
