"""Calendars in the browser: seen before they alter anything, read as the command does, and taken back."""

import re
from dataclasses import replace
from functools import partial
from html import unescape
from io import BytesIO
from threading import Thread

import pytest

from centralino.wiring.files import read_calendar
from rules.rota import Kind
from rules.staff.accounts import Role
from store import reading
from store.models import Shift, StaffLog, User
from store.staff import rota
from tests.builders import a_user
from tests.web.console.client import Browser
from web.console.application import create_console

PAGE = "/console/turni/importa"


@pytest.fixture
def carla(services, sessions, now):
    """A supervisor before the console with the reader of calendars that the service wires in."""
    with sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        for name in ("anna", "bruno"):
            a_user(session, name, now=now)
    read = partial(read_calendar, "Europe/Rome")
    browser = Browser(create_console(replace(services, read_calendar=read)).test_client())
    browser.sign_in("carla")
    return browser


def an_event(uid, start, end, title, *more):
    lines = ("BEGIN:VEVENT", f"UID:{uid}", f"DTSTART:{start}", f"DTEND:{end}", *more)
    return "\r\n".join((*lines, f"SUMMARY:{title}", "END:VEVENT", ""))


def a_calendar(*events):
    return f"BEGIN:VCALENDAR\r\nX-WR-CALNAME:Turni\r\n{''.join(events)}END:VCALENDAR\r\n".encode()


SATURDAY = an_event("a1", "20261128T091500", "20261128T124500", "anna: reperibilità")
LATER = an_event("a1", "20261128T101500", "20261128T124500", "anna: reperibilità 2")
MONDAY = an_event("b1", "20261130T091500", "20261130T124500", "bruno: turno")
STAYS = an_event("s1", "20261203T091500", "20261203T124500", "bruno: turno")
WRONG = an_event("c1", "20261201T091500", "20261201T124500", "dentista")
NOBODY = an_event("d1", "20261202T091500", "20261202T124500", "zeno: ferie")


def seen(browser, data, **more):
    form = {"giorni": "60", "chi": "", "tipo": "", "file": (BytesIO(data), "turni.ics"), **more}
    return browser.post(f"{PAGE}/anteprima", page=PAGE, **form)


def kept(answer, browser):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    form = {name: unescape(value) for name, value in found if name != "csrf_token"}
    return browser.post(PAGE, page=PAGE, **form)


def on_rota(sessions):
    with reading(sessions) as session:
        rows = session.query(Shift, User.name).join(User).order_by(Shift.start_at)
        return [(name, Kind(row.kind), f"{row.start_at:%d %H:%M}", row.place) for row, name in rows]


def undo(browser):
    page = browser.get("/console/turni").text
    browser.post(re.search(r"/console/turni/modifiche/\d+/annulla", page).group(), page=PAGE)
    return unescape(browser.get("/console/turni").text)


def test_a_calendar_is_seen_imported_altered_and_taken_back_step_by_step(carla, sessions):
    answer = seen(carla, a_calendar(SATURDAY, MONDAY, STAYS, WRONG, NOBODY))
    told = unescape(answer.text)
    assert "anna, reperibile, dal 28/11/2026 09:15 al 28/11/2026 12:45" in told
    assert "il titolo «dentista» non dice di chi è e che cos'è" in told
    assert "«zeno» non è il nome di nessuno che lavora qui" in told
    assert "01/12/2026 09:15 (c1)" in told
    assert on_rota(sessions) == []  # nothing is kept by looking
    assert kept(answer, carla).status_code == 303
    stays = ("bruno", Kind.DUTY, "03 08:15", 1)
    first = [("anna", Kind.ON_CALL, "28 08:15", 1), ("bruno", Kind.DUTY, "30 08:15", 1), stays]
    assert on_rota(sessions) == first

    answer = seen(carla, a_calendar(LATER, STAYS))
    told = unescape(answer.text)
    assert "anna, reperibile 2º, dal 28/11/2026 10:15" in told
    assert "era: anna, reperibile, dal 28/11/2026 09:15" in told
    assert "cambiati 1, tolti 1" in told
    kept(answer, carla)
    assert on_rota(sessions) == [("anna", Kind.ON_CALL, "28 09:15", 2), stays]
    assert "Non c'è nulla da cambiare" in unescape(seen(carla, a_calendar(LATER, STAYS)).text)

    assert "i turni sono com'erano" in undo(carla)
    assert on_rota(sessions) == first
    kept(
        seen(carla, a_calendar(SATURDAY, MONDAY, STAYS)), carla
    )  # known again: nothing stands twice
    assert on_rota(sessions) == first
    undo(carla)
    assert on_rota(sessions) == []
    log = unescape(carla.get("/console/registro?cosa=persone").text)
    assert "ha annullato la lettura del calendario «Turni»: turni aggiunti 3" in log


def test_what_was_altered_since_stays_as_it_is_and_is_named(carla, sessions, now):
    kept(seen(carla, a_calendar(SATURDAY, MONDAY)), carla)
    kept(seen(carla, a_calendar(LATER, MONDAY)), carla)
    with sessions.begin() as session:
        given = session.query(Shift).filter_by(uid="a1").one()
        rota.give(session, given.id, "bruno", by="anna", now=now)
    assert "Resta com'è, perché è cambiato dopo: bruno, reperibile" in undo(carla)
    assert on_rota(sessions)[0] == ("bruno", Kind.ON_CALL, "28 09:15", 2)


def test_shifts_that_move_into_one_anothers_place_go_back_together(carla, sessions):
    days = [("20261128", "20261129"), ("20261129", "20261130"), ("20261130", "20261201")]
    before, after = (
        a_calendar(
            *(
                an_event(f"u{at}", f"{start}T{hour}", f"{end}T{hour}", "anna: reperibilità")
                for at, (start, end) in enumerate(days)
            )
        )
        for hour in ("080000", "180000")
    )
    kept(seen(carla, before), carla)
    stood = on_rota(sessions)
    kept(seen(carla, after), carla)
    assert [at for *_, at, _ in on_rota(sessions)] == ["28 17:00", "29 17:00", "30 17:00"]
    undo(carla)
    assert on_rota(sessions) == stood


def test_nothing_is_imported_that_was_not_seen(carla, sessions, now):
    answer = seen(carla, a_calendar(SATURDAY))
    kept(seen(carla, a_calendar(LATER)), carla)
    late = kept(answer, carla)
    assert late.status_code == 409
    assert "non è stato importato nulla" in unescape(late.text)
    assert on_rota(sessions) == [("anna", Kind.ON_CALL, "28 09:15", 2)]
    with reading(sessions) as session:
        assert [row.event for row in session.query(StaffLog)].count("calendar") == 1


@pytest.mark.parametrize(
    ("data", "more", "told"),
    [
        (b"nome;turno\r\nanna;lunedi\r\n", {}, "File: non è un calendario"),
        (a_calendar(SATURDAY), {"giorni": "500"}, "un numero da 1 a 400, ed è arrivato «500»"),
        (a_calendar(SATURDAY), {"chi": "zeno"}, "Di chi: scegli una persona dell'elenco"),
        (a_calendar(SATURDAY), {"tipo": "dorme"}, "ed è arrivato «dorme»"),
        (b"x" * 1_400_001, {}, "al massimo 1,4 MB"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(carla, data, more, told):
    answer = seen(carla, data, **more)
    assert answer.status_code == 422
    assert told in unescape(answer.text)
    assert 'aria-describedby="sbagliato"' in answer.text


def test_a_repetition_that_never_comes_true_is_given_up_in_a_thread_as_in_the_command(carla):
    never = "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=31"
    endless = an_event("n1", "20261128T091500", "20261128T124500", "anna: turno", never)
    answers = []
    asked = Thread(target=lambda: answers.append(seen(carla, a_calendar(endless, MONDAY))))
    asked.start()
    asked.join(60)
    told = unescape(answers[0].text)
    assert "bruno, in turno" in told
    assert "(n1)" in told
    assert "che non finisce mai di contarsi" in told
