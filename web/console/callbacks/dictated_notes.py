"""Dictated notes as they come in: twenty spoken seconds beside the outcome of a callback."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.spoken_note import MOST_SECONDS
from rules.errors import MoveRefused
from rules.files.wav import NotWav, read_header
from store.callbacks import outbound_calls, queue
from store.tickets import dictated_notes
from store.tickets.attachments import Kept
from web.attachment_files import SOUND
from web.console.callbacks.callback_actions import CALLBACK, NOT_YOURS
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import Services
from web.form.services import Limits
from web.form.uploads import Refused, Upload, drop, keep, looked_at

FIELD = "suono"
LIMITS = Limits(files=1, file_bytes=1024 * 1024)  # as much as so many seconds take, and no more
MOST_NOTES = 10  # of one request in hand: whoever speaks more writes better
_HEAD = 4096  # bytes in which a header ends
_ENDING = 2  # seconds: no browser stops to the dot
WHAT = f"La nota a voce: un suono WAV fino a {MOST_SECONDS} secondi"
TOO_MANY = f"Le note a voce: al massimo {MOST_NOTES} per volta; scrivi il resto."


def pages(services: Services) -> Pages:
    """/console/richiami/12/dettato"""
    part = Pages("dictated_notes")

    @part.page(f"{CALLBACK}/dettato", Who.STAFF, ("POST",))
    def dictate(callback_id: int) -> ResponseReturnValue:
        return _dictated(services, callback_id)

    return part


def _dictated(services: Services, callback_id: int) -> ResponseReturnValue:
    """Keep the sound; the page asks for what is in it. Refusals are words for whoever spoke."""
    upload = _right()
    if isinstance(upload, str):
        return upload, 422
    kept = keep(upload, services.attachments)
    is_kept = False
    try:
        with services.sessions.begin() as session:
            refused = _noted(session, services, callback_id, kept)
        is_kept = refused is None
    except MoveRefused:
        refused = NOT_YOURS
    finally:
        if not is_kept:
            drop(services.attachments, [kept.path])
    return ("", 204) if refused is None else (refused, 409)


def _right() -> Upload | str:
    """The one sound that was sent; what is wrong with it otherwise."""
    found = looked_at(request.files.getlist(FIELD), LIMITS)
    if isinstance(found, Refused):
        return f"{WHAT}, ed è arrivato altro: {found.why}."
    if not found:
        return f"{WHAT}, e non è arrivato niente."
    (upload,) = found
    if upload.kind.media_type != SOUND:
        return f"{WHAT}, ed è arrivato «{upload.name}»."
    upload.stream.seek(0)
    try:
        header = read_header(upload.stream.read(_HEAD))
    except NotWav:
        return f"{WHAT}, e in «{upload.name}» non ce n'è."
    seconds = (upload.size - header.start) / header.format.bytes_a_second
    return upload if seconds <= MOST_SECONDS + _ENDING else f"{WHAT}, e ne sono arrivati di più."


def _noted(session: Session, services: Services, callback_id: int, kept: Kept) -> str | None:
    """Why it is not on the request; None where it is. Raises MoveRefused."""
    if queue.find(session, callback_id) is None:
        abort(404)
    claim = request.form.get("presa", "")
    callback = outbound_calls.held(session, callback_id, claim)
    earlier = dictated_notes.of_ticket(session, callback.ticket_id)
    if sum(one.dictated_claim == claim for one in earlier) >= MOST_NOTES:
        return TOO_MANY
    who, now = me().name, services.now()
    dictated_notes.add(session, callback.ticket_id, kept, by=who, claim=claim, now=now)
    return None
