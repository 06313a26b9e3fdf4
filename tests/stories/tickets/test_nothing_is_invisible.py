"""What came in is seen: by which door and when, with which files, and what was added since."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest

from store.customers import installations
from tests.builders import PASSWORD, a_customer, a_recording_sid, a_user
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Doors, Https, hidden_in

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 2000
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"


def calls(doors: Doors) -> Any:
    sid = a_recording_sid()
    doors.said[sid] = "La stampante fiscale non stampa."
    call = doors.call()
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    return doors.api(f"/tickets?call_sid={call.sid}")[0]


def writes_the_form(doors: Doors) -> Any:
    return doors.api(f"/tickets/{doors.id_of(doors.form(descrizione='Non stampa.'))}")


def writes_by_program(doors: Doors) -> Any:
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"])
    return doors.program_opens("L1042", message="Non stampa.")


DOORS = [
    (calls, "Ha chiamato", "called"),
    (writes_the_form, "Ha scritto dal modulo", "wrote by the form"),
    (writes_by_program, "Ha scritto dal programma", "wrote by the program"),
]


@pytest.mark.parametrize(("comes", "says", "in_english"), DOORS)
def test_who_wrote_never_called_wherever_the_request_is_shown(doors, comes, says, in_english):
    told = comes(doors)
    anna = doors.anna()
    for path in ("/console", "/console/richieste", f"/console/richieste/{told['id']}"):
        page = anna.page(path)
        assert says.lower() in page.lower(), path
        assert ("ha chiamato" in page.lower()) == (comes is calls), path
    assert f"{says}, 10:00" in re.sub(r"\s+,", ",", anna.page("/console"))
    for command in (("queue",), ("tickets", "list"), ("tickets", "show", told["number"])):
        assert f"{in_english}, 2026-11-24 10:00" in doors.command(*command)


def test_the_commercial_page_and_its_mail_say_by_which_door_it_came(doors):
    doors.form(tipo="commercial", descrizione="Quanto costa il contratto?")
    assert "Ha scritto dal modulo" in doors.anna().page("/console/commerciali")


def adds(doors: Doors, path: str, words: str, *files: tuple[bytes, str]) -> None:
    client = Https(doors.app)
    hidden = hidden_in(client.get(f"{path}/aggiungi").text)
    sent = [(io.BytesIO(data), name) for data, name in files]
    answer = client.post(f"{path}/aggiungi", data={**hidden, "parole": words, "allegati": sent})
    assert answer.status_code == 303, answer.text


def takes(doors: Doors, ticket_id: int) -> Any:
    """Anna takes the request in hand, and opens it."""
    anna = doors.anna()
    found = doors.api(f"/tickets/{ticket_id}")["callback"]["id"]
    anna.post(f"/console/richiami/{found}/prendi", page="/console")
    anna.page(f"/console/richieste/{ticket_id}")
    return anna


LISTS = ("/console", "/console/richieste")


def test_what_was_added_is_a_sign_until_whoever_has_it_in_hand_has_seen_it(doors):
    path = doors.form()
    ticket_id = doors.id_of(path)
    anna = takes(doors, ticket_id)
    assert not any("ha aggiunto" in anna.page(one) for one in LISTS)
    doors.clock.move(minutes=5)
    adds(doors, path, "La spia lampeggia")
    with doors.sessions.begin() as session:
        a_user(session, "bruno", now=doors.clock())
    bruno = type(anna)(Https(doors.app))
    bruno.post("/login", page="/login", nome="bruno", password=PASSWORD)
    bruno.page(f"/console/richieste/{ticket_id}")  # who looks on has it not in hand
    assert all("ha aggiunto" in anna.page(one) for one in LISTS)
    assert "Il cliente ha aggiunto" in anna.page(f"/console/richieste/{ticket_id}")
    assert not any("ha aggiunto" in anna.page(one) for one in LISTS)
    assert "ha visto quello che il cliente ha aggiunto" in anna.page(
        f"/console/richieste/{ticket_id}"
    )
    adds(doors, path, "Ora è spenta")
    assert all("ha aggiunto" in anna.page(one) for one in LISTS)


def test_a_message_and_a_report_that_are_added_are_signs_too(doors):
    told = writes_by_program(doors)
    anna = doors.anna()
    assert not any("ha aggiunto" in anna.page(one) for one in LISTS)
    doors.clock.move(minutes=5)
    doors.program_opens("L1042", message="Ancora", last_error="E2041", ticket=told["id"])
    assert all("ha aggiunto" in anna.page(one) for one in LISTS)


FILES = (
    (PNG, "spia.png", "image/png"),
    (PDF, "ordine.pdf", "application/pdf"),
    ("Errore: è bloccato\r\n".encode("utf-16"), "log.txt", "text/plain"),
)


def test_files_are_a_sign_in_queue_and_lists_and_read_by_programs_and_commands(doors, tmp_path):
    path = doors.form()
    ticket_id = doors.id_of(path)
    adds(doors, path, "Ecco", *((data, name) for data, name, _ in FILES))
    anna = doors.anna()
    assert all("3 allegati" in anna.page(one) for one in LISTS)
    listed = doors.api(f"/tickets/{ticket_id}")["attachments"]
    assert [(one["name"], one["media_type"], one["bytes"]) for one in listed] == [
        (name, kind, len(data)) for data, name, kind in FILES
    ]
    shown = doors.command("tickets", "show", str(ticket_id))
    for one, (data, name, _) in zip(listed, FILES, strict=True):
        assert f"file {one['id']}" in shown
        target = tmp_path / name
        doors.command("tickets", "file", str(ticket_id), str(one["id"]), "--to", str(target))
        assert target.read_bytes() == data
        answer = doors.fetch(f"/tickets/{ticket_id}/attachments/{one['id']}")
        assert answer.data == data
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "centralino tickets ha aperto l'allegato" in anna.page(f"/console/richieste/{ticket_id}")
    assert (
        json.loads(doors.command("tickets", "show", str(ticket_id), "--json"))["attachments"]
        == listed
    )


def test_a_program_fetches_no_file_of_a_request_that_is_not_its_own(doors):
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"])
    path = doors.form(codice="L1042")
    adds(doors, path, "Ecco", (PNG, "spia.png"))
    with doors.sessions.begin() as session:
        _, token = installations.add(session, "L1042", "cassa", now=doors.clock())
    headers = {"Authorization": f"Bearer {token}"}
    address = f"/api/v1/tickets/{doors.id_of(path)}/attachments/1"
    assert doors.app.test_client().get(address, headers=headers).status_code == 404


@pytest.mark.on_both
def test_texts_and_pdfs_are_read_in_the_page_and_nothing_in_them_runs(doors):
    path = doors.form()
    adds(doors, path, "Ecco", *((data, name) for data, name, _ in FILES))
    anna = doors.anna()
    page = anna.client.get(f"/console/richieste/{doors.id_of(path)}").text
    frames = [unescape(one) for one in re.findall(r'<iframe src="([^"]+)"', page)]
    pdf, text = (anna.client.get(one) for one in frames)
    assert (pdf.data, pdf.mimetype) == (PDF, "application/pdf")
    assert text.text == "Errore: è bloccato\r\n"  # whichever encoding it came in
    for one in (pdf, text):
        assert "attachment" not in one.headers.get("Content-Disposition", "")
        assert one.headers["X-Frame-Options"] == "SAMEORIGIN"
        policy = one.headers["Content-Security-Policy"]
        assert "sandbox" in policy
        assert "allow-" not in policy
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
    log = anna.page("/console/registro")
    assert log.count("ha aperto l'allegato") == 2
