""" "Richieste" and one of them: found, shown, heard, moved."""

import re
from html import unescape

import pytest

from rules.calls.recording import RecordingState
from rules.tickets.ticket import State
from store.models import Recording, Ticket, Transcript
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_recording, a_ticket


@pytest.fixture
def filed(sessions, now, services):
    """Three tickets: one with audio and a customer, one that is closed, one of a hidden number."""
    with sessions.begin() as session:
        customer = a_customer(session, code="L1042", name="Gelateria 100%_Europa")
        call = a_call(session, from_number="+390458001234", now=now)
        call.customer_id = customer.id
        audio = a_recording(session, call, now=now)
        first = a_ticket(session, call, now=now)
        facts = {"subject": "Cassa ferma", "category": "software", "urgency": "blocking"}
        lifecycle.correct(session, first.id, facts, actor="x", now=now)
        second = a_ticket(session, a_call(session, from_number="+393401234567", now=now), now=now)
        lifecycle.move(session, second.id, State.CLOSED, actor="bruno", now=now, note="doppia")
        third = a_ticket(session, a_call(session, from_number=None, now=now), now=now)
        lifecycle.correct(session, third.id, {"company": "Bar <Sport>"}, actor="x", now=now)
        path = services.recordings / f"{audio.sid}.wav"
        path.write_bytes(b"RIFF" + bytes(100))
        audio.path = str(path)
        return audio.sid


def numbers(page):
    return numbers_in(page.text)


def numbers_in(text):
    return [number for number in ("1001", "1002", "1003") if f'id="r{number}"' in text]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["1001", "1003"]),  # those that somebody still has to do something about
        ("?stato=", ["1001", "1002", "1003"]),
        ("?stato=closed", ["1002"]),
        ("?urgenza=blocking", ["1001"]),
        ("?urgenza=nonsense", ["1001", "1003"]),
        ("?categoria=software", ["1001"]),
        ("?canale=web", []),
        ("?q=cassa", ["1001"]),
        ("?q=1003", ["1003"]),
        ("?q=1002", ["1002"]),  # closed, and found by its number
        ("?q=1002&stato=aperte", ["1002"]),  # as the form sends it from the list of open ones
        ("?q=340 1234567&stato=aperte&urgenza=", ["1002"]),
        ("?q=340 1234567&stato=aperte&gia=340 1234567", []),  # chosen among what was found
        ("?q=340 1234567&stato=closed&gia=340 1234567", ["1002"]),
        ("?q=casse", ["1001"]),
        ("?q=europa ferme", ["1001"]),
        ("?q=l1042", ["1001"]),
        ("?q=%231003", ["1003"]),
        ("?q=045 800", ["1001"]),
        ("?q=045 8001234", ["1001"]),
        ("?q=europa", ["1001"]),
        ("?q=%25", []),  # signs are no words
        ("?q=_eur", ["1001"]),
        ("?q=sport", ["1003"]),
        ("?q=CASSA fer", ["1001"]),  # words by their beginnings, in any order
        ("?q=ferma cassa", ["1001"]),
        ("?q=cassa zzz", []),
        ("?q=zzz", []),
        ("?stato=&prima=1002", ["1001"]),
        ("?prima=nonsense", ["1001", "1003"]),
        ("?prima=99999999999999999999", ["1001", "1003"]),
    ],
)
def test_tickets_are_found_by_what_one_knows_of_them(anna, filed, query, found):
    page = anna.get(f"/console/richieste{query}")
    assert page.status_code == 200
    assert numbers(page) == found


def test_taking_the_filters_off_leaves_the_words(anna, filed):
    page = unescape(anna.get("/console/richieste?q=cassa&stato=closed&gia=cassa").text)
    assert numbers_in(page) == []
    [link] = re.findall(r'href="([^"]+)">Togli i filtri', page)
    page = unescape(anna.get(link).text)
    assert (numbers_in(page), 'value="cassa"' in page) == (["1001"], True)
    # and what was found goes on to be asked for as it was
    assert 'hx-get="/console/richieste/elenco?q=cassa&stato=&gia=cassa"' in page


def test_customers_are_found_beside_the_requests(anna, filed):
    page = anna.get("/console/richieste?q=europa").text
    assert re.search(r'href="/console/clienti/\d+">Gelateria 100%_Europa</a> \(L1042\)', page)
    assert 'href="/console/chiamate?q=europa"' in page


@pytest.mark.parametrize(
    "path",
    ["/console", "/console/richieste/1001", "/console/orari", "/console/quadro", "/console/turni"],
)
def test_each_page_has_a_search(anna, filed, path):
    assert re.search(
        r'action="/console/richieste">\s*<input type="search"[^>]*data-search', anna.get(path).text
    )


def test_a_ticket_shows_who_what_and_how_it_came_to_be(anna, filed):
    text = anna.get("/console/richieste/1001").text
    for words in (
        "Cassa ferma",
        ">Gelateria 100%_Europa</a>",
        "045 800 1234",
        "Bloccante",
    ):
        assert words in text
    assert "ha registrato la richiesta" in text
    assert f"/console/registrazioni/{filed}.wav" in text


def test_a_ticket_that_is_not_there_is_not_found(anna):
    assert anna.get("/console/richieste/4711").status_code == 404
    assert anna.get("/console/richieste/99999999999999999999").status_code == 404


def test_the_message_is_heard_from_wherever_one_clicks(anna, filed):
    whole = anna.get(f"/console/registrazioni/{filed}.wav")
    assert (whole.status_code, whole.mimetype, len(whole.data)) == (200, "audio/wav", 104)
    part = anna.get(f"/console/registrazioni/{filed}.wav", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, bytes(4))


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "gone.wav"])
def test_nothing_outside_the_recordings_folder_is_ever_sent(anna, filed, sessions, path, tmp_path):
    (tmp_path / "secret").write_text("x")
    with sessions.begin() as session:
        session.get(Recording, filed).path = path
    assert anna.get(f"/console/registrazioni/{filed}.wav").status_code == 404


def test_a_ticket_is_moved_with_a_note_in_the_technicians_name(anna, filed, sessions):
    page = "/console/richieste/1001"
    anna.post(f"{page}/stato", page=page, stato="resolved", nota="riavviato")
    with sessions() as session:
        assert session.get(Ticket, 1001).state is State.RESOLVED
        last = lifecycle.history(session, 1001)[-1]
    assert (last.actor, last.note) == ("anna", "riavviato")


def test_a_move_that_is_not_allowed_is_told(anna, filed, sessions):
    anna.post("/console/richieste/1002/stato", page="/console", stato="open")
    with sessions() as session:
        assert session.get(Ticket, 1002).state is State.CLOSED
    assert "Nel frattempo la richiesta è cambiata" in anna.get("/console/richieste/1002").text
    assert anna.post("/console/richieste/1002/stato", page="/console", stato="x").status_code == 422
    gone = anna.post("/console/richieste/4711/stato", page="/console", stato="closed")
    assert gone.status_code == 404


def test_notes_are_kept_and_bad_ones_told(anna, filed):
    page = "/console/richieste/1001"
    anna.post(f"{page}/nota", page=page, nota="ha <b>due</b> casse")
    assert "ha &lt;b&gt;due&lt;/b&gt; casse" in anna.get(page).text
    for bad in ("", "  ", "x" * 1001):
        assert anna.post(f"{page}/nota", page=page, nota=bad).status_code == 422


def listened(sessions):
    with sessions() as session:
        rows = lifecycle.history(session, 1001)
    return [(row.actor, row.note) for row in rows if row.event == "listened"]


def test_who_listened_is_in_the_log_once_for_each_listening(anna, filed, sessions):
    anna.get("/console/richieste/1001")
    anna.get(f"/console/registrazioni/{filed}.onda")
    assert listened(sessions) == []  # to look at the page is not to listen
    for pieces in ("bytes=0-", "bytes=4-7", "bytes=20-"):
        anna.get(f"/console/registrazioni/{filed}.wav", headers={"Range": pieces})
    assert listened(sessions) == [("anna", filed)]
    assert "ha ascoltato il messaggio" in anna.get("/console/registro").text
    assert "ha ascoltato il messaggio" in anna.get("/console/richieste/1001").text


def test_each_listening_has_its_own_row(anna, filed, sessions, clock):
    anna.get(f"/console/registrazioni/{filed}.wav")
    clock.move(hours=1)
    anna.get(f"/console/registrazioni/{filed}.wav")
    assert len(listened(sessions)) == 2


@pytest.mark.parametrize(
    ("language", "marked"), [("de", "In tedesco"), ("eu", "In lingua «eu»"), ("it", None)]
)
def test_a_message_in_another_language_is_marked_with_it(
    anna, filed, sessions, now, language, marked
):
    with sessions.begin() as session:
        session.add(
            Transcript(
                recording_sid=filed, text="Die Kasse druckt nicht.", language=language,
                confidence=0.9, no_speech=False, flagged=[], words=[], model="base", created_at=now,
            )
        )  # fmt: skip
    page = anna.get("/console/richieste/1001").text
    assert "Die Kasse druckt nicht." in page
    assert ("ascoltando.</p>" in page) == (marked is not None)
    if marked:
        assert f"{marked}: controlla" in unescape(page)
        assert f'data-words lang="{language}"' in page


def test_a_text_that_is_being_made_is_told_from_one_that_there_will_not_be(anna, filed, sessions):
    coming, listen = "Il testo non c'è ancora", "Nessun testo: va ascoltato"
    with sessions.begin() as session:
        session.get(Recording, filed).state = RecordingState.STORED
    page = unescape(anna.get("/console/richieste/1001").text)
    assert coming in page
    assert listen not in page
    assert "il testo non c'è ancora" in unescape(anna.get("/console/richieste").text)
    with sessions.begin() as session:
        session.get(Recording, filed).state = RecordingState.FAILED
    page = unescape(anna.get("/console/richieste/1001").text)
    assert listen in page
    assert coming not in page
    assert "da ascoltare: nessun testo" in unescape(anna.get("/console/richieste").text)
