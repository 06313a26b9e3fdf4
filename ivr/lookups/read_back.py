"""What the reading back looks up: whether the recogniser is at work, and what it understood."""

from datetime import timedelta
from typing import TypedDict

from sqlalchemy.orm import Session

from ivr.flows import Step
from ivr.flows.context import Understood
from ivr.turn import Turn
from store import signs_of_life
from store.calls import recordings
from store.models.states import RecordingState
from store.tickets import lifecycle

SILENT = timedelta(seconds=90)  # a recogniser that was not seen for so long is waited for by nobody
READ_BACK = frozenset({Step.UNDERSTOOD, Step.NUMBER, Step.KEYED})
# What is still to become a text; of all else nothing comes.
COMING = frozenset({RecordingState.ANNOUNCED, RecordingState.STORED})


class LookedUp(TypedDict, total=False):
    """What a context takes of it, by name."""

    is_listening: bool
    is_read: bool
    understood: Understood | None


def looked_up(session: Session, turn: Turn) -> LookedUp:
    """Nothing at steps that have nothing to do with it."""
    if turn.step == Step.RECORDED and turn.has_message and not turn.is_adding:
        return {"is_listening": is_listening(session, turn)}
    if turn.step in READ_BACK and turn.kept_sid is not None:
        return _understood(session, turn, turn.kept_sid)
    return {}


def is_listening(session: Session, turn: Turn) -> bool:
    """Whether the recogniser was at work within the last minute or so."""
    at = signs_of_life.seen(session).get(signs_of_life.Sign.TRANSCRIPTION)
    return at is not None and turn.at - at <= SILENT


def _understood(session: Session, turn: Turn, sid: str) -> LookedUp:
    recording = recordings.find(session, sid)
    if recording is not None and recording.state in COMING:
        return {"is_read": False}
    text = recordings.transcript_of(session, sid)
    # Of a request that another call opened nothing is read back: it may be somebody else's.
    ticket = lifecycle.opened_by(session, turn.call_sid)
    if text is None or text.no_speech or ticket is None:
        return {"is_read": True, "understood": None}
    matter = ticket.subject if turn.language == text.language else None
    found = Understood(lifecycle.number_to_ring(ticket), matter)
    return {"is_read": True, "understood": found}
