"""A copy of all that we hold of a request, to be saved: one zip."""

import tempfile

from flask import Response, send_file

from store.privacy import copy, held
from web.form.request_view import Own
from web.form.services import Services

IN_MEMORY = 1024 * 1024  # bytes; more goes to a temporary file


def zipped(services: Services, mine: Own) -> Response:
    """The zip."""
    buffer = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with services.sessions() as session:
        sent, spoken = held.files(session, [mine.ticket])
        folders = ((services.attachments, sent), (services.recordings, spoken))
        copy.write(buffer, "richiesta.json", held.request(session, mine.ticket), folders)
    buffer.seek(0)
    name = f"richiesta-{mine.number}.zip"
    return send_file(buffer, "application/zip", as_attachment=True, download_name=name)
