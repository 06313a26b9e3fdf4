"""The week of shifts: who may change what, and calendars that subscribe."""

import re
from datetime import datetime
from html import unescape

import pytest
from icalendar import Calendar

from rules.rota import Kind
from store import reading
from store.staff import rota

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
        ({"a": "2026-11-28T09:00"}, "A: dopo l'inizio"),
        ({"a": "2027-11-28T09:00"}, "A: dopo l'inizio, e al massimo 60 giorni"),
        ({"da": "ieri"}, "Da: un giorno e un'ora"),
        ({"da": ""}, "Da: un giorno e un'ora"),
        ({"a": "2026-02-31T10:00"}, "come 28/11/2026 10:00, ed è arrivato «31/02/2026 10:00»"),
        ({"a": "٢٨/11/2026 10:00"}, "A: un giorno e un'ora"),
        ({"da": "2026-11-28T09:15", "a": "0001-01-01T00:00"}, "dal 2000 al 2099"),
        ({"posto": "0"}, "Posto fra i reperibili: un numero da 1 a 99, ed è arrivato «0»"),
        ({"settimane": "1000"}, "Per quante settimane: un numero da 1 a 26"),
        ({"chi": "nessuno"}, "Chi: scegli una persona dell'elenco, ed è arrivato «nessuno»"),
        ({"chi": ""}, "Chi: scegli una persona dell'elenco."),
        (
            {"da": "2027-03-28T02:30", "a": "2027-03-28T09:00"},
            "Da: alle 02:30 del 28/03/2027 l'oro",
        ),
        (  # the second of two weeks
            {"da": "2027-03-21T02:30", "a": "2027-03-21T09:00", "settimane": "2"},
            "alle 02:30 del 28/03/2027 l'orologio non passa",
        ),
    ],
)
def test_what_cannot_be_is_said_in_italian_and_nothing_is_kept(carla, sessions, wrong, told):
    answer = add(carla, **wrong)
    assert (answer.status_code, kept(sessions)) == (422, [])
    assert told in unescape(answer.text)


def test_an_absence_may_last_for_months(carla, sessions):
    assert add(carla, tipo="absence", a="2027-06-28T09:00").status_code == 303
    assert [one.shift.kind for one in kept(sessions)] == [Kind.ABSENCE]


def test_a_shift_that_was_refused_stands_in_the_form_as_it_was_typed(carla):
    answer = add(carla, chi="bruno", tipo="duty", da="28/11/2026 08:00", a="x", posto="7")
    assert "Turni della settimana" not in answer.text
    for typed in (
        '<option selected value="bruno">',
        '<option selected value="duty">',
        'value="2026-11-28T08:00"',  # as the browser shows it, whichever way it was written
        'value="7"',
    ):
        assert typed in answer.text


def test_a_shift_given_to_nobody_in_particular_stays(carla, sessions):
    add(carla)
    for nobody in ("", "nessuno"):
        answer = carla.post(f"{PAGE}/{kept(sessions)[0].id}/cedi", page=PAGE, a=nobody)
        assert (answer.status_code, "scegli una persona" in answer.text) == (422, True)
    assert kept(sessions)[0].shift.who == "anna"


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
