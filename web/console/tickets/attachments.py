"""Attachments on a request's page: listed, shown where they can be read, and saved; dictated notes too."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, request
from sqlalchemy.orm import Session

from store.models import Attachment
from store.tickets import access_log, attachments, dictated_notes
from web import attachment_files
from web.attachment_files import PDF, PICTURES, READABLE, SOUND, TEXT
from web.console.current_user import me
from web.console.services import Services


@dataclass(frozen=True)
class File:
    """A file that the customer sent, as the page lists it."""

    id: int
    name: str
    size: str
    at: datetime
    media_type: str
    words: str | None  # of a voice note, once it was read
    is_read: bool

    @property
    def is_sound(self) -> bool:
        return self.media_type == SOUND

    @property
    def is_picture(self) -> bool:
        return self.media_type in PICTURES

    @property
    def is_readable(self) -> bool:
        """Whether it is read in the page when one asks for it."""
        return self.media_type in {PDF, TEXT}

    @property
    def is_text(self) -> bool:
        """Whether nothing in its frame needs a reader of the browser's."""
        return self.media_type == TEXT


def of_ticket(session: Session, ticket_id: int) -> list[File]:
    """Those that are still there, the oldest first."""
    return [
        File(
            *(one.id, one.name, _size(one.bytes), one.created_at, one.media_type),
            words=one.words,
            is_read=one.read_at is not None,
        )
        for one in attachments.of_ticket(session, ticket_id)
    ]


def sent(services: Services, ticket_id: int, number: int, *, to_be_seen: bool) -> Response:
    """One file: to be seen in the page where it can be, or saved; who opened which is noted.

    Pictures are seen with the page, and are no opening.
    """
    row = _found(services, ticket_id, number)
    shown = to_be_seen and row.media_type in READABLE
    is_opening = not (shown and row.media_type in PICTURES)
    if is_opening and request.method != "HEAD":
        with services.sessions.begin() as session:
            opened = access_log.FILE_OPENED
            now = services.now()
            access_log.note(session, ticket_id, opened, by=me().name, what=row.name, now=now)
    give = attachment_files.shown if shown else attachment_files.saved
    return give(services.attachments, row)


def _found(services: Services, ticket_id: int, number: int) -> Attachment:
    with services.sessions() as session:
        sent_here, dictated = attachments.of_ticket, dictated_notes.of_ticket
        files = [*sent_here(session, ticket_id), *dictated(session, ticket_id)]
    row = next((one for one in files if one.id == number), None)
    if row is None:
        abort(404)
    return row


def _size(count: int) -> str:
    """ "48 kB", "2,4 MB"."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} kB"
    return f"{count / (1024 * 1024):.1f} MB".replace(".", ",")
