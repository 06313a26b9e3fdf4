"""What may have been misheard is told as a perhaps, with its seconds to play, until somebody listened."""

import re
from dataclasses import asdict

import pytest

from rules.triage import triage
from rules.triage.timed_words import timed_words
from store import reading
from store.calls import recordings
from store.models import Recording, Ticket, Transcript
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.builders import a_call, a_recording, a_ticket
from transcription.result import Word

PAGE = "/console/richieste/1001"
SAID = "Sono Paolo Zanini, codice L1042, richiamatemi al 347 512 8806 grazie"


@pytest.fixture
def filed(sessions, now):
    """A ticket whose message was read with doubtful digits and a doubtful name."""
    heard = [
        Word(one, float(at), at + 1.0, 0.3 if one[0].isdigit() or one.startswith("Za") else 0.9)
        for at, one in enumerate(SAID.split())
    ]
    timed = timed_words(SAID, map(asdict, heard))
    draft = triage(SAID, (), [(one.start, one.end) for one in timed if one.is_doubtful])
    with sessions.begin() as session:
        call = a_call(session, now=now)
        audio = a_recording(session, call, now=now)
        a_ticket(session, call, now=now)
        session.add(
            Transcript(
                recording_sid=audio.sid,
                text=SAID,
                words=[asdict(one) for one in heard],
                model="test",
                created_at=now,
            )
        )
        session.flush()
        session.get(Recording, audio.sid).path = "gone.wav"
        lifecycle.enrich_of_call(session, call.sid, draft, now)
        assert recordings.find(session, audio.sid) is not None


def in_json(sessions):
    with reading(sessions) as session:
        return ticket_json.as_json(session, session.get(Ticket, 1001))


def test_a_number_that_may_be_misheard_stands_as_a_perhaps_with_its_seconds(anna, filed):
    text = anna.get(PAGE).text
    assert "ha dettato forse il 347 512 8806" in text
    assert re.search(
        r'class="unsure">forse 347 512 8806</strong>\s*<button[^>]*data-from="6\.85" data-to="10\.25"',
        text,
    )
    assert 'class="unsure">forse Paolo Zanini</strong>' in text


def test_programs_read_what_it_may_be_and_where_it_was_said(filed, sessions):
    ticket = in_json(sessions)
    assert ticket["callback_number"] is None
    assert ticket["caller_name"] == "Paolo Zanini"
    (unclear,) = ticket["unclear"]
    assert unclear == {
        **{"field": "callback_number", "text": "347 512 8806", "perhaps": "+393475128806"},
        **{"from_s": 6.85, "to_s": 10.25},
    }


def test_one_click_after_listening_makes_it_the_number_to_call(anna, filed, sessions):
    anna.post(f"{PAGE}/sentito/callback_number", page=PAGE, valore="+393475128806")
    ticket = in_json(sessions)
    assert ticket["callback_number"] == "+393475128806"
    assert ticket["unclear"] == []
    assert "forse 347" not in anna.get(PAGE).text


def test_a_click_on_what_is_told_no_more_changes_nothing(anna, filed, sessions):
    anna.post(f"{PAGE}/sentito/callback_number", page=PAGE, valore="+393470000000")
    anna.post(f"{PAGE}/sentito/subject", page=PAGE, valore="")
    assert in_json(sessions)["callback_number"] is None
