"""The week of shifts: who may change what, and calendars that subscribe."""

import re
from datetime import datetime

import pytest
from icalendar import Calendar

from store import reading, rota

PAGE = "/console/turni"


@pytest.fixture
def carla(browser_of):
    return browser_of("carla")


def add(browser, **more):
    form = {
        "chi": "anna",
        "tipo": "on_call",
        "da": "2026-11-28T09:15",
        "a": "2026-11-28T12:45",
        "posto": "1",
        "settimane": "1",
    }
    return browser.post(f"{PAGE}/nuovo", page=PAGE, **(form | more))


def kept(sessions):
    with reading(sessions) as session:
        far = [datetime.fromisoformat(f"{year}-01-01T00:00:00+00:00") for year in (2000, 2090)]
        return rota.between(session, *far)


def test_a_supervisor_adds_weeks_of_shifts_at_the_same_time_on_the_wall(carla, sessions):
    assert add(carla, da="2027-03-20T09:15", a="2027-03-20T12:45", settimane="3").status_code == 303
    assert [f"{one.shift.start:%H:%M}" for one in kept(sessions)] == ["08:15", "08:15", "07:15"]


def test_the_week_shows_shifts_and_the_hours_that_nobody_covers(carla):
    add(carla)
    page = carla.get(f"{PAGE}?settimana=2026-11-28").text
    assert "Reperibile" in page
    assert "Nessuno è reperibile" in page
    assert "09:15–12:45" in page


def test_a_technician_gives_away_only_a_shift_of_their_own(carla, anna, browser_of, sessions):
    add(carla)
    [shift] = kept(sessions)
    give = f"{PAGE}/{shift.id}/cedi"
    bruno = browser_of("bruno")
    assert bruno.post(give, page=PAGE, a="bruno").status_code == 403
    assert kept(sessions)[0].shift.who == "anna"
    assert anna.post(give, page=PAGE, a="bruno").status_code == 303
    assert kept(sessions)[0].shift.given_by == ("anna",)


@pytest.mark.parametrize("what", ["nuovo", "1/togli"])
def test_technicians_do_not_write_the_rota(carla, anna, sessions, what):
    add(carla)
    assert anna.post(f"{PAGE}/{what}", page=PAGE).status_code == 403
    assert len(kept(sessions)) == 1


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"a": "2026-11-28T09:00"}, "dopo l&#39;inizio"),
        ({"a": "2027-11-28T09:00"}, "al massimo 60 giorni"),
        ({"da": "ieri"}, "un giorno e un&#39;ora"),
        ({"posto": "0"}, "un numero da 1 a 99"),
        ({"settimane": "1000"}, "un numero da 1 a 26"),
    ],
)
def test_what_cannot_be_is_said_in_italian_and_nothing_is_kept(carla, sessions, wrong, told):
    answer = add(carla, **wrong)
    assert (answer.status_code, kept(sessions)) == (422, [])
    assert told in answer.text


def test_a_second_shift_at_the_time_is_refused_in_italian(carla, sessions):
    add(carla)
    answer = add(carla, settimane="2", da="2026-11-28T10:00")
    assert "anna ha già un turno di quel tipo" in answer.text
    assert len(kept(sessions)) == 1


@pytest.mark.parametrize("asked", ["ieri", "2026-99-99", "0001-01-01", "9999-12-31"])
def test_any_week_that_is_asked_for_is_answered(anna, asked):
    assert anna.get(f"{PAGE}?settimana={asked}").status_code in {200, 422}


def test_a_calendar_subscribes_without_signing_in_and_sees_that_persons_shifts(
    carla, anna, stranger, sessions
):
    add(carla)
    add(carla, chi="bruno", posto="2")
    page = anna.post(f"{PAGE}/calendario", page=PAGE).text
    path = re.search(r'value="http://[^/"]+(/console/turni/[^"]+[.]ics)"', page).group(1)
    answer = stranger.get(path)
    assert answer.content_type.startswith("text/calendar")
    [event] = Calendar.from_ical(answer.data).events
    assert str(event["SUMMARY"]) == "anna: reperibilità"
    anna.post(f"{PAGE}/calendario", page=PAGE)
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{PAGE}/x.ics").status_code == 404
