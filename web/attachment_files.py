"""Files that customers sent, as they are given out: saved, or shown where nothing in them can run."""

from pathlib import Path

from flask import Response, abort, send_from_directory

from rules.files.text_encoding import text_of
from store.models import Attachment

# What browsers draw: of pictures those that Chromium, Firefox and Safari all do.
PICTURES = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif", "image/bmp"}
)
PDF, TEXT = "application/pdf", "text/plain"
SOUND = "audio/wav"
READABLE = PICTURES | {PDF, TEXT, SOUND}
NOTHING_RUNS = "default-src 'none'; sandbox"  # whatever the file may be taken for
# The reader of PDFs and of plain text brings styles of its own.
IN_A_FRAME = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
LONGEST_TEXT = 512 * 1024  # characters that are shown; the rest is in the file


def saved(folder: Path, row: Attachment) -> Response:
    """The file, to be saved and never opened: it is a stranger's file on our address."""
    response = send_from_directory(
        folder.resolve(),
        str(row.path),
        as_attachment=True,
        mimetype=row.media_type,
        download_name=row.name,
    )
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def shown(folder: Path, row: Attachment) -> Response:
    """A picture, PDF or text as it is seen in a page; of what it should be, nothing can run."""
    if row.media_type == TEXT:
        return _framed(Response(_text(folder, row), mimetype=TEXT))
    response = send_from_directory(
        folder.resolve(), str(row.path), mimetype=row.media_type, download_name=row.name
    )
    if row.media_type == PDF:
        return _framed(response)
    response.headers["Content-Security-Policy"] = NOTHING_RUNS
    return response


def _framed(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = IN_A_FRAME
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _text(folder: Path, row: Attachment) -> str:
    """Its letters, whichever encoding the customer's machine wrote them in."""
    try:
        text = text_of((folder / str(row.path)).read_bytes()) or ""
    except FileNotFoundError:
        abort(404)
    if len(text) <= LONGEST_TEXT:
        return text
    return f"{text[:LONGEST_TEXT]}\n\n[…] Il resto è nel file: salvalo."
