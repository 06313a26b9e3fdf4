"""What callers are told of recording and time, and what we make of their words, at the real doors."""

import io
import json
import re
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any

import pytest

from store.staff import accounts
from tests.builders import a_customer, a_recording_sid
from tests.ivr.signed_call import Answer, state
from tests.leotron import CALLER, PUBLIC, WEEKEND_LINE
from tests.stories.doors import Doors, Https, hidden_in, plain


@pytest.mark.parametrize(
    ("keys", "words"),
    [("", "registrato e trascritto automaticamente"), ("2", "recorded, transcribed automatically")],
)
def test_callers_hear_that_a_machine_writes_down_what_they_say(doors: Doors, keys, words) -> None:
    call = doors.call()
    heard = call.rings()
    if keys:
        heard = call.presses(heard.goes_to("Gather"), keys)
    assert words in heard.said


def test_the_form_says_that_messages_are_written_down_by_a_machine(doors: Doors) -> None:
    assert "registrato e trascritto automaticamente" in doors.own_page("/assistenza")


@pytest.mark.parametrize(("key", "language"), [("", "it"), ("2", "en")])
def test_a_message_is_read_in_the_language_of_its_call(doors: Doors, key, language) -> None:
    sid, call = a_recording_sid(), doors.call()
    doors.said[sid] = "Hello, this is the bakery"
    heard = call.rings()
    if key:
        call.presses(heard.goes_to("Gather"), key)
    call.recorded(f"/voice/recorded?{state(l=language)}", sid, 12)
    call.recording_is("completed", sid, 12)
    doors.works()
    assert doors.languages == [language]
    transcript = doors.api("/tickets")[0]["transcription"]
    assert transcript["language"] == language


def leaves_a_message(doors: Doors, about: int | None = None, **more: Any) -> Answer:
    """A call that leaves a message, about a request perhaps, and hears it confirmed to the end."""
    call, sid = doors.call(**more), a_recording_sid()
    doors.said[sid] = "La cassa non stampa"
    call.rings()
    chosen = {"a": about} if about else {}
    if about:
        call.presses(f"/voice/about?{state(a='told')}", "1")
    call.recorded(f"/voice/recorded?{state(**chosen)}", sid, 12)
    call.recording_is("completed", sid, 12)
    confirmed = call.post(f"/voice/sent?{state(r=sid, **chosen)}")
    call.ends()
    return confirmed


def by_weeks(doors: Doors) -> tuple[int, int]:
    """Promised and kept, as the command counts them; *Quadro* must say the same."""
    weeks = json.loads(doors.command("promises", "--json"))
    told = tuple(sum(week[name] for week in weeks) for name in ("promised", "kept"))
    rows = re.findall(
        r'<th scope="row">[0-9/]+</th><td>(\d+)</td><td>(\d+)</td>',
        doors.anna().client.get("/console/quadro").text,
    )
    assert tuple(sum(int(row[side]) for row in rows) for side in (0, 1)) == told
    return told


def test_a_promise_that_has_passed_is_made_anew_and_both_are_counted(doors: Doors) -> None:
    first = leaves_a_message(doors)
    assert "La richiameremo entro le dieci e cinque" in first.said
    doors.clock.move(minutes=90)
    again = leaves_a_message(doors, 1001)
    assert "dieci e cinque" not in again.said
    assert "La richiameremo entro le undici e trentacinque" in again.said
    assert doors.api("/tickets/1001")["promised_at"].startswith("2026-11-24T10:35")
    assert "entro le 11:35 di oggi" in doors.own_page(doors.own_path(1001))
    doors.clock.move(minutes=1)
    call_back(doors, 1001)
    doors.clock.move(minutes=10)
    assert by_weeks(doors) == (2, 1)
    assert "ha promesso una nuova ora" in doors.anna().page("/console/richieste/1001")


def test_who_agreed_on_an_hour_hears_it_and_no_promise_that_it_replaced(doors: Doors) -> None:
    leaves_a_message(doors)
    call_back(doors, 1001, "call_again", at=(doors.clock() + timedelta(hours=5)).isoformat())
    doors.clock.move(hours=1)
    again = leaves_a_message(doors, 1001)
    assert "La richiameremo oggi alle quindici, come concordato." in again.said
    assert "entro" not in again.said


def test_who_was_rung_in_vain_hears_that_we_call_as_soon_as_we_can(doors: Doors) -> None:
    leaves_a_message(doors)
    call_back(doors, 1001, "no_answer")
    doors.clock.move(hours=1)
    again = leaves_a_message(doors, 1001)
    assert "La richiameremo appena possibile." in again.said


def test_a_program_that_writes_again_is_answered_with_a_new_promise(doors: Doors) -> None:
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"])
    first = doors.program_opens("L1042", message="Non va")
    assert first["promised_at"].startswith("2026-11-24T09:05")
    doors.clock.move(minutes=90)
    again = doors.program_opens("L1042", message="Non va ancora", ticket=first["id"])
    assert again["promised_at"].startswith("2026-11-24T10:3")


def call_back(doors: Doors, ticket_id: int, outcome: str = "spoken", **told: Any) -> None:
    """Anna rings the customer, and says what became of it, through the API."""
    found = doors.api(f"/tickets/{ticket_id}")["callback"]["id"]
    with doors.sessions.begin() as session:
        token = accounts.new_token(session, "anna", now=doors.clock())
    asks = partial(doors.app.test_client().post, headers={"Authorization": f"Bearer {token}"})
    claim = asks(f"/api/v1/callbacks/{found}/claim").json["token"]
    said = {"token": claim, "outcome": outcome, **told}
    answer = asks(f"/api/v1/callbacks/{found}/outcome", json=said)
    assert answer.status_code == 200, answer.text


def cancels(doors: Doors, keyed: str = "", code: str = "", **told: str) -> tuple[str, str]:
    """A call that presses 2 about the request that stands, then 2 or what proves it; what it hears."""
    call = doors.call()
    call.rings(**told)
    if code:
        call.presses(f"/voice/code?{state()}", code, **told)
    offer = call.post(f"/voice/message?{state()}", **told)
    step = call.presses(offer.goes_to("Gather"), "2", **told)
    step = call.presses(step.goes_to("Gather"), keyed or "2", **told)
    call.ends()
    return offer.said, step.said


FORWARDED = {"ForwardedFrom": "+390459999999"}


@pytest.mark.parametrize(
    ("customers", "told", "keyed", "is_cancelled"),
    [
        (["L1001"], {}, "2", True),  # the one customer's own telephone
        ([], {}, "2", False),  # nobody's that we know
        ([], {}, "1001", True),
        ([], {}, "1002", False),
        (["L1001", "L1002"], {}, "2", False),  # shared by two
        (["L1001", "L1002"], {}, "1001", True),
        (["L1001"], FORWARDED, "2", False),
        (["L1001"], FORWARDED, "1001", True),
        (["L1001"], {"CalledVia": "+390459999999"}, "2", False),
    ],
)
def test_cancelling_by_telephone_wants_a_proof_where_the_number_proves_nothing(
    doors: Doors, customers, told, keyed, is_cancelled
) -> None:
    with doors.sessions.begin() as session:
        for code in customers:
            a_customer(session, code=code, phones=[CALLER])
    leaves_a_message(doors)
    doors.clock.move(minutes=30)
    offered, heard = cancels(doors, keyed, **told)
    assert ("uno, zero, zero, uno" in offered) == (is_cancelled and keyed == "2")
    assert ("è annullata" in heard) == is_cancelled
    assert (doors.api("/tickets/1001")["status"] == "cancelled") == is_cancelled


def test_our_own_line_as_the_caller_is_told_of_no_request_and_cancels_none(doors: Doors) -> None:
    leaves_a_message(doors, caller=WEEKEND_LINE)
    doors.clock.move(minutes=30)
    call = doors.call(caller=WEEKEND_LINE)
    call.rings()
    step = call.presses(f"/voice/about?{state(a='told')}", "2")
    assert "richiesta" not in step.said
    call.presses(f"/voice/cancel?{state(a='told')}", "2")  # the address of the other way
    assert doors.api("/tickets/1001")["status"] == "open"


def test_nobody_cancels_the_request_of_another_firm(doors: Doors) -> None:
    with doors.sessions.begin() as session:
        for code in ("1001", "1002"):
            a_customer(session, code=code, phones=[CALLER])
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa"
    call.rings()
    call.presses(f"/voice/code?{state()}", "1002")
    call.recorded(f"/voice/recorded?{state()}", sid, 12)
    call.ends()
    call = doors.call()
    call.rings()
    call.presses(f"/voice/code?{state()}", "1001")  # the other firm behind the same number
    step = call.presses(f"/voice/proof?{state(a='told')}", "1001")
    assert "è annullata" not in step.said
    assert doors.api("/tickets/1001")["status"] == "open"
    call = doors.call()
    call.rings()
    step = call.presses(f"/voice/proof?{state(a='told')}", "1002")  # their own code
    assert "è annullata" in step.said
    assert doors.api("/tickets/1001")["status"] == "cancelled"


def test_a_program_is_answered_with_the_link_to_the_request(doors: Doors) -> None:
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=["+390458001234"])
    told = doors.program_opens("L1042", message="Non va")
    assert told["link"] == f"{PUBLIC}{doors.own_path(told['id'])}"
    assert f"Richiesta {told['number']}" in doors.own_page(doors.own_path(told["id"]))


PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 2000


def adds(doors: Doors, path: str, words: str, *files: tuple[bytes, str]) -> Any:
    client = Https(doors.app)
    hidden = hidden_in(client.get(f"{path}/aggiungi").text)
    sent = [(io.BytesIO(data), name) for data, name in files]
    return client.post(f"{path}/aggiungi", data={**hidden, "parole": words, "allegati": sent})


@pytest.mark.parametrize("channel", ["phone", "form"])
def test_what_a_customer_adds_on_their_own_page_reaches_the_technician(doors, channel) -> None:
    if channel == "phone":
        leaves_a_message(doors)
        doors.works()
    path = doors.own_path(1001) if channel == "phone" else doors.form()
    for _ in range(2):  # sent twice, kept once
        answer = adds(doors, path, "La spia lampeggia", (PNG, "spia.png"), (b"errore", "log.txt"))
        assert answer.status_code == 303, answer.text
    anna = doors.anna()
    page = anna.page("/console/richieste/1001")
    assert "Il cliente ha aggiunto 2 file, «La spia lampeggia»" in page
    assert page.count("spia.png") == 1
    assert page.count("La spia lampeggia") == 3  # above, as the message, and in the history
    assert "spia.png 2 kB" in page
    raw = anna.client.get("/console/richieste/1001").text
    shown, saved, log_saved = re.findall(r'(?:src|href)="(/console/[^"]+/allegati/[^"]+)"', raw)[1:]
    picture = anna.client.get(unescape(shown))
    assert (picture.data, picture.mimetype) == (PNG, "image/png")
    assert "attachment" not in picture.headers.get("Content-Disposition", "")
    for saves in (saved, log_saved, f"{log_saved}?vedi=1"):  # a text is never opened
        file = anna.client.get(saves)
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in file.headers["Content-Security-Policy"]
    log = anna.page("/console/registro")
    assert log.count("ha aperto l'allegato") == 2  # once for each file, however often
    assert Https(doors.app).get(saved).status_code != 200  # not without signing in
    own = doors.own_page(path)
    assert "La spia lampeggia" in own
    copy, names = doors.own_copy(path)
    assert "La spia lampeggia" in copy["message"]
    assert len([name for name in names if name.startswith("allegati/")]) == 2
    assert len([name for name in names if name.startswith("registrazioni/")]) == (
        1 if channel == "phone" else 0
    )


@pytest.mark.parametrize(
    ("words", "file", "says"),
    [
        ("", None, "Scrivi qualcosa"),
        ("Ecco", (b"MZ\x90\x00\x03" + b"\x00" * 40, "a.png"), "non è un'immagine"),
        ("x" * 8001, None, "massimo 8000 caratteri"),
        ("a\x07b", None, "senza caratteri di controllo"),
    ],
)
def test_what_the_form_refuses_is_refused_afterwards_too(doors, words, file, says) -> None:
    path = doors.form()
    answer = adds(doors, path, words, *([file] if file else []))
    assert answer.status_code == 422
    assert says in plain(answer.text)
    assert doors.own_copy(path)[1] == ["richiesta.json"]
    assert not list((doors.folder / "attachments").glob("*"))


def test_nothing_is_added_to_a_request_that_is_over_or_full(doors: Doors) -> None:
    path = doors.form()
    for n in range(4):
        five = [(PNG + bytes([n, m]), f"{n}{m}.png") for m in range(5)]
        assert adds(doors, path, "", *five).status_code == 303
    assert adds(doors, path, "", (PNG, "troppi.png")).status_code == 409
    assert len(list((doors.folder / "attachments").glob("*"))) == 20
    client = Https(doors.app)
    client.post(f"{path}/annulla", data=hidden_in(client.get(f"{path}/annulla").text))
    assert "Aggiungi parole" not in doors.own_page(path)
    assert "tardi" in client.post(f"{path}/aggiungi", data={"parole": "Ancora"}).location
