"""The calendar, its holidays, the nights on which the clock changes, and what is refused."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from rules.errors import BadInput
from rules.hours.schedule import Day, Flow, Hours, calendar, explain, holiday_on
from tests.leotron import HOURS, WEEKDAY, WEEKEND, at

SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def day_of(day: date, hours: Hours) -> Day:
    [found] = calendar(day, day, hours)
    return found


def worked(day: Day) -> timedelta:
    return sum((end - start for start, end in day.spans), timedelta())


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 1), "Capodanno"),
        (date(2026, 1, 6), "Epifania"),
        (date(2026, 4, 5), "Pasqua"),
        (date(2026, 4, 6), "Lunedì dell'Angelo"),
        (date(2026, 4, 25), "Anniversario della Liberazione"),
        (date(2026, 5, 1), "Festa del Lavoro"),
        (date(2026, 5, 21), "San Zeno"),
        (date(2026, 6, 2), "Festa della Repubblica"),
        (date(2026, 8, 15), "Assunzione della Beata Vergine Maria"),
        (date(2025, 10, 4), None),
        (date(2026, 10, 4), "Festa nazionale di San Francesco d'Assisi, patrono d'Italia"),
        (date(2026, 11, 1), "Ognissanti"),  # also the first Sunday of November
        (date(2026, 11, 4), None),
        (date(2025, 11, 2), None),  # National Unity Day
        (date(2026, 12, 8), "Immacolata Concezione"),
        (date(2026, 12, 24), None),
        (date(2026, 12, 25), "Natale"),
        (date(2026, 12, 26), "Santo Stefano"),
        (date(2026, 12, 31), None),
        (date(2038, 4, 25), "Anniversario della Liberazione e Pasqua"),
    ],
)
def test_holidays_have_their_italian_names(day: date, name: str | None) -> None:
    assert holiday_on(day, HOURS) == name


@pytest.mark.parametrize(
    ("country", "province", "day", "name"),
    [
        ("IT", "VE", date(2026, 5, 21), None),  # Venice
        ("IT", "MI", date(2026, 12, 7), "Sant'Ambrogio"),
        ("IT", None, date(2026, 5, 21), None),
        ("IT", None, date(2026, 12, 25), "Natale"),
        ("FR", None, date(2026, 7, 14), "Fête nationale"),
    ],
)
def test_place_decides_its_holidays(
    country: str, province: str | None, day: date, name: str | None
) -> None:
    assert holiday_on(day, replace(HOURS, country=country, province=province)) == name


def test_names_do_not_depend_on_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en_US")
    hours = replace(HOURS, country="IT", province="MI")  # not asked for in any other test's year
    assert holiday_on(date(2031, 12, 25), hours) == "Natale"


def test_closure_of_ours_is_told_by_its_own_name() -> None:
    extra = {date(2026, 12, 24): "chiusura natalizia", date(2026, 12, 25): "buon Natale"}
    hours = replace(HOURS, extra=extra)
    assert holiday_on(date(2026, 12, 24), hours) == "chiusura natalizia"
    assert holiday_on(date(2026, 12, 25), hours) == "buon Natale"
    assert day_of(date(2026, 12, 24), hours).flow is Flow.HOLIDAY


def test_working_holiday_is_a_day_like_others() -> None:
    hours = replace(HOURS, working=frozenset({date(2026, 10, 4), date(2026, 12, 8)}))
    assert holiday_on(date(2026, 12, 8), hours) is None
    assert explain(at("2026-12-08T10:00"), hours).flow is Flow.WEEKDAY
    assert explain(at("2026-12-08T10:00"), hours).open
    assert explain(at("2026-10-04T10:00"), hours).flow is Flow.WEEKEND  # a Sunday
    assert explain(at("2026-12-25T10:00"), hours).flow is Flow.HOLIDAY


def test_calendar_tells_each_day_and_why() -> None:
    days = calendar(date(2026, 4, 3), date(2026, 4, 7), HOURS)
    assert [(day.date.day, day.flow.value, day.reason, len(day.spans)) for day in days] == [
        (3, "weekday", "venerdì, orario di assistenza", 2),  # Good Friday is a working day
        (4, "weekend", "sabato, orario di assistenza week-end", 2),
        (5, "holiday", "Pasqua", 0),
        (6, "holiday", "Lunedì dell'Angelo", 0),
        (7, "weekday", "martedì, orario di assistenza", 2),
    ]


def test_day_without_hours_is_closed_and_no_holiday() -> None:
    day = day_of(date(2026, 11, 29), replace(HOURS, weekend="Sa 09:15-12:45"))
    assert (day.flow, day.spans, day.holiday) == (Flow.WEEKEND, (), None)
    assert day.reason == "domenica, nessun orario di assistenza"


def test_day_is_shown_in_local_time() -> None:
    assert day_of(date(2026, 11, 29), HOURS).as_json() == {
        "date": "2026-11-29",
        "flow": "weekend",
        "open": True,
        "hours": [{"from": "2026-11-29T09:15:00+01:00", "to": "2026-11-29T12:45:00+01:00"}],
        "reason": "domenica, orario di assistenza week-end",
        "holiday": None,
    }


@pytest.mark.parametrize(
    ("weekend", "spring", "autumn"),
    [  # what is worked on Sundays when the clock skips or repeats 02:00 to 03:00
        ("24/7", 23, 25),
        ("Su 01:30-04:00", 1.5, 3.5),
        ("Su 02:15-02:45", 0, 1),
        ("Su 01:30-02:30", 0.5, 1.5),
        ("Su 02:30-03:30", 0.5, 1.5),
        ("Su 09:15-12:45", 3.5, 3.5),
    ],
)
def test_clock_changes_alter_the_hours_that_are_worked(
    weekend: str, spring: float, autumn: float
) -> None:
    hours = replace(HOURS, weekend=weekend)
    assert worked(day_of(SPRING, hours)) == timedelta(hours=spring)
    assert worked(day_of(AUTUMN, hours)) == timedelta(hours=autumn)


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
@pytest.mark.parametrize("weekend", ["Su 01:30-02:30", "Su 02:15-02:45", "Su 02:30-03:30"])
def test_desk_is_open_whenever_the_wall_clock_says_so(day: date, weekend: str) -> None:
    hours = replace(HOURS, weekend=weekend)
    opens, closes = weekend.removeprefix("Su ").split("-")
    midnight = at(f"{day}T00:00")
    for minute in range(6 * 60):
        found = explain(midnight + timedelta(minutes=minute), hours)
        shown = found.as_json()["at"][11:16]
        assert found.open is (opens <= shown < closes), found.as_json()["at"]


def test_repeated_hour_is_shown_with_its_offset() -> None:
    first, second = at("2026-10-25T02:30:00+02:00"), at("2026-10-25T02:30:00+01:00")
    assert second - first == timedelta(hours=1)
    assert explain(first, HOURS).as_json()["at"] == "2026-10-25T02:30:00+02:00"
    assert explain(second, HOURS).as_json()["at"] == "2026-10-25T02:30:00+01:00"


@pytest.mark.parametrize(
    ("evening", "hours_to_wait"),
    [
        ("2026-03-27T18:15", 15),
        ("2026-03-28T18:15", 14),  # the night has an hour less
        ("2026-10-24T18:15", 16),  # and here an hour more
    ],
)
def test_wait_until_the_next_opening_counts_the_hours_that_pass(
    evening: str, hours_to_wait: int
) -> None:
    found = explain(at(evening), HOURS)
    assert found.in_charge_j_system - found.at == timedelta(hours=hours_to_wait)


def test_midnight_that_a_zone_skips_or_repeats_still_bounds_the_day() -> None:
    """In Havana the clock changes at midnight."""
    havana = Hours("America/Havana", "24/7", "24/7")
    assert [worked(day) // timedelta(hours=1) for day in (
        *calendar(date(2026, 3, 7), date(2026, 3, 9), havana),
        *calendar(date(2026, 10, 31), date(2026, 10, 31), havana),
    )] == [24, 23, 24, 24]  # fmt: skip
    repeated = day_of(date(2027, 11, 7), replace(havana, working=frozenset({date(2027, 11, 7)})))
    assert worked(repeated) == timedelta(hours=25)


def test_holidays_written_into_the_hours_change_nothing() -> None:
    hours = replace(HOURS, weekday="Mo-Fr 09:15-12:45; PH 10:00-11:00; Oct 04 off")
    assert explain(at("2026-12-25T10:30"), hours).flow is Flow.HOLIDAY
    assert not explain(at("2026-12-25T10:30"), hours).open


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"timezone": "Europe/Verona"}, 'expected a time zone such as Europe/Rome, found "Euro'),
        ({"timezone": ""}, 'expected a time zone such as Europe/Rome, found ""'),
        ({"timezone": "../etc/passwd"}, "expected a time zone"),
        ({"timezone": "Europe"}, "expected a time zone"),
        ({"country": "XX"}, 'expected a country such as IT, found "XX"'),
        ({"country": "it"}, 'expected a country such as IT, found "it"'),
        ({"province": "ZZ"}, 'expected a province of IT such as VR, found "ZZ"'),
        ({"province": "Verona"}, 'expected a province of IT such as VR, found "Verona"'),
        ({"country": "FR"}, 'expected a province of FR such as VR, found "VR"'),
        ({"weekday": "Lu-Ve 09:15-12:45"}, "expected opening hours"),
        ({"weekend": ""}, "expected opening hours"),
        ({"weekend": "Sa 9-12"}, "expected opening hours"),
        ({"weekday": "Mo-Fr sunrise-12:45"}, "expected hours by the clock, found sunrise"),
    ],
)
def test_wrong_hours_are_refused_when_they_are_made(change: dict[str, str], message: str) -> None:
    with pytest.raises(BadInput) as refused:
        replace(HOURS, **change)  # type: ignore[arg-type]
    assert str(refused.value).startswith(message)


def test_refused_hours_come_with_a_mark_under_the_place() -> None:
    with pytest.raises(BadInput) as refused:
        Hours("Europe/Rome", "Mo-Fr 09:15-12:75", WEEKEND)
    assert "1 | Mo-Fr 09:15-12:75\n  |                ^---" in str(refused.value)


@pytest.mark.parametrize(
    "now",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime(1977, 12, 31, 12, tzinfo=UTC),
        datetime(2100, 12, 31, 20, tzinfo=UTC),  # what opens next is beyond
        datetime(2101, 1, 1, tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
    ],
)
def test_years_of_which_no_holidays_are_known_are_refused(now: datetime) -> None:
    with pytest.raises(BadInput, match="expected a day from 1978 to 2100"):
        explain(now, HOURS)


def test_first_and_last_days_known_are_answered() -> None:
    assert explain(at("1978-01-01T00:00"), HOURS).holiday == "Capodanno"  # 1977 in Greenwich
    assert holiday_on(date(2100, 12, 25), HOURS) == "Natale"
    with pytest.raises(BadInput, match="found 2101-01-01"):
        holiday_on(date(2101, 1, 1), HOURS)


def test_calendar_backwards_is_refused() -> None:
    with pytest.raises(BadInput, match="expected a last day not before 2026-11-24"):
        calendar(date(2026, 11, 24), date(2026, 11, 23), HOURS)


def test_weekday_hours_alone_need_no_province() -> None:
    assert Hours("UTC", WEEKDAY, WEEKEND, province=None).province is None
