"""Commercial requests are the account manager's: told once, out of the technicians' queue, never lost."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from centralino.config.settings import load
from centralino.wiring.customer_messages import request_link
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from scheduler import account_managers, settling
from store.callbacks import promise_counts
from store.callbacks.queue import queue
from store.messages import to_customers
from store.views import statistics
from tests.builders import a_customer, a_recording_sid, a_ticket
from tests.leotron import PUBLIC
from tests.stories.doors import SECRET, Doors
from tests.stories.left_messages import to_the_beep

COMMERCIAL = {"tipo": "commercial", "descrizione": "Vorrei rinnovare l'abbonamento."}


@pytest.fixture
def told(doors) -> Doors:
    """The service of a file that names an account manager."""
    environ = {
        "CENTRALINO_ACCOUNT_MANAGER__NAME": "Paola Neri",
        "CENTRALINO_ACCOUNT_MANAGER__EMAIL": "paola@example.it",
        "CENTRALINO_TWILIO__ACCOUNT_SID": doors.settings.twilio.account_sid or "",
        "CENTRALINO_TWILIO__AUTH_TOKEN": doors.settings.twilio.tokens[0],
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_WEB__SECRET_KEY": SECRET,
        "CENTRALINO_DATABASE__URL": doors.url,
    }
    settings = load(environ=environ)
    return replace(doors, settings=settings, app=create_app(settings, doors.clock))


def mails(told: Doors) -> list[tuple[str, str]]:
    """What goes to account managers once what was asked has settled: to whom, and the words."""
    settings = told.settings
    link = request_link(settings)
    later = told.clock() + timedelta(minutes=2)
    for _ in range(2):  # once, however often it is looked for
        account_managers.tell(
            told.sessions, lambda: later, settings.default_account_manager(), link
        )
    with told.sessions() as session:
        rows = to_customers.listed(session)
        return [(row.to, row.body["text"]) for row in rows if row.kind.value == "email"]


def queued(told: Doors) -> list[int]:
    """The requests that technicians are to ring, as console, API and command say it."""
    listed = [one["ticket"]["id"] for one in told.api("/callbacks")]
    with told.sessions() as session:
        assert sorted(one.ticket_id for one in queue(session, told.clock())) == sorted(listed)
    return listed


def test_a_commercial_request_is_told_to_the_account_manager_and_stays_until_it_is_done(told):
    path = told.form(**COMMERCIAL)
    ticket = told.id_of(path)
    assert queued(told) == []
    ((to, text),) = mails(told)
    assert to == "paola@example.it"
    assert "Vorrei rinnovare l'abbonamento." in text
    assert f"{PUBLIC}/console/richieste/{ticket}" in text
    page = told.own_page(path)
    assert "risponde il Suo account manager, Paola Neri (paola@example.it)" in page
    assert "un tecnico La chiamerà" not in page
    assert "Quando La chiamiamo" not in page
    anna = told.anna()
    tab = anna.page("/console/commerciali")
    assert f"{ticket} Vorrei rinnovare l'abbonamento" in tab
    assert "Paola Neri" in tab
    assert "Vorrei rinnovare" not in anna.page("/console")
    anna.post(f"/console/commerciali/{ticket}/fatto", page="/console/commerciali")
    assert "Nessuna richiesta commerciale aspetta" in anna.page("/console/commerciali")
    assert told.api(f"/tickets/{ticket}")["status"] == "resolved"


def test_nobody_is_promised_a_technicians_call_for_it(told):
    path = told.form(**COMMERCIAL)
    settling.make_missing(told.sessions, told.clock, parts_of(told.settings).promises)
    assert told.api(f"/tickets/{told.id_of(path)}")["promised_at"] is None


def promised_by_phone(told: Doors, text: str) -> int:
    """A caller who hears a time before anybody has read the message; the ticket."""
    sid = a_recording_sid()
    told.said[sid] = text
    call = told.call(caller="+390459990001")
    _, recorded = to_the_beep(call)
    review = call.recorded(recorded, sid, 12)
    assert "La richiameremo entro" in call.presses(review.goes_to("Gather"), "1").said
    call.recording_is("completed", sid, 12)
    call.ends()
    told.works()
    (ticket,) = told.api(f"/tickets?call_sid={call.sid}")
    assert ticket["promised_at"]
    return int(ticket["id"])


@pytest.mark.on_both
def test_a_time_promised_by_telephone_before_it_was_read_is_no_technicians_promise(told):
    commercial = promised_by_phone(told, "Vorrei un preventivo per rinnovare il contratto.")
    assert told.api(f"/tickets/{commercial}")["category"] == "commercial"
    assert queued(told) == []
    told.clock.at += timedelta(hours=2)
    promises = parts_of(told.settings).promises
    assert settling.warn(told.sessions, told.clock, promises) == 0
    page = told.anna().page("/console/quadro")
    assert "Nessuna promessa è scaduta in questo periodo" in page
    metrics = told.app.test_client().get("/metrics").text
    assert "centralino_promises_broken 0.0" in metrics
    with told.sessions() as session:
        since = told.clock() - timedelta(days=1)
        assert promise_counts.made(session, since) == []
        assert statistics.promises_by_hour(session, since, told.clock()) == []


@pytest.mark.on_both
def test_the_page_goes_on_behind_its_last_row_and_keeps_itself_fresh(told):
    with told.sessions.begin() as session:
        for number in range(60):
            row = a_ticket(session, now=told.clock())
            row.category, row.subject = "commercial", f"Offerta numero {number:02}"
    anna, page = told.anna(), "/console/commerciali"
    first = anna.client.get(page).text
    assert "Offerta numero 00" in first
    assert "Offerta numero 49" in first
    assert "Offerta numero 50" not in first
    behind = unescape(re.search(r'href="([^"]*dopo=[^"]*)"', first)[1])
    second = anna.page(behind)
    assert "Offerta numero 50" in second
    assert "Offerta numero 59" in second
    assert "Offerta numero 49" not in second
    assert 'hx-trigger="every 6s"' in first
    fresh = anna.client.get(f"{page}/elenco")
    assert "Offerta numero 00" in fresh.text
    version = fresh.headers["X-Versione"]
    assert anna.client.get(f"{page}/elenco?versione={version}").status_code == 204
    anna.post(f"{page}/1001/fatto", page=page)
    again = anna.client.get(f"{page}/elenco?versione={version}")
    assert again.status_code == 200
    assert "Offerta numero 00" not in again.text
    assert "Offerta numero 50" in again.text
    assert anna.client.get(f"{page}?dopo=x").status_code == 200


@pytest.mark.on_both
def test_a_customers_own_account_manager_answers_and_comes_from_the_customers_file(told):
    with told.sessions.begin() as session:
        a_customer(session, code="L1042")
    columns = "code;name;phones;email;contract;contract_until;j_system;j_system_until"
    columns += ";software;software_version;notes"
    row = "L1042;Ferramenta Rossi;;;yes;;no;;J2K;;"
    file = told.folder / "customers.csv"
    file.write_text(
        f"{columns};account_manager;account_manager_email;account_manager_phone\n"
        f"{row};Ugo Bruni;ugo@example.it;045 800 9999\n"
    )
    told.command("customers", "import", str(file))
    file.write_text(
        f"{columns}\n{row}\n"
    )  # an older file knows nothing of it, and takes nothing away
    told.command("customers", "import", str(file))
    ticket = told.program_opens("L1042", message="Quanto costa J-System?", category="commercial")
    ((to, _),) = mails(told)
    assert to == "ugo@example.it"
    page = told.own_page(told.own_path(ticket["id"]))
    assert "account manager, Ugo Bruni (ugo@example.it, 045 800 9999)" in page
    exported = told.folder / "out.csv"
    told.command("customers", "export", str(exported))
    assert "Ugo Bruni" in exported.read_text()
    assert "Ugo Bruni" in told.anna().page("/console/clienti/1")


def test_who_has_no_address_gets_no_mail_and_the_request_still_waits(doors):
    path = doors.form(**COMMERCIAL)
    assert mails(doors) == []
    assert "risponde il Suo account manager." in doors.own_page(path)
    assert "account manager non indicato" in doors.anna().page("/console/commerciali")


def test_what_a_technician_takes_back_is_the_technicians_again(told):
    path = told.form(**COMMERCIAL)
    ticket = told.id_of(path)
    page = f"/console/richieste/{ticket}"
    anna = told.anna()
    anna.post(f"{page}/cosa", page=page, fatto="activity", valore="use")
    assert queued(told) == [ticket]
    assert mails(told) == []
    assert "Nessuna richiesta commerciale" in anna.page("/console/commerciali")
    assert "un tecnico La chiamerà" in told.own_page(path)


def test_a_programs_put_that_does_not_know_the_account_manager_leaves_it(told):
    with told.sessions.begin() as session:
        customer = a_customer(session, code="L1042")
        customer.account_manager = "Ugo Bruni"
    file = told.folder / "customers.csv"
    told.command("customers", "export", str(file))
    told.command("customers", "import", str(file))
    assert told.api("/customers/L1042")["account_manager"] == "Ugo Bruni"
