"""Waits of the past in groups: counted in working time, by whatever they have in common."""

from datetime import timedelta

import pytest

from rules.promise.waits import Answered, Group, groups_of, median_wait
from tests.leotron import HOURS, NOON
from tests.rules.callbacks.entries import at

MINUTE = timedelta(minutes=1)


def answered(waited=10, technician="anna", talked=300, promised=30, came=NOON, **more):
    return Answered(
        technician=technician,
        channel="phone",
        category=more.get("category", "software"),
        in_charge_at=came,
        rung_at=came + waited * MINUTE,
        talked_s=talked,
        promised_at=None if promised is None else came + promised * MINUTE,
        j_system=False,
    )


def test_a_group_counts_its_requests_its_promises_and_the_middle_of_its_waits():
    those = [answered(5), answered(10, talked=None), answered(40), answered(7, promised=None)]
    (group,) = groups_of(those, lambda one: one.technician, HOURS)
    assert group == Group("anna", requests=4, waited=8.5, talked=5.0, promised=3, kept=2)


def test_the_largest_group_comes_first_and_who_has_no_name_is_left_out():
    those = [answered(technician=name) for name in ("carla", "bruno", "carla", None)]
    assert [one.name for one in groups_of(those, lambda one: one.technician, HOURS)] == [
        "carla",
        "bruno",
    ]


def test_no_talk_has_no_median():
    (group,) = groups_of([answered(talked=None)], lambda one: one.category, HOURS)
    assert group.talked is None


@pytest.mark.parametrize(
    ("came", "rung", "minutes"),
    [
        (at(24, 12), at(24, 12, 20), 20),
        (at(24, 12, 40), at(24, 14, 50), 10),  # the break counts for nothing
        (at(27, 18, 10), at(30, 9, 20), 10),  # nor does the week-end
        (at(24, 8), at(24, 9), 0),
    ],
)
def test_waits_are_of_working_time(came, rung, minutes):
    waited = (rung - came).total_seconds() / 60
    assert median_wait([answered(waited, came=came)], HOURS) == minutes


def test_of_nobody_there_is_no_median():
    assert median_wait([], HOURS) is None
