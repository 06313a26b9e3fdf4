"""The sound of messages, for programs that play it or read it themselves."""

from typing import Any

from apiflask import APIBlueprint, HTTPTokenAuth
from apiflask.schemas import FileSchema
from flask import Response, request

from web import sounds
from web.api.access import STAFF, caller_of
from web.api.errors import found
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
        folder = found(services.recordings, "recording")
        with services.sessions.begin() as session:
            file = found(sounds.file_of(session, folder, recording_sid), "recording")
            if request.method != "HEAD":
                sounds.note_listening(session, recording_sid, by=by, now=now)
        return sounds.played(file)
