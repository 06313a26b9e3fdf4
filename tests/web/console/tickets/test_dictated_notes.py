"""A note that is spoken beside the outcome: kept, read, proposed, and booked by the form alone."""

import io

import pytest

from rules.callbacks.outcomes import Outcome
from rules.callbacks.spoken_note import MOST_SECONDS
from store.billing import work_minutes
from store.callbacks import queue as callbacks
from store.models import Attempt, Callback, TicketHistory
from store.models.states import EntryState
from store.privacy import erasure
from store.tickets import attachments, dictated_notes
from tests.audio import a_wav
from tests.builders import a_call, a_ticket
from transcription.result import NoSpeech, Transcript
from transcription.worker import read_note_once

PAGE = "/console/richieste/1001"
PART = f"{PAGE}/richiamo?mia=1"
SAID = "Ho parlato con Rossi, risolto, venti minuti."


class Ears:
    """Whoever reads it hears these words, or nobody."""

    model = "test"

    def __init__(self, said: str | None) -> None:
        self.said = said

    def transcribe(self, _audio, _words=(), _language=None):
        return Transcript(self.said, "it", 0.9, ()) if self.said else NoSpeech("nobody speaks")


@pytest.fixture
def anna(browser_of):
    return browser_of("anna")


@pytest.fixture
def held(anna, sessions, now):
    """Anna has a request in hand: the token of her claim."""
    with sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
    anna.post("/console/richiami/1/prendi", page=PAGE)
    with sessions() as session:
        return session.get(Callback, 1).lease_token


def dictate(browser, held, sound=None, name="nota-a-voce.wav"):
    sound = a_wav(1) if sound is None else sound
    file = (io.BytesIO(sound), name)
    return browser.post("/console/richiami/1/dettato", page=PAGE, presa=held, suono=file)


def notes(sessions):
    with sessions() as session:
        return dictated_notes.of_ticket(session, 1001)


def test_what_is_said_is_proposed_and_the_outcome_s_own_button_books_it(
    anna, browser_of, held, sessions, services, now
):
    assert dictate(anna, held).status_code == 204
    assert "Il testo arriva appena è letto" in anna.get(PART).text
    assert read_note_once(sessions, Ears(SAID), services.now, services.attachments)
    for page in (anna.get(PART).text, anna.get(PAGE).text):
        assert SAID in page
        assert 'data-minutes="20"' in page
        assert '<button class="small" name="esito" value="solved">Risolta</button>' in page
    with sessions() as session:  # nothing is booked
        assert session.query(Attempt).count() == 0
        assert work_minutes.entries(session, 1001) == []
        assert attachments.of_ticket(session, 1001) == []  # and no file of the customer's
    (note,) = notes(sessions)
    heard = browser_of("bruno").get(f"{PAGE}/allegati/{note.id}?vedi=1")
    assert (heard.status_code, heard.mimetype) == (200, "audio/wav")
    assert "data-proposal" not in browser_of("bruno").get(PAGE).text  # it is Anna's to confirm

    told = {"presa": held, "nota": SAID, "minuti": "0"}
    refused = anna.post("/console/richiami/1/esito", page=PAGE, esito="solved", **told)
    assert (
        "I minuti: un numero da 1 a 1440" in anna.get(refused.location or PAGE).text + refused.text
    )
    told["minuti"] = "25"  # she knows better
    anna.post("/console/richiami/1/esito", page=PAGE, esito="solved", **told)
    with sessions() as session:
        attempt = session.query(Attempt).one()
        assert (attempt.outcome, attempt.note) == (Outcome.SOLVED, SAID)
        (entry,) = work_minutes.entries(session, 1001)
        assert (entry.minutes, entry.state) == (25, EntryState.PROPOSED)
    assert "Proposti con l’esito" in anna.get(PAGE).text
    assert "data-proposal" not in anna.get(PAGE).text
    anna.post("/console/richiami/1/annulla", page=PAGE)
    with sessions() as session:
        assert work_minutes.entries(session, 1001) == []
        events = [row.event for row in session.query(TicketHistory).all()]
    assert "dictated" in events


def test_what_is_not_understood_or_was_written_already_proposes_nothing(
    anna, held, sessions, services, clock
):
    dictate(anna, held)
    read_note_once(sessions, Ears(None), services.now, services.attachments)
    assert "Non si capisce nessuna parola" in anna.get(PART).text
    dictate(anna, held)
    read_note_once(sessions, Ears("Richiamo domani mattina alle nove"), clock, services.attachments)
    assert 'data-when="2026-11-25T09:00"' in anna.get(PART).text
    clock.move(minutes=1)
    anna.post(f"{PAGE}/nota", page=PAGE, nota="Richiamo domani mattina alle nove")
    assert "data-proposal" not in anna.get(PART).text


@pytest.mark.parametrize(
    ("sound", "name", "why"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "foto.wav", "«foto.wav.png»"),
        (b"", "vuota.wav", "è vuoto"),
        (b"RIFF\0\0\0\0WAVEfmt ", "rotta.wav", "non ce n'è"),
        (a_wav(MOST_SECONDS + 3), "lunga.wav", "di più"),
    ],
)
def test_what_is_no_short_sound_is_refused_in_words(
    anna, held, sessions, services, sound, name, why
):
    answer = dictate(anna, held, sound, name)
    assert answer.status_code == 422
    assert answer.text.startswith("La nota a voce: un suono WAV fino a 30 secondi")
    assert why in answer.text
    assert notes(sessions) == []


def test_only_whoever_has_it_in_hand_dictates_and_not_without_end(
    anna, browser_of, held, sessions, services, now
):
    answer = dictate(browser_of("bruno"), "another's")
    assert (answer.status_code, list(services.attachments.glob("*"))) == (409, [])
    assert anna.client.post("/console/richiami/1/dettato", data={"presa": held}).status_code == 400
    for _ in range(10):
        assert dictate(anna, held).status_code == 204
    answer = dictate(anna, held)
    assert (answer.status_code, answer.text) == (
        409,
        "Le note a voce: al massimo 10 per volta; scrivi il resto.",
    )
    assert len(list(services.attachments.glob("*"))) == 10
    with sessions.begin() as session:
        assert callbacks.find(session, 1) is not None
        assert (
            len(erasure.erase(session, 1001, now).attachments) == 10
        )  # with all else of the request
