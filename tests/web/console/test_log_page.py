""" "Registro", of people and shifts: who changed what, and never a secret."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from store.models import StaffLog
from store.staff import audit_log
from tests.builders import PASSWORD
from web.console.desk.staff_words import STAFF_EVENTS

SETTINGS, ROTA = "/console/impostazioni", "/console/turni"
LOG = "/console/registro?cosa=persone"


@pytest.fixture
def carla(browser_of):
    return browser_of("carla")


def test_what_is_done_about_people_is_told(carla):
    carla.post(
        f"{SETTINGS}/utenti", page=SETTINGS, nome="dario", password=PASSWORD, ruolo="technician"
    )
    carla.post(f"{SETTINGS}/utenti/dario/competenze", page=SETTINGS, software="1")
    carla.post(f"{SETTINGS}/utenti/dario/escludi", page=SETTINGS, sicuro="1")
    carla.post(f"{SETTINGS}/utenti/dario/riammetti", page=SETTINGS)
    text = carla.get(LOG).text
    for said in (
        "ha aggiunto dario (tecnico)",
        "ha cambiato le competenze di dario: Software",
        "ha escluso dario",
        "ha riammesso dario",
    ):
        assert said in text
    assert PASSWORD not in text
    assert "dario (tecnico)" not in carla.get("/console/registro").text
    assert "ha escluso dario" not in carla.get(f"{LOG}&chi=anna").text


def test_what_is_done_about_shifts_is_told_with_its_hours(carla):
    span = {"da": "2026-11-28T09:15", "a": "2026-11-28T12:45", "posto": "1", "settimane": "1"}
    carla.post(f"{ROTA}/nuovo", page=ROTA, chi="anna", tipo="on_call", **span)
    carla.post(f"{ROTA}/1/cedi", page=ROTA, a="bruno")
    carla.post(f"{ROTA}/1/togli", page=ROTA)
    text = carla.get(LOG).text
    hours = "reperibile dal 28/11/2026 09:15 al 28/11/2026 12:45"
    assert f"ha aggiunto un turno di anna: {hours}" in text
    assert f"ha ceduto un turno a bruno: {hours}, prima di anna" in text
    assert f"ha tolto un turno di bruno: {hours}" in text


def test_a_colleagues_shift_that_may_not_be_given_away_leaves_no_line(carla, browser_of, sessions):
    span = {"da": "2026-11-28T09:15", "a": "2026-11-28T12:45", "posto": "1", "settimane": "1"}
    carla.post(f"{ROTA}/nuovo", page=ROTA, chi="anna", tipo="on_call", **span)
    assert browser_of("bruno").post(f"{ROTA}/1/cedi", page=ROTA, a="carla").status_code == 403
    with sessions() as session:
        assert [row.event for row in session.query(StaffLog)] == ["shift_added"]


def test_every_event_has_its_words_and_pages_follow_each_other(carla, sessions, now):
    shift = f"duty {now.isoformat()} {(now + timedelta(hours=1)).isoformat()}"
    with sessions.begin() as session:
        for event in STAFF_EVENTS:
            note = shift if event.startswith("shift_") else "technician"
            audit_log.add(session, event, by="carla", now=now, who="anna", note=note)
        for _ in range(100):
            audit_log.add(
                session, "token", by="carla", now=datetime(2026, 1, 7, tzinfo=UTC), who="anna"
            )
    first = carla.get(LOG).text
    assert first.count("ha fatto un token per anna") == 100
    older = carla.get(f"{LOG}&prima={len(STAFF_EVENTS) + 1}").text
    assert "ha cambiato il PIN di anna" in older
    assert "in turno dal 24/11/2026 10:00 al 24/11/2026 11:00" in older


def test_what_commands_did_is_told_in_words_and_can_be_looked_for(carla, sessions, now):
    by = {"by": "centralino rota", "now": now}
    with sessions.begin() as session:
        audit_log.add(session, "calendar", **by, note="<b>Natale: 3 + 0 - 1")
        audit_log.add(
            session, "customers_file", by="centralino customers", now=now, note="c.csv: 7"
        )
    text = carla.get(f"{LOG}&chi=centralino+rota").text
    assert "ha letto il calendario «&lt;b&gt;Natale»: turni aggiunti 3, cambiati 0, tolti 1" in text
    assert "c.csv: 7 righe" not in text
    assert "<option>centralino customers</option>" in text
    assert "ha importato clienti da c.csv: 7 righe" in carla.get(LOG).text


def test_a_new_address_of_ones_calendar_is_told_and_never_which(anna):
    made = anna.post(f"{ROTA}/calendario", page=ROTA).text
    secret = re.search(r"/turni/([^/]+)\.ics", made)[1]
    text = anna.get(LOG).text
    assert "ha fatto un nuovo indirizzo per il calendario di anna" in text
    assert secret not in text
