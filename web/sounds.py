"""Sound of a message as it is given out, to browsers and to programs: one rule for who listened."""

from datetime import datetime

from flask import Response, send_file
from sqlalchemy.orm import Session

from store.calls import recordings
from store.recording_files import File, Place, found, served
from store.tickets import access_log, lifecycle


def file_of(session: Session, place: Place, sid: str) -> File | None:
    """The recording's file, which lies where ours do whatever the ledger says; None where it is not."""
    recording = recordings.find(session, sid)
    return found(place, recording.path if recording else None)


def note_listening(session: Session, sid: str, *, by: str, now: datetime) -> None:
    """Note it before the sound is given out: what cannot be noted is not heard."""
    recording = recordings.find(session, sid)
    ticket = lifecycle.of_call(session, recording.call_sid) if recording else None
    if ticket is not None:
        access_log.note(session, ticket.id, access_log.LISTENED, by=by, what=sid, now=now)


def played(file: File) -> Response:
    """The sound; ranges too, by which a player jumps to where one clicked."""
    return send_file(served(file), mimetype="audio/wav", conditional=True)
