"""Voicemail in the ledger: the statement of the call list and the rule agree on every set of recordings."""

from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import select

from rules.calls.recording import RecordingState
from store.calls import voicemail
from store.models import Call, Transcript
from tests.builders import NOON, a_call, a_recording

READ = ("words", "silence", None)


def _recorded(session, call, number, state, read):
    row = a_recording(session, call, now=NOON + timedelta(seconds=number))
    row.state = state
    if read is not None:
        text = "siamo fermi" if read == "words" else ""
        session.add(
            Transcript(
                recording_sid=row.sid,
                text=text,
                no_speech=not text,
                language="it",
                model="demo",
                words=[],
                flagged=[],
                created_at=NOON,
            )
        )


@pytest.mark.parametrize("first", list(RecordingState))
def test_the_list_of_calls_finds_a_message_where_the_rule_does(sessions, first):
    with sessions.begin() as session:
        a_call(session)
        for read, second in product(READ, (*RecordingState, None)):
            call = a_call(session)
            _recorded(session, call, 0, first, read)
            if second is not None:
                _recorded(session, call, 1, second, None)
        session.flush()
        found = set(session.scalars(select(Call.sid).where(voicemail.left_in_call())))
        every = session.scalars(select(Call.sid)).all()
        assert found == {sid for sid in every if voicemail.has_message(session, sid)}
