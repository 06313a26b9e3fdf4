"""Minutes worked: whose month they fall in, and what pays for them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.billing.work_minutes import Pays, month_of, split
from rules.errors import BadInput
from tests.leotron import at

ROME = "Europe/Rome"
TWO_HOURS = 120


def shares_of(start, minutes, used=None, allowance=TWO_HOURS):
    """Month, minutes, what pays and local start of each share, as short as they can be read."""
    found = split(at(start), minutes, used or {}, allowance, ROME)
    letters = {Pays.J_SYSTEM: "J", Pays.BILLABLE: "€"}
    return [(s.month, s.minutes, letters[s.pays], s.started_at) for s in found]


ENTRIES = [
    # start, minutes, used before, shares: month, minutes, J-System or billed, start
    # within a month
    ("2026-11-24T10:00", 0, {}, []),  # nothing was done
    ("2026-11-24T10:00", 30, {}, [("2026-11", 30, "J", "2026-11-24T10:00")]),
    ("2026-11-24T10:00", 120, {}, [("2026-11", 120, "J", "2026-11-24T10:00")]),  # to the last one
    (  # one minute too many
        "2026-11-24T10:00",
        *(121, {}),
        [("2026-11", 120, "J", "2026-11-24T10:00"), ("2026-11", 1, "€", "2026-11-24T12:00")],
    ),
    (  # an hour and a half used before
        "2026-11-24T10:00",
        *(45, {"2026-11": 90}),
        [("2026-11", 30, "J", "2026-11-24T10:00"), ("2026-11", 15, "€", "2026-11-24T10:30")],
    ),
    ("2026-11-24T10:00", 45, {"2026-11": 120}, [("2026-11", 45, "€", "2026-11-24T10:00")]),
    ("2026-11-24T10:00", 45, {"2026-11": 500}, [("2026-11", 45, "€", "2026-11-24T10:00")]),
    ("2026-11-24T10:00", 45, {"2026-10": 120}, [("2026-11", 45, "J", "2026-11-24T10:00")]),
    # across the end of a month
    (
        "2026-11-30T23:30",
        *(60, {}),
        [("2026-11", 30, "J", "2026-11-30T23:30"), ("2026-12", 30, "J", "2026-12-01T00:00")],
    ),
    (  # the old month is used up, the new one is whole
        "2026-11-30T23:30",
        *(60, {"2026-11": 120}),
        [("2026-11", 30, "€", "2026-11-30T23:30"), ("2026-12", 30, "J", "2026-12-01T00:00")],
    ),
    (  # both are nearly used up: four shares
        "2026-11-30T23:30",
        *(60, {"2026-11": 110, "2026-12": 115}),
        [
            ("2026-11", 10, "J", "2026-11-30T23:30"),
            ("2026-11", 20, "€", "2026-11-30T23:40"),
            ("2026-12", 5, "J", "2026-12-01T00:00"),
            ("2026-12", 25, "€", "2026-12-01T00:05"),
        ],
    ),
    ("2026-11-30T23:30", 30, {}, [("2026-11", 30, "J", "2026-11-30T23:30")]),  # ends at midnight
    ("2026-12-01T00:00", 30, {}, [("2026-12", 30, "J", "2026-12-01T00:00")]),  # begins at midnight
    (  # the minute under way at midnight is November's
        "2026-11-30T23:58:30",
        *(3, {}),
        [("2026-11", 2, "J", "2026-11-30T23:58:30"), ("2026-12", 1, "J", "2026-12-01T00:00:30")],
    ),
    (  # across the year
        "2026-12-31T23:00",
        *(90, {}),
        [("2026-12", 60, "J", "2026-12-31T23:00"), ("2027-01", 30, "J", "2027-01-01T00:00")],
    ),
    (  # 28 February is the last day
        "2027-02-28T23:59",
        *(2, {}),
        [("2027-02", 1, "J", "2027-02-28T23:59"), ("2027-03", 1, "J", "2027-03-01T00:00")],
    ),
    ("2028-02-28T23:59", 2, {}, [("2028-02", 2, "J", "2028-02-28T23:59")]),  # there is a 29th
    # by UTC it is still November, by the desk's clock December
    ("2026-11-30T23:30+00:00", 60, {}, [("2026-12", 60, "J", "2026-12-01T00:30")]),
    # nights on which the clock changes, on the last day of a month
    ("2027-10-31T01:30+02:00", 120, {}, [("2027-10", 120, "J", "2027-10-31T01:30+02:00")]),
    (  # 31 October has 25 hours: a whole day of minutes ends before midnight
        "2027-10-31T00:30+02:00",
        *(1440, {}),
        [("2027-10", 120, "J", "2027-10-31T00:30+02:00"), ("2027-10", 1320, "€", "2027-10-31T02:30+02:00")],
    ),
    (  # 31 March 2024 has 23: what looks like 24 hours before midnight is an hour less
        "2024-03-31T00:00+01:00",
        *(1440, {"2024-03": 120}),
        [("2024-03", 1380, "€", "2024-03-31T00:00+01:00"), ("2024-04", 60, "J", "2024-04-01T00:00+02:00")],
    ),
    ("2024-03-31T01:45+01:00", 30, {}, [("2024-03", 30, "J", "2024-03-31T01:45+01:00")]),
]  # fmt: skip


@pytest.mark.parametrize(("start", "minutes", "used", "shares"), ENTRIES)
def test_an_entry_is_split_where_the_month_or_the_two_hours_end(start, minutes, used, shares):
    expected = [(month, part, pays, at(began)) for month, part, pays, began in shares]
    assert shares_of(start, minutes, used) == expected


def test_without_j_system_everything_is_billed():
    assert shares_of("2026-11-24T10:00", 30, allowance=0) == [
        ("2026-11", 30, "€", at("2026-11-24T10:00"))
    ]


STARTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2033, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
# Around midnight of a month's end, where the cuts are.
EDGES = st.builds(
    lambda year, month, seconds: datetime(year, month, 1, tzinfo=UTC) + timedelta(seconds=seconds),
    st.integers(2024, 2032),
    st.integers(1, 12),
    st.integers(-100_000, 10_000),
)
MINUTES = st.integers(0, 1440)


@given(STARTS | EDGES, MINUTES, st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_no_minute_is_lost_and_none_paid_twice(start, minutes, used, used_after, allowance):
    later = start + timedelta(minutes=minutes)
    months = {month_of(start, ROME): used, month_of(later, ROME): used_after}
    shares = split(start, minutes, months, allowance, ROME)
    assert sum(share.minutes for share in shares) == minutes
    assert all(share.minutes > 0 for share in shares)
    clock = start
    for share in shares:
        assert share.started_at == clock
        assert share.month == month_of(clock, ROME)
        last = clock + timedelta(minutes=share.minutes - 1)
        assert month_of(last, ROME) == share.month
        clock = last + timedelta(minutes=1)
    for month, before in months.items():
        included = [s.minutes for s in shares if s.month == month and s.pays is Pays.J_SYSTEM]
        assert before + sum(included) <= max(allowance, before)


@pytest.mark.parametrize(
    ("minutes", "used", "allowance", "named"),
    [
        (-1, {}, 120, "expected minutes from 0 to 1440, found -1"),
        (1441, {}, 120, "expected minutes from 0 to 1440, found 1441"),
        (10, {}, -1, "expected an allowance from 0 minutes up, found -1"),
        (10, {"2026-11": -5}, 120, "expected minutes used in 2026-11 from 0 up, found -5"),
    ],
)
def test_minutes_that_cannot_be_are_refused(minutes, used, allowance, named):
    with pytest.raises(BadInput, match=named):
        split(at("2026-11-24T10:00"), minutes, used, allowance, ROME)


def test_an_instant_needs_its_offset():
    naive = datetime(2026, 11, 24, 10)  # noqa: DTZ001  that is the mistake
    with pytest.raises(BadInput, match="found 2026-11-24T10:00:00"):
        split(naive, 10, {}, 120, ROME)


@pytest.mark.parametrize("far", [datetime.max, datetime.min])  # noqa: DTZ901
def test_years_beyond_the_calendar_are_refused(far):
    with pytest.raises(BadInput, match="expected"):
        split(far.replace(tzinfo=UTC), 10, {}, 120, "America/New_York")


@pytest.mark.parametrize(
    ("instant", "month"),
    [
        ("2026-11-30T22:59:59+00:00", "2026-11"),
        ("2026-11-30T23:00:00+00:00", "2026-12"),  # midnight in Verona, in winter
        ("2026-07-31T22:00:00+00:00", "2026-08"),  # and in summer
        ("2026-07-31T21:59:59+00:00", "2026-07"),
        ("0999-05-05T12:00:00+00:00", "0999-05"),
    ],
)
def test_the_month_is_that_of_the_desk(instant, month):
    assert month_of(at(instant), ROME) == month
