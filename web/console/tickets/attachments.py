"""Attachments on a request's page: listed, shown where they are pictures, and saved."""

from dataclasses import dataclass
from datetime import datetime

from flask import Response, abort, request, send_from_directory
from sqlalchemy.orm import Session

from store.models import Attachment
from store.tickets import access_log, attachments
from web.console.current_user import me
from web.console.services import Services

# What browsers draw and cannot run; the bytes were looked at when it came in.
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
NOTHING_RUNS = "default-src 'none'; sandbox"  # whatever the file may be taken for


@dataclass(frozen=True)
class File:
    """A file that the customer sent, as the page lists it."""

    id: int
    name: str
    size: str
    at: datetime
    is_picture: bool


def of_ticket(session: Session, ticket_id: int) -> list[File]:
    """Those that are still there, the oldest first."""
    return [
        File(one.id, one.name, _size(one.bytes), one.created_at, one.media_type in PICTURES)
        for one in attachments.of_ticket(session, ticket_id)
    ]


def sent(services: Services, ticket_id: int, number: int, *, to_be_seen: bool) -> Response:
    """One file: a picture may be seen in the page, anything else is saved and never opened."""
    row = _found(services, ticket_id, number)
    shown = to_be_seen and row.media_type in PICTURES
    if not shown and request.method != "HEAD":
        with services.sessions.begin() as session:
            opened = access_log.FILE_OPENED
            now = services.now()
            access_log.note(session, ticket_id, opened, by=me().name, what=row.name, now=now)
    response = send_from_directory(
        services.attachments.resolve(),
        str(row.path),
        as_attachment=not shown,
        mimetype=row.media_type,
        download_name=row.name,
    )
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _found(services: Services, ticket_id: int, number: int) -> Attachment:
    with services.sessions() as session:
        files = attachments.of_ticket(session, ticket_id)
    row = next((one for one in files if one.id == number), None)
    if row is None:
        abort(404)
    return row


def _size(count: int) -> str:
    """ "48 kB", "2,4 MB"."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} kB"
    return f"{count / (1024 * 1024):.1f} MB".replace(".", ",")
