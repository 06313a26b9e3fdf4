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
from tests.clock import Clock
from tests.ivr.signed_call import Answer, state
from tests.leotron import CALLER, PUBLIC, WEEKEND_LINE
from tests.sources import ROOT
from tests.stories.doors import Doors, Https, hidden_in, opened, plain
from tests.stories.left_messages import to_the_end
from transcription.models import Settings as Reading
from transcription.whisper_engine import WhisperEngine


@pytest.mark.parametrize(
    ("keys", "words"),
    [("", "Registriamo e trascriviamo automaticamente."), ("2", "We record and transcribe")],
)
def test_callers_hear_that_a_machine_writes_down_what_they_say(doors: Doors, keys, words) -> None:
    call = doors.call()
    heard = call.rings()
    if keys:
        heard = call.presses(heard.goes_to("Gather"), keys)
    assert words in heard.said


def test_the_form_says_that_messages_are_written_down_by_a_machine(doors: Doors) -> None:
    assert "registrato e trascritto automaticamente" in doors.own_page("/assistenza")


KEPT = (
    "Conserviamo le registrazioni e gli allegati per 30 giorni, i nomi, i numeri e i testi di una "
    "richiesta per un anno da quando è finita."
)
KEPT_IN_ENGLISH = "Recordings and files are kept for 30 days. Names, numbers and words of a request"


@pytest.mark.parametrize(
    ("key", "heard", "in_english"),
    [
        ("", "Conserviamo il messaggio per 30 giorni", False),
        ("2", "We keep your message for 30 days", True),
    ],
)
def test_everybody_is_told_for_how_long_their_words_are_kept(
    database_url, now, tmp_path, key, heard, in_english
) -> None:
    days = {"RECORDINGS__KEEP_DAYS": "30", "RECORDINGS__KEEP_TEXTS_DAYS": "365"}
    doors = opened(database_url, Clock(now), tmp_path, **days)
    call = doors.call()
    answer = call.rings()
    if key:
        answer = call.presses(answer.goes_to("Gather"), key)
    assert heard in to_the_end(call, answer.goes_to("Record"), a_recording_sid())
    call.ends()
    form = doors.own_page("/assistenza")
    assert KEPT in form
    assert KEPT_IN_ENGLISH in form
    own = doors.own_page(doors.own_path(1001))
    assert KEPT in own
    assert (KEPT_IN_ENGLISH in own) == in_english


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


def test_who_chose_english_by_key_is_written_to_in_english_whatever_was_made_of_the_sound(
    doors: Doors,
) -> None:
    sid, call = a_recording_sid(), doors.call()
    doors.said[sid] = "Buongiorno, sono Marco Rossi, la stampante non stampa, grazie."
    call.presses(call.rings().goes_to("Gather"), "2")
    call.recorded(f"/voice/recorded?{state(l='en')}", sid, 12)
    call.recording_is("completed", sid, 12)
    doors.works()
    assert doors.api("/tickets")[0]["language"] == "en"
    assert "Recordings and files are kept" in doors.own_page(doors.own_path(1001))


@pytest.mark.slow
def test_the_shipped_checkpoint_reads_an_english_callers_message_and_says_in_which_language(
    doors: Doors,
) -> None:
    voice = (ROOT / "simulator" / "voices" / "ferramenta.wav").read_bytes()
    engine = WhisperEngine.load(Reading(model="demo", models_path=doors.folder, threads=1))
    sid, call = a_recording_sid(), doors.call()
    doors.said[sid] = None  # what the engine of other stories would hear
    doors.sounds[sid] = voice
    call.presses(call.rings().goes_to("Gather"), "2")
    call.recorded(f"/voice/recorded?{state(l='en')}", sid, 12)
    call.recording_is("completed", sid, 12)
    doors.works(engine)
    told = doors.api("/tickets")[0]
    assert "della ferramenta Rossi" in told["transcript"]
    assert told["transcription"]["language"] == "it"  # the only one that it knows
    assert told["language"] == "en"  # the caller's own choice


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


def adds_by_telephone(doors: Doors, keyed: str, **told: str) -> str:
    """A call that presses 1 about the request that stands, proves it perhaps, and leaves a message."""
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "Ora non si accende nemmeno il monitor"
    call.rings(**told)
    offer = call.post(f"/voice/message?{state()}", **told)
    step = call.presses(offer.goes_to("Gather"), "1", **told)
    if keyed:
        step = call.presses(step.goes_to("Gather"), keyed, **told)
    while "Record" not in step.verbs:  # the proof, and the price
        step = call.post(step.goes_to("Redirect"), **told)
    call.recorded(step.goes_to("Record"), sid, 12, **told)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    return sid


@pytest.mark.parametrize(
    ("customers", "told", "keyed", "adds_to_it"),
    [
        (["L1001"], {}, "", True),
        ([], {}, "", True),  # a telephone of one's own, which nobody confirmed yet
        (["L1001", "L1002"], {}, "", False),  # shared by two
        (["L1001", "L1002"], {}, "1001", True),
        (["L1001"], FORWARDED, "", False),
        (["L1001"], FORWARDED, "9999", False),
        (["L1001"], FORWARDED, "1001", True),
        (["L1001"], {"To": CALLER}, "", False),
    ],
)
def test_adding_by_telephone_wants_the_same_proof_where_others_may_call_from_the_number(
    doors: Doors, customers, told, keyed, adds_to_it
) -> None:
    with doors.sessions.begin() as session:
        for code in customers:
            a_customer(session, code=code, phones=[CALLER])
    leaves_a_message(doors)
    doors.clock.move(minutes=30)
    adds_by_telephone(doors, keyed, **told)
    page = doors.anna().page("/console/richieste/1001")
    assert ("nemmeno il monitor" in page) == adds_to_it
    assert len(doors.api("/tickets")) == (1 if adds_to_it else 2)  # and no word of it is lost


@pytest.mark.parametrize("way", [{"ForwardedFrom": CALLER}, {"CalledVia": CALLER}, {"To": CALLER}])
def test_two_firms_behind_one_forwarding_line_are_two_requests(doors: Doors, way) -> None:
    for words in ("La cassa non stampa", "Non si apre il programma"):
        call, sid = doors.call(), a_recording_sid()
        doors.said[sid] = words
        call.rings(**way)
        call.recorded(f"/voice/recorded?{state()}", sid, 12, **way)
        call.ends()
        doors.clock.move(minutes=2)
    assert len(doors.api("/tickets")) == 2


HIDDEN = "anonymous"


def rings_hidden(doors: Doors, keyed: str) -> tuple[Any, Answer]:
    """A call that shows no number and keys a code or a request's number; what it hears of that."""
    call = doors.call(caller=HIDDEN)
    greeted = call.rings()
    assert "Con codice o richiesta, prema 1." in greeted.said
    asked = call.presses(greeted.goes_to("Gather"), "1")
    return call, call.presses(asked.goes_to("Gather"), keyed)


@pytest.mark.parametrize("keyed", ["1001", "2042"])  # the request's number; the customer's code
def test_a_hidden_caller_who_knows_the_request_may_add_to_it_and_cancel_it(doors, keyed) -> None:
    with doors.sessions.begin() as session:
        a_customer(session, code="L2042", phones=[CALLER])
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa, codice cliente L 2042"
    call.rings()
    call.recorded(f"/voice/recorded?{state()}", sid, 12)
    call.ends()
    doors.works()
    doors.clock.move(hours=1)

    call, heard = rings_hidden(doors, keyed)
    assert "La richiesta uno, zero, zero, uno è in corso." in heard.said
    step, more = call.presses(heard.goes_to("Gather"), "1"), a_recording_sid()
    doors.said[more] = "Ora non si accende nemmeno il monitor"
    call.recorded(step.goes_to("Record"), more, 12)
    call.recording_is("completed", more, 12)
    call.ends()
    doors.works()
    assert "nemmeno il monitor" in doors.anna().page("/console/richieste/1001")
    assert len(doors.api("/tickets")) == 1

    call, heard = rings_hidden(doors, keyed)
    step = call.presses(heard.goes_to("Gather"), "2")
    step = call.presses(step.goes_to("Gather"), "2")
    call.ends()
    assert "è annullata" in step.said
    assert doors.api("/tickets/1001")["status"] == "cancelled"
    assert len(doors.api("/tickets")) == 1


@pytest.mark.on_both
def test_a_hidden_caller_who_keys_another_code_hears_of_no_request(doors: Doors) -> None:
    with doors.sessions.begin() as session:
        a_customer(session, code="L2042", phones=[CALLER])
        a_customer(session, code="L1001")  # as the request's number
    leaves_a_message(doors)
    for keyed in ("1001", "2042", "9999"):
        call, heard = rings_hidden(doors, keyed)
        assert "è in corso" not in heard.said
        call.ends()


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
    links = re.findall(r'(?:src|href)="(/console/[^"]+/allegati/[^"]+)"', raw)
    shown, _, saved, log_saved, log_shown = links
    picture = anna.client.get(unescape(shown))
    assert (picture.data, picture.mimetype) == (PNG, "image/png")
    assert "attachment" not in picture.headers.get("Content-Disposition", "")
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    for saves in (saved, log_saved):
        file = anna.client.get(saves)
        assert file.headers["Content-Disposition"].startswith("attachment")
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in file.headers["Content-Security-Policy"]
    text = anna.client.get(unescape(log_shown))  # read in the page, where nothing in it runs
    assert (text.text, text.mimetype) == ("errore", "text/plain")
    assert "sandbox" in text.headers["Content-Security-Policy"]
    assert text.headers["X-Frame-Options"] == "SAMEORIGIN"
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
        ("", None, "Scriva qualcosa"),
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


@pytest.mark.on_both
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
