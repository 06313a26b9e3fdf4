"""Who is at work at an instant, and when a message left then is taken in charge."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.errors import BadInput
from rules.hours.schedule import Flow, Hours, calendar, explain
from tests.leotron import HOURS, WEEKDAY, WEEKEND, at

MICROSECOND = timedelta(microseconds=1)
CLOSED_AT_CHRISTMAS = replace(
    HOURS,
    extra={date(2026, 12, day): "chiusura natalizia" for day in (24, 28, 29, 30, 31)},
)


def test_saturday_is_explained_as_the_contract_shows() -> None:
    assert explain(at("2026-11-28T10:00:00+01:00"), HOURS).as_json() == {
        "at": "2026-11-28T10:00:00+01:00",
        "flow": "weekend",
        "open": True,
        "reason": "sabato, orario di assistenza week-end",
        "in_charge_at": {
            "standard": "2026-11-30T09:15:00+01:00",
            "j_system": "2026-11-28T10:00:00+01:00",
        },
    }


@pytest.mark.parametrize(
    ("when", "is_open"),
    [
        ("2026-11-24T09:14:59.999999", False),
        ("2026-11-24T09:15:00", True),
        ("2026-11-24T12:44:59.999999", True),
        ("2026-11-24T12:45:00", False),
        ("2026-11-24T14:44:59.999999", False),
        ("2026-11-24T14:45:00", True),
        ("2026-11-24T18:14:59.999999", True),
        ("2026-11-24T18:15:00", False),
        ("2026-11-28T09:15:00", True),  # Saturday, all day
        ("2026-11-28T18:14:59", True),
        ("2026-11-28T18:15:00", False),
        ("2026-11-29T09:14:59", False),  # Sunday, the morning alone
        ("2026-11-29T12:44:59", True),
        ("2026-11-29T12:45:00", False),
        ("2026-11-29T14:45:00", False),
    ],
)
def test_hours_begin_and_end_to_the_second(when: str, is_open: bool) -> None:
    assert explain(at(when), HOURS).open is is_open


@pytest.mark.parametrize(
    ("when", "flow", "standard", "j_system"),
    [
        # a weekday
        ("2026-11-24T00:00", "weekday", "2026-11-24T09:15", "2026-11-24T09:15"),
        ("2026-11-24T09:14:59", "weekday", "2026-11-24T09:15", "2026-11-24T09:15"),
        ("2026-11-24T10:00", "weekday", "2026-11-24T10:00", "2026-11-24T10:00"),
        ("2026-11-24T12:45", "weekday", "2026-11-24T14:45", "2026-11-24T14:45"),
        ("2026-11-24T18:15", "weekday", "2026-11-25T09:15", "2026-11-25T09:15"),
        # into and over a week-end
        ("2026-11-27T18:15", "weekday", "2026-11-30T09:15", "2026-11-28T09:15"),
        ("2026-11-28T13:00", "weekend", "2026-11-30T09:15", "2026-11-28T14:45"),
        ("2026-11-28T20:00", "weekend", "2026-11-30T09:15", "2026-11-29T09:15"),
        ("2026-11-29T12:44:59", "weekend", "2026-11-30T09:15", "2026-11-29T12:44:59"),
        ("2026-11-29T12:45", "weekend", "2026-11-30T09:15", "2026-11-30T09:15"),
        # holidays on a weekday, on a Saturday, on a Sunday
        ("2026-12-08T10:00", "holiday", "2026-12-09T09:15", "2026-12-09T09:15"),
        ("2026-04-25T10:00", "holiday", "2026-04-27T09:15", "2026-04-26T09:15"),
        ("2026-11-01T10:00", "holiday", "2026-11-02T09:15", "2026-11-02T09:15"),
        ("2026-12-26T10:00", "holiday", "2026-12-28T09:15", "2026-12-27T09:15"),
        # the patron saint, and Saint Francis before and after the law
        ("2026-05-21T10:00", "holiday", "2026-05-22T09:15", "2026-05-22T09:15"),
        ("2028-05-21T10:00", "holiday", "2028-05-22T09:15", "2028-05-22T09:15"),  # a Sunday
        ("2024-10-04T10:00", "weekday", "2024-10-04T10:00", "2024-10-04T10:00"),
        ("2025-10-04T10:00", "weekend", "2025-10-06T09:15", "2025-10-04T10:00"),
        ("2026-10-04T10:00", "holiday", "2026-10-05T09:15", "2026-10-05T09:15"),  # a Sunday
        ("2027-10-04T10:00", "holiday", "2027-10-05T09:15", "2027-10-05T09:15"),  # a Monday
        # Easter: Friday evening to Tuesday, with a Saturday between
        ("2026-04-03T18:15", "weekday", "2026-04-07T09:15", "2026-04-04T09:15"),
        ("2026-04-04T18:15", "weekend", "2026-04-07T09:15", "2026-04-07T09:15"),
        ("2026-04-05T10:00", "holiday", "2026-04-07T09:15", "2026-04-07T09:15"),
        ("2026-04-06T10:00", "holiday", "2026-04-07T09:15", "2026-04-07T09:15"),
        # National Unity Day: the first Sunday of November, 4 November
        ("2025-11-02T10:00", "weekend", "2025-11-03T09:15", "2025-11-02T10:00"),
        ("2027-11-07T10:00", "weekend", "2027-11-08T09:15", "2027-11-07T10:00"),
        ("2026-11-04T10:00", "weekday", "2026-11-04T10:00", "2026-11-04T10:00"),
        # the year's end
        ("2026-12-31T18:15", "weekday", "2027-01-04T09:15", "2027-01-02T09:15"),
        ("2026-12-31T23:59:59", "weekday", "2027-01-04T09:15", "2027-01-02T09:15"),
        ("2027-01-01T00:00", "holiday", "2027-01-04T09:15", "2027-01-02T09:15"),
        ("2025-12-31T18:15", "weekday", "2026-01-02T09:15", "2026-01-02T09:15"),
        # midnight between a holiday and the day after, and the same in Greenwich
        ("2026-12-08T23:59:59.999999", "holiday", "2026-12-09T09:15", "2026-12-09T09:15"),
        ("2026-12-07T23:30:00+00:00", "holiday", "2026-12-09T09:15", "2026-12-09T09:15"),
        ("2026-12-08T23:30:00+00:00", "weekday", "2026-12-09T09:15", "2026-12-09T09:15"),
        # the nights on which the clock changes
        ("2026-03-28T18:15", "weekend", "2026-03-30T09:15", "2026-03-29T09:15"),
        ("2026-03-29T01:59:59+01:00", "weekend", "2026-03-30T09:15", "2026-03-29T09:15"),
        ("2026-03-29T03:00:00+02:00", "weekend", "2026-03-30T09:15", "2026-03-29T09:15"),
        ("2026-10-24T18:15", "weekend", "2026-10-26T09:15", "2026-10-25T09:15"),
        ("2026-10-25T02:30:00+02:00", "weekend", "2026-10-26T09:15", "2026-10-25T09:15"),
        ("2026-10-25T02:30:00+01:00", "weekend", "2026-10-26T09:15", "2026-10-25T09:15"),
    ],
)
def test_day_decides_the_flow_and_hours_when_it_is_taken_in_charge(
    when: str, flow: str, standard: str, j_system: str
) -> None:
    found = explain(at(when), HOURS)
    assert found.flow == flow
    assert found.in_charge_standard == at(standard)
    assert found.in_charge_j_system == at(j_system)


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2026-11-24T08:00", "martedì, prima dell'apertura"),
        ("2026-11-24T10:00", "martedì, orario di assistenza"),
        ("2026-11-24T13:00", "martedì, pausa pranzo"),
        ("2026-11-24T18:15", "martedì, dopo la chiusura"),
        ("2026-11-28T10:00", "sabato, orario di assistenza week-end"),
        ("2026-11-28T13:00", "sabato, pausa pranzo"),
        ("2026-11-28T20:00", "sabato, dopo la chiusura"),
        ("2026-11-29T09:00", "domenica, prima dell'apertura"),
        ("2026-11-29T10:00", "domenica, orario di assistenza week-end"),
        ("2026-11-29T12:45", "domenica pomeriggio, dopo la chiusura"),
        ("2026-11-29T18:00", "domenica sera, dopo la chiusura"),
        ("2026-12-25T10:00", "Natale"),
        ("2026-04-05T03:00", "Pasqua"),
        ("2026-05-21T20:00", "San Zeno"),
        ("2026-11-01T10:00", "Ognissanti"),  # National Unity Day too, which is not told
        ("2026-12-24T10:00", "chiusura natalizia"),
    ],
)
def test_reason_says_why_in_italian(when: str, reason: str) -> None:
    assert explain(at(when), CLOSED_AT_CHRISTMAS).reason == reason


@pytest.mark.parametrize(
    ("weekday", "when", "reason"),
    [
        ("Mo-Fr 08:00-10:00,10:30-16:00", "2026-11-24T10:15", "martedì, pausa"),
        ("Mo-Fr 08:00-10:00,15:00-16:00", "2026-11-24T10:15", "martedì, pausa pranzo"),
        ("Mo,We-Fr 08:00-16:00", "2026-11-24T10:00", "martedì, nessun orario di assistenza"),
        ("Mo-Fr 22:00-06:00", "2026-11-24T05:00", "martedì, orario di assistenza"),
        ("Mo-Fr 22:00-06:00", "2026-11-24T20:00", "martedì, pausa pranzo"),
        ("Mo-Fr 22:00-06:00", "2026-11-24T23:59", "martedì, orario di assistenza"),
    ],
)
def test_reason_fits_other_hours_too(weekday: str, when: str, reason: str) -> None:
    assert explain(at(when), replace(HOURS, weekday=weekday)).reason == reason


@pytest.mark.parametrize(
    ("when", "flow", "standard", "j_system"),
    [
        ("2026-12-23T18:15", "weekday", "2027-01-04T09:15", "2026-12-27T09:15"),
        ("2026-12-24T10:00", "holiday", "2027-01-04T09:15", "2026-12-27T09:15"),
        ("2026-12-27T12:45", "weekend", "2027-01-04T09:15", "2027-01-02T09:15"),
        ("2026-12-28T10:00", "holiday", "2027-01-04T09:15", "2027-01-02T09:15"),
    ],
)
def test_bridge_of_closed_days_is_crossed(
    when: str, flow: str, standard: str, j_system: str
) -> None:
    found = explain(at(when), CLOSED_AT_CHRISTMAS)
    assert found.flow == flow
    assert found.in_charge_standard == at(standard)
    assert found.in_charge_j_system == at(j_system)


def test_hours_of_the_other_line_do_not_count_on_a_day() -> None:
    always = replace(HOURS, weekday="24/7")
    assert not explain(at("2026-11-28T20:00"), always).open
    assert explain(at("2026-11-28T20:00"), always).in_charge_standard == at("2026-11-30T00:00")


def test_j_system_waits_for_a_weekday_when_there_are_no_hours_at_the_week_end() -> None:
    found = explain(at("2026-11-28T10:00"), replace(HOURS, weekend="off"))
    assert (found.flow, found.open) == (Flow.WEEKEND, False)
    assert found.in_charge_j_system == found.in_charge_standard == at("2026-11-30T09:15")


@pytest.mark.parametrize("weekday", ["off", "Sa-Su 09:15-12:45", "2020 Mo-Fr 09:15-12:45"])
def test_desk_that_never_opens_is_refused_and_not_waited_for(weekday: str) -> None:
    with pytest.raises(BadInput, match="expected weekday hours within 400 days"):
        explain(at("2026-11-24T10:00"), replace(HOURS, weekday=weekday))


def test_hours_that_nobody_is_sure_of_are_not_promised() -> None:
    hours = replace(HOURS, weekday='Mo-Fr 09:15-10:00 unknown, 10:00-11:00, 11:00-12:00 "a voce"')
    [day] = calendar(date(2026, 11, 24), date(2026, 11, 24), hours)
    assert day.spans == ((at("2026-11-24T10:00"), at("2026-11-24T12:00")),)


@pytest.mark.parametrize(
    "now",
    [
        at("2026-11-24T10:00"),
        at("2026-11-24T10:00").astimezone(timezone(timedelta(hours=-8))),
    ],
)
def test_instants_come_back_in_utc_whatever_the_zone_of_the_question(now: datetime) -> None:
    found = explain(now, HOURS)
    for instant in (found.at, found.in_charge_standard, found.in_charge_j_system):
        assert instant.tzinfo is UTC


def test_instant_without_offset_is_refused() -> None:
    with pytest.raises(BadInput, match="expected an instant with its offset"):
        explain(datetime(2026, 11, 24, 10), HOURS)  # noqa: DTZ001


def test_other_closures_are_not_taken_from_what_was_asked_before() -> None:
    """Equal but for their closures, both keep their own answers."""
    when = at("2026-12-24T10:00")
    assert explain(when, HOURS).flow is Flow.WEEKDAY
    assert explain(when, CLOSED_AT_CHRISTMAS).flow is Flow.HOLIDAY
    assert explain(when, Hours("Europe/Rome", WEEKDAY, WEEKEND)).flow is Flow.WEEKDAY


def test_hours_are_a_value_that_nobody_alters() -> None:
    closures = {date(2026, 12, 24): "chiusura natalizia"}
    hours = replace(HOURS, extra=closures)
    closures.clear()
    assert explain(at("2026-12-24T10:00"), hours).holiday == "chiusura natalizia"
    with pytest.raises(FrozenInstanceError):
        hours.weekday = "24/7"  # type: ignore[misc]


MINUTES = st.integers(0, 24 * 60)
INSTANTS = st.datetimes(
    datetime(2024, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(2033, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
DAYS = st.dates(date(2025, 12, 20), date(2026, 1, 20))


@given(
    INSTANTS,
    st.dictionaries(DAYS, st.just("chiusura"), max_size=12),
    st.frozensets(DAYS, max_size=12),
    st.fractions(0, 1),
)
def test_what_is_promised_is_the_first_opening(
    now: datetime, extra: dict[date, str], working: frozenset[date], part: float
) -> None:
    hours = replace(HOURS, extra=extra, working=working)
    found = explain(now, hours)
    standard, j_system = found.in_charge_standard, found.in_charge_j_system
    assert now <= j_system <= standard
    assert found.open is (now == j_system)
    assert explain(standard, hours).open
    assert explain(standard, hours).flow is Flow.WEEKDAY
    assert explain(j_system, hours).open
    if now < j_system:
        between = now + (j_system - MICROSECOND - now) * float(part)
        assert not explain(between, hours).open
        assert explain(between, hours).in_charge_j_system == j_system
        assert explain(between, hours).in_charge_standard == standard
