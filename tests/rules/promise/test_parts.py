"""What a promise is made of: working time, the pace of callers, and the count of those kept."""

from datetime import datetime, timedelta

import pytest

from rules.errors import BadInput
from rules.hours.schedule import Hours
from rules.hours.working_time import after, between, is_open
from rules.promise import Made, arrival_rate_of, kept_by_week
from rules.promise.wait_simulation import Handling, attempts_to_expect
from tests.leotron import HOURS, ROME, at

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("start", "minutes", "j_system", "ends"),
    [
        ("2026-11-24T10:00", 0, False, "2026-11-24T10:00"),
        ("2026-11-24T10:00", 90, False, "2026-11-24T11:30"),
        ("2026-11-24T12:15", 29, False, "2026-11-24T12:44"),
        ("2026-11-24T12:15", 30, False, "2026-11-24T14:45"),  # 12:45 is closed already
        ("2026-11-24T12:15", 31, False, "2026-11-24T14:46"),
        ("2026-11-24T13:00", 0, False, "2026-11-24T14:45"),
        ("2026-11-24T17:15", 61, False, "2026-11-25T09:16"),
        ("2026-11-24T09:15", 7 * 60, False, "2026-11-25T09:15"),
        ("2026-11-27T18:00", 20, False, "2026-11-30T09:20"),
        ("2026-11-27T18:00", 20, True, "2026-11-28T09:20"),  # subscribers: Saturday
        ("2026-11-28T18:00", 20, True, "2026-11-29T09:20"),  # and Sunday morning
        ("2026-11-29T12:40", 20, True, "2026-11-30T09:30"),
        ("2026-12-24T18:00", 20, False, "2026-12-28T09:20"),  # Christmas, then a week-end
        ("2026-12-24T18:00", 20, True, "2026-12-27T09:20"),  # Santo Stefano is a Saturday
    ],
)
def test_work_is_counted_through_open_time(
    start: str, minutes: int, j_system: bool, ends: str
) -> None:
    found = after(at(start), minutes * MINUTE, HOURS, j_system=j_system)
    assert found == at(ends)
    assert found.utcoffset() == timedelta()
    assert is_open(found, HOURS, j_system=j_system)
    assert between(at(start), found, HOURS, j_system=j_system) == minutes * MINUTE


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-24T10:00", "2026-11-24T09:00", 0),
        ("2026-11-24T12:50", "2026-11-24T14:40", 0),
        ("2026-11-24T00:00", "2026-11-25T00:00", 7 * 60),
        ("2026-11-23T00:00", "2026-11-30T00:00", 5 * 7 * 60),
    ],
)
def test_closed_time_does_not_count(start: str, end: str, minutes: int) -> None:
    assert between(at(start), at(end), HOURS, j_system=False) == minutes * MINUTE


def test_desk_that_never_opens_promises_nothing() -> None:
    never = Hours("Europe/Rome", "off", "off")
    with pytest.raises(BadInput, match="of work within 400 days"):
        after(at("2026-11-24T10:00"), MINUTE, never, j_system=False)


def callers(*called: str, urgency: str = "normal") -> list[tuple[datetime, str]]:
    return [(at(one), urgency) for one in called]


def test_pace_is_learnt_by_the_hour_where_the_desk_is() -> None:
    monday_to_friday = [f"2026-11-{day}T10:30" for day in (23, 24, 25, 26, 27)] * 4
    pace = arrival_rate_of(callers(*monday_to_friday), weeks=1, timezone=ROME.key)
    hour = at("2026-12-01T10:00"), at("2026-12-01T11:00")
    assert pace.callers(*hour) == pytest.approx((2 + 4) / 2)  # the usual week, and this one
    assert pace.callers(at("2026-12-01T10:00"), at("2026-12-01T10:30")) == pytest.approx(1.5)
    assert pace.callers(at("2026-12-05T10:00"), at("2026-12-05T11:00")) == pytest.approx(0.15)
    assert pace.callers(hour[1], hour[0]) == 0


@pytest.mark.parametrize(
    ("urgency", "share"),
    [("blocking", 0), ("high", 0.1), ("normal", 0.3), ("low", 0.9), ("unheard of", 0.3)],
)
def test_more_urgent_are_those_who_come_first(urgency: str, share: float) -> None:
    assert arrival_rate_of((), 0, ROME.key).more_urgent(urgency) == pytest.approx(share)


def test_unknown_urgency_counts_as_normal() -> None:
    past = callers("2026-11-24T10:30", urgency="odd")
    assert arrival_rate_of(past, 1, ROME.key).urgency["normal"] == pytest.approx(7 / 11)


@pytest.mark.parametrize(("known", "expected"), [(0, 20), (5, 20), (20, 20), (300, 300)])
def test_few_known_attempts_are_filled_up_with_usual_ones(known: int, expected: int) -> None:
    found = attempts_to_expect(Handling(spoken=(7.0,) * known))
    assert len(found) == expected
    assert found == sorted(found)
    assert sum(seconds == 7.0 for seconds, _ in found) == known


ROUND = "2026-11-27T18:00"


@pytest.mark.parametrize(
    ("promised", "called", "counted"),
    [
        ("2026-11-24T10:00", "2026-11-24T09:59", ("2026-W48", 1, 1)),
        ("2026-11-24T10:00", "2026-11-24T10:00", ("2026-W48", 1, 1)),
        ("2026-11-24T10:00", "2026-11-24T10:00:01", ("2026-W48", 1, 0)),
        ("2026-11-24T10:00", None, ("2026-W48", 1, 0)),  # due, and nobody rang
        (ROUND, None, ("2026-W48", 1, 0)),
        ("2026-11-27T18:05", None, None),  # not due yet
        ("2026-11-27T18:05", "2026-11-27T17:00", None),  # kept already, counted when it is due
        ("2026-11-23T00:00", None, ("2026-W48", 1, 0)),  # Monday's first minute in Rome
        ("2026-11-22T23:59", None, ("2026-W47", 1, 0)),
        ("2026-01-01T00:00", None, ("2026-W01", 1, 0)),
        ("2025-12-29T10:00", None, ("2026-W01", 1, 0)),  # the ISO week's year
    ],
)
def test_promise_counts_in_the_week_in_which_it_fell_due(
    promised: str, called: str | None, counted: tuple[str, int, int] | None
) -> None:
    one = Made(at(promised), at(called) if called else None)
    weeks = kept_by_week([one], at(ROUND), ROME.key)
    assert [(week.week, week.promised, week.kept) for week in weeks] == (
        [counted] if counted else []
    )


def test_weeks_come_in_order_with_their_share() -> None:
    made = [
        Made(at("2026-11-24T10:00"), at("2026-11-24T09:00")),
        Made(at("2026-11-17T10:00"), None),
        Made(at("2026-11-25T10:00"), at("2026-11-25T09:00")),
        Made(at("2026-11-26T10:00"), None),
    ]
    assert [week.as_json() for week in kept_by_week(made, at(ROUND), ROME.key)] == [
        {"week": "2026-W47", "promised": 1, "kept": 0, "share": 0.0},
        {"week": "2026-W48", "promised": 3, "kept": 2, "share": 0.667},
    ]
