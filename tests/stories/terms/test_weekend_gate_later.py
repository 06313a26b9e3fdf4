"""What is found out of a week-end's request after its caller was told a time: promise, words, alert."""

import json
import zipfile
from datetime import timedelta

import pytest

from rules.rota import Kind, Shift
from simulator import Press
from store.staff import rota
from tests.leotron import WEEKDAY_LINE, at
from tests.stories.doors import hidden_in
from tests.stories.weekend_callers import BAR, FARMACIA, STRANGER, callers_of, customers

SOONER = "rientra nell'assistenza del fine settimana. La richiamiamo prima: entro le "


@pytest.fixture
def desk(database_url, tmp_path):
    with callers_of(database_url, tmp_path) as callers:
        with callers.doors.sessions.begin() as session:
            customers(session)
        yield callers


def told_sooner(desk, number=STRANGER) -> list[str]:
    return [text for text in desk.texts_to(number) if SOONER in text]


def test_who_is_found_to_be_a_subscriber_is_promised_the_week_end_and_told_once(desk):
    before = desk.rings(STRANGER)
    assert before["promised_at"].startswith("2026-12-21")
    desk.assigns("L1042")
    promised = desk.ticket["promised_at"]
    assert promised == at("2026-12-19T10:10").isoformat()
    (text,) = told_sooner(desk)
    assert text.endswith("entro le 10:10 di oggi.")
    assert "10:10" in desk.page
    assert "10:10" in desk.own_page
    for minutes in (1, 5):
        desk.moves_to(f"2026-12-19T10:0{minutes}")
        desk.jobs()
    assert (desk.again()["promised_at"], told_sooner(desk)) == (promised, [text])
    assert "ha promesso un'ora più vicina, per il week-end" in desk.page


def test_the_customers_file_says_so_too(desk, tmp_path):
    desk.rings(BAR)
    desk.moves_to("2026-12-19T10:02")
    file = tmp_path / "clienti.csv"
    desk.doors.command("customers", "export", str(file))
    rows = file.read_text(encoding="utf-8-sig").splitlines()
    at_bar = next(place for place, row in enumerate(rows) if row.startswith("L1004"))
    cells = rows[at_bar].split(";")
    cells[rows[0].split(";").index("j_system")] = "yes"
    rows[at_bar] = ";".join(cells)
    file.write_text("\n".join(rows))
    desk.doors.command("customers", "import", str(file))
    desk.jobs()
    desk.again()
    assert (desk.ticket["weekend"]["gate"], desk.ticket["promised_at"][:10]) == (
        "granted",
        "2026-12-19",
    )
    assert desk.alerted


@pytest.mark.on_both
def test_who_claims_help_when_adding_to_a_request_hears_a_time_of_the_week_end(desk):
    desk.rings(STRANGER, says="Vorrei sapere come si stampa il registro.")
    assert desk.ticket["promised_at"].startswith("2026-12-21")
    desk.moves_to("2026-12-19T10:20")
    desk.rings(STRANGER, "1", "1042#", "1")
    assert "La richiameremo entro le dieci e mezza" in desk.heard
    assert desk.ticket["promised_at"].startswith("2026-12-19")
    assert told_sooner(desk) == []  # they heard it


def test_a_time_of_the_week_end_stays_whatever_is_found(desk):
    promised = desk.rings(STRANGER, "1", "1042#")["promised_at"]
    desk.assigns("L1004")
    assert desk.ticket["promised_at"] == promised
    desk.assigns("L1042")
    assert desk.ticket["promised_at"] == promised
    assert told_sooner(desk) == []


@pytest.mark.parametrize(
    ("when", "number"),
    [
        ("2026-12-18T20:00", FARMACIA),  # Friday evening: the number alone says it
        ("2026-12-26T10:00", FARMACIA),  # Santo Stefano, for the Sunday
        ("2026-12-18T20:00", STRANGER),  # by the code
        ("2026-12-26T10:00", STRANGER),  # on a holiday too
    ],
)
def test_when_a_message_is_taken_in_charge_is_said_once_after_it(desk, when, number):
    desk.moves_to(when)
    code = Press("1", when="Siamo chiusi"), Press("1042#", when="Digiti")
    desk.rings(number, *(code if number == STRANGER else ()), line=WEEKDAY_LINE)
    before, _, after = desk.heard.rpartition("Dopo il segnale")
    assert "in carico" not in before
    assert after.count("in carico") == 1
    assert "domani mattina" in after
    assert desk.ticket["weekend"]["gate"] == "granted"


def seen(desk) -> dict[str, str]:
    """The facts as the page of the request showed them."""
    page = desk.doors.anna().client.get(f"/console/richieste/{desk.ticket['id']}").text
    return {"visto": hidden_in(page)["visto"]}


def test_an_alert_goes_on_again_when_what_ended_it_changes_back(desk):
    desk.rings(FARMACIA, "1")
    anna, page = desk.doors.anna(), f"/console/richieste/{desk.ticket['id']}"
    for urgency, goes_on in (("normal", False), ("blocking", True)):
        anna.post(f"{page}/fatti", page=page, urgenza=urgency, categoria="software", **seen(desk))
        desk.jobs()
        assert desk.alerted is goes_on
    for state, goes_on in (("resolved", False), ("open", True)):
        anna.post(f"{page}/stato", page=page, stato=state)
        desk.jobs()
        assert desk.alerted is goes_on
    assert len(desk.texts) == 1


def test_an_alert_goes_on_again_when_the_outcome_of_a_call_is_taken_back(desk):
    desk.rings(FARMACIA, "1")
    (callback,) = [one for one in desk.doors.api("/callbacks") if one["reason"].startswith("primo")]
    path = f"/callbacks/{callback['id']}"
    token = desk.doors.sends("post", f"{path}/claim").json["token"]
    told = {"token": token, "outcome": "no_answer"}
    assert desk.doors.sends("post", f"{path}/outcome", told).status_code == 200
    desk.jobs()
    assert not desk.alerted
    assert desk.doors.sends("post", f"{path}/undo").status_code == 200
    desk.jobs()
    assert desk.alerted


@pytest.mark.parametrize("resolved_first", [False, True])
def test_an_alert_of_last_week_end_begins_anew_for_who_is_let_in_again(desk, resolved_first):
    desk.rings(FARMACIA, "1")
    anna, page = desk.doors.anna(), f"/console/richieste/{desk.ticket['id']}"
    if resolved_first:
        anna.post(f"{page}/stato", page=page, stato="resolved")
        desk.jobs()
    desk.moves_to("2026-12-21T10:00")
    desk.jobs()
    assert not desk.alerted
    if resolved_first:
        desk.moves_to("2026-12-24T10:00")
        desk.doors.anna().post(f"{page}/stato", page=page, stato="open")
        desk.jobs()
    start = at("2026-12-27T00:00")
    with desk.doors.sessions.begin() as session:
        rota.add(session, Shift("bruno", Kind.ON_CALL, start, start + timedelta(days=1)))
    desk.moves_to("2026-12-27T10:20")
    desk.rings(FARMACIA, "1", "1042#", Press("1", when="richiesta in corso"))
    assert desk.alerted
    assert len(desk.texts) == 2
    assert "nessun reperibile da avvisare" not in desk.page  # those of last week are none of these


def test_the_copies_tell_what_the_gate_answered(desk, tmp_path):
    desk.rings(STRANGER, "1", "1004#")
    own, _ = desk.doors.own_copy(desk.doors.own_path(desk.ticket["id"]))
    file = tmp_path / "copia.zip"
    desk.doors.command("privacy", "export", STRANGER, "-o", str(file))
    with zipfile.ZipFile(file) as archive:
        name = next(one for one in archive.namelist() if one.endswith(".json"))
        (held,) = json.loads(archive.read(name))["requests"]
    for copy in (own, held):
        assert copy["weekend_gate"] == "refused"
        assert copy["calls"][0]["weekend_gate"] == "refused"
        assert copy["calls"][0]["j_system_claimed"] is True
    assert held["weekend_reason"] == "no_contract"
