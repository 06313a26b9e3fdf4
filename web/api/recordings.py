"""The sound of messages, for programs that play it or read it themselves."""

from typing import Any

from apiflask import APIBlueprint, HTTPTokenAuth
from apiflask.schemas import FileSchema
from flask import Response, request
from sqlalchemy.orm import Session

from rules.errors import NotFound
from store.recording_files import File
from web import sounds
from web.api.access import STAFF, caller_of
from web.api.services import Services

SOUND = "audio/wav"


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /recordings."""
    kind: Any = FileSchema(type="string", format="binary")

    @api.get("/recordings/<recording_sid>/audio")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(kind, content_type=SOUND)
    @api.doc(operation_id="getAudio")
    def get_audio(recording_sid: str) -> Response:
        """The sound of a message, as WAV

        Ranges of bytes are answered too. Who fetched it is noted in the ticket's history.
        """
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            file = _file_of(services, session, recording_sid)
            if request.method != "HEAD":
                sounds.note_listening(session, recording_sid, by=by, now=now)
        return sounds.played(file)


def _file_of(services: Services, session: Session, sid: str) -> File:
    """The recording's file; raises NotFound."""
    place = services.recordings
    file = sounds.file_of(session, place, sid) if place is not None else None
    if file is None:
        raise NotFound("there is no such recording")
    return file
