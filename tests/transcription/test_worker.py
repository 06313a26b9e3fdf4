"""From a stored recording to a ticket with its facts; nothing is lost when reading fails."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from rules.errors import TemporaryFailure
from rules.tickets.ticket import Kind
from store import reading
from store.calls import call_log, recordings
from store.customers import directory
from store.models.states import RecordingState
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.audio import VOICES
from tests.builders import OUR_LINES, decides_nothing
from transcription.audio import Audio
from transcription.result import NoSpeech, Transcript, Word
from transcription.worker import Working, work_once

CALL, RECORDING = "CA" + "1" * 32, "RE" + "2" * 32
SAID = "La stampante fiscale è bloccata, siamo fermi. Il mio numero è 045 8012345."


class Reader:
    """An engine that gives what it is told to, or fails."""

    model = "test"

    def __init__(self, *results: Transcript | NoSpeech | Exception) -> None:
        self.results = list(results)

    def transcribe(self, audio: Audio, words=(), language=None) -> Transcript | NoSpeech:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


def a_stored_recording(sessions: sessionmaker[Session], now, path: Path) -> None:
    with sessions.begin() as session:
        call = call_log.begin(
            session,
            sid=CALL,
            account_sid="AC" + "0" * 32,
            from_number="+393471234567",
            from_raw="+393471234567",
            to_number="+390455117067",
            line="weekday",
            flow="weekday",
            now=now,
        )
        recordings.announce(session, sid=RECORDING, call_sid=CALL, duration_s=17, now=now)
        lifecycle.open_for_call(session, call, kind=Kind.MESSAGE, in_charge_at=now, now=now)
    with sessions.begin() as session:
        claim = recordings.claim_fetch(session, now=now, lease=timedelta(minutes=1))
        assert claim is not None
        assert recordings.stored(
            session, claim, path=str(path), bytes=1, sha256="0" * 64, duration_s=17, now=now
        )


WORKING = Working(ours=OUR_LINES, decide=decides_nothing)


def state(sessions: sessionmaker[Session]) -> RecordingState:
    with reading(sessions) as session:
        found = recordings.find(session, RECORDING)
        assert found is not None
        return found.state


def the_ticket(sessions: sessionmaker[Session]) -> dict:
    with reading(sessions) as session:
        return ticket_json.as_json(session, lifecycle.of_call(session, CALL))


def test_the_text_and_its_facts_reach_the_ticket(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    assert work_once(sessions, Reader(Transcript(SAID, "it", 0.9, ())), lambda: now, WORKING)
    ticket = the_ticket(sessions)
    assert ticket["transcript"] == SAID
    assert ticket["urgency"] == "blocking"
    assert ticket["callback_number"] == "+390458012345"
    assert state(sessions) is RecordingState.TRANSCRIBED


def test_a_number_that_may_be_misheard_is_not_rung_and_its_words_are_told(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    words = tuple(
        Word(text, at, at + 0.5, 0.4 if text == "8012345." else 0.95)
        for at, text in enumerate(SAID.split())
    )
    work_once(sessions, Reader(Transcript(SAID, "it", 0.9, words)), lambda: now, WORKING)
    ticket = the_ticket(sessions)
    assert ticket["callback_number"] is None
    assert ticket["callback"]["number"] == "+393471234567"  # the number that was called from
    (unclear,) = ticket["unclear"]
    begins = SAID.split().index("045")
    assert unclear == {
        **{"field": "callback_number", "text": "045 8012345", "perhaps": "+390458012345"},
        **{"from_s": begins - 0.15, "to_s": begins + 1.75},
    }


def test_a_misheard_number_is_the_one_on_record_that_it_nearly_is(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    with sessions.begin() as session:
        directory.add(
            session,
            code="L1042",
            name="Ferramenta Rossi",
            phones=["+393471234567", "+390458812345"],
        )
    words = tuple(
        Word(text, at, at + 0.5, 0.4 if text == "8012345." else 0.95)
        for at, text in enumerate(SAID.split())
    )
    work_once(sessions, Reader(Transcript(SAID, "it", 0.9, words)), lambda: now, WORKING)
    ticket = the_ticket(sessions)
    assert ticket["callback_number"] == ticket["callback"]["number"] == "+390458812345"
    assert ticket["unclear"] == []


def test_a_misheard_number_is_one_of_the_customer_whose_code_is_said(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    with sessions.begin() as session:
        directory.add(session, code="L2008", name="Piccolo Prezzo", phones=["+390455597971"])
    text = "Codice L2008, richiamatemi allo 045 597971. Grazie."
    words = tuple(
        Word(one, at, at + 0.5, 0.4 if one == "597971." else 0.95)
        for at, one in enumerate(text.split())
    )
    work_once(sessions, Reader(Transcript(text, "it", 0.9, words)), lambda: now, WORKING)
    assert the_ticket(sessions)["callback_number"] == "+390455597971"


def test_an_empty_queue_is_no_work(sessions, now) -> None:
    assert not work_once(sessions, Reader(), lambda: now, WORKING)


def test_a_message_without_speech_stays_a_ticket_to_listen_to(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    work_once(sessions, Reader(NoSpeech("silence or noise")), lambda: now, WORKING)
    ticket = the_ticket(sessions)
    assert ticket["transcript"] is None
    assert ticket["kind"] == "message"
    assert state(sessions) is RecordingState.TRANSCRIBED


def test_audio_that_cannot_be_read_is_left_to_people(sessions, now, tmp_path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF and no sound")
    a_stored_recording(sessions, now, broken)
    work_once(sessions, Reader(), lambda: now, WORKING)
    assert state(sessions) is RecordingState.FAILED
    assert the_ticket(sessions)["status"] == "open"


def test_a_passing_trouble_is_tried_again_later(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    engine = Reader(OSError("disk away"), Transcript(SAID, "it", 0.9, ()))
    work_once(sessions, engine, lambda: now, WORKING)
    assert state(sessions) is RecordingState.STORED
    assert not work_once(sessions, engine, lambda: now, WORKING)
    assert work_once(sessions, engine, lambda: now + timedelta(minutes=5), WORKING)
    assert state(sessions) is RecordingState.TRANSCRIBED


def test_a_recording_that_kills_its_reader_is_not_read_for_ever(sessions, now) -> None:
    a_stored_recording(sessions, now, VOICES / "ferramenta.wav")
    settings = WORKING
    at = now
    for _ in range(settings.most_attempts):  # claimed, and never finished
        with sessions.begin() as session:
            assert recordings.claim_text(session, now=at, lease=settings.lease) is not None
        at += settings.lease + timedelta(seconds=1)
    assert work_once(sessions, Reader(TemporaryFailure("never asked")), lambda: at, WORKING)
    assert state(sessions) is RecordingState.FAILED
