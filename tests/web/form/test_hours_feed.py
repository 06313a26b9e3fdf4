"""Opening hours for calendars: parsed by the libraries that calendars are read with."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import recurring_ical_events

from rules.hours.schedule import calendar
from tests.leotron import HOURS
from web.hours_feed import AHEAD, BACK, write


def read(content):
    return icalendar.Calendar.from_ical(content)


def test_a_calendar_of_the_year_ahead_is_given_out_to_anybody(customer, now):
    answer = customer.client.get("/assistenza/orari.ics")
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    events = read(answer.data).walk("VEVENT")
    opened = [(one["dtstart"].dt, one["dtend"].dt) for one in events if one["uid"][:4] == "open"]
    days = calendar(now.date() - BACK, now.date() + AHEAD, HOURS)
    assert opened == [span for day in days for span in day.spans]
    assert len({one["uid"] for one in events}) == len(events)
    assert "/assistenza/orari.ics" in customer.client.get("/assistenza").text


def test_a_day_shows_its_hours_and_a_holiday_why_nobody_is_there():
    made = read(write(calendar(date(2026, 12, 21), date(2026, 12, 31), HOURS), _now(), "Orari"))
    query = recurring_ical_events.of(made)
    monday = sorted(query.at(date(2026, 12, 21)), key=lambda one: one["dtstart"].dt)
    assert [str(one["summary"]) for one in monday] == ["Assistenza aperta"] * 2
    assert monday[0]["dtstart"].dt == datetime(2026, 12, 21, 8, 15, tzinfo=UTC)
    (christmas,) = query.at(date(2026, 12, 25))
    assert "Natale" in christmas["summary"]
    assert christmas["dtend"].dt - christmas["dtstart"].dt == timedelta(days=1)
    assert made.errors == []
    assert all(one.errors == [] for one in made.walk("VEVENT"))


def test_hours_keep_their_place_on_the_wall_over_the_change_of_the_clock():
    days = calendar(date(2026, 3, 27), date(2026, 3, 30), HOURS)
    opened = read(write(days, _now(), "Orari")).walk("VEVENT")
    starts = [one["dtstart"].dt for one in opened if one["summary"] == "Assistenza aperta"]
    assert {(at.day, at.hour) for at in starts} >= {(27, 8), (30, 7)}


def _now():
    return datetime(2026, 12, 1, tzinfo=UTC)
