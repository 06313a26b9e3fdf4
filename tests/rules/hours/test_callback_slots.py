"""The times from which a customer may ask to be called."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest

from rules.hours.callback_slots import by_key, call_times, not_now, presets
from rules.hours.schedule import explain
from tests import leotron
from tests.leotron import HOURS

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=UTC)  # 16:00 in Verona


def local(times):
    zone = timedelta(hours=1)
    return [[f"{at + zone:%a %H:%M}" for at in day] for day in times]


def test_they_follow_each_other_by_the_hour_from_each_opening():
    first, second, *rest = local(call_times(FRIDAY, HOURS, j_system=False))
    assert first == ["Fri 16:45", "Fri 17:45"]
    hours = ["09:15", "10:15", "11:15", "12:15", "14:45", "15:45", "16:45", "17:45"]
    assert second == [f"Mon {hour}" for hour in hours]
    assert len(rest) == 3


def test_subscribers_may_choose_the_weekend():
    days = [day[0] for day in local(call_times(FRIDAY, HOURS, j_system=True))]
    assert days[:3] == ["Fri 16:45", "Sat 09:15", "Sun 09:15"]


def test_holidays_are_not_offered():
    christmas = datetime(2026, 12, 24, 20, 0, tzinfo=UTC)
    assert local(call_times(christmas, HOURS, j_system=True))[0][0] == "Sun 09:15"


def test_technicians_are_at_work_at_each_of_them():
    for at in chain.from_iterable(call_times(FRIDAY, HOURS, j_system=True)):
        assert at > FRIDAY
        assert explain(at, HOURS).open


@pytest.mark.parametrize(
    ("now", "offered"),
    [
        # on a Tuesday morning: all three are what they say
        (
            "2026-11-24T10:00",
            {
                "tra un'ora": "2026-11-24T11:00",
                "domani mattina, 9:15": "2026-11-25T09:15",
                "lunedì, 9:15": "2026-11-30T09:15",
            },
        ),
        # in an hour it is lunch; the patron saint's Monday is none
        (
            "2026-12-04T12:00",
            {"oggi alle 14:45": "2026-12-04T14:45", "lunedì, 9:15": "2026-12-07T09:15"},
        ),
        # before the Immacolata: the next morning is the day after it
        (
            "2026-12-07T17:30",
            {"mercoledì, 9:15": "2026-12-09T09:15", "lunedì 14/12, 9:15": "2026-12-14T09:15"},
        ),
    ],
)
def test_times_for_one_click_are_openings_under_the_name_of_their_day(now, offered):
    found = presets(leotron.at(now), HOURS, j_system=False)
    assert {one.label: one.at for one in found} == {
        label: leotron.at(then) for label, then in offered.items()
    }


@pytest.mark.parametrize(
    ("now", "j_system", "offered", "instead"),
    [
        ("2026-11-24T10:00", False, ["Tue 14:45", "Wed 09:15"], ["Tue 10:10", "Tue 11:00"]),
        ("2026-11-24T08:00", False, ["Tue 14:45", "Wed 09:15"], []),
        ("2026-11-24T13:20", False, ["Wed 09:15", "Wed 14:45"], []),
        ("2026-11-24T18:00", False, ["Wed 09:15", "Wed 14:45"], ["Tue 18:10"]),
        ("2026-11-28T10:00", False, ["Mon 14:45", "Tue 09:15"], []),
        ("2026-11-28T10:00", True, ["Sat 14:45", "Sun 09:15"], ["Sat 10:10", "Sat 11:00"]),
        ("2026-12-07T20:00", False, ["Wed 14:45", "Thu 09:15"], []),  # a holiday between
    ],
)
def test_by_key_the_next_half_days_are_offered_and_where_we_ring_soon_as_well(
    now, j_system, offered, instead
):
    at = datetime.fromisoformat(f"{now}+01:00").astimezone(UTC)
    (times,) = local([by_key(at, HOURS, j_system=j_system)])
    assert times == offered
    assert local([not_now(at, HOURS, j_system=j_system)]) == [[*instead, *offered]]
