"""A copy of all that we hold of a request: what is written as JSON, and the files, in one zip."""

import json
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from flask import Response, send_file
from sqlalchemy import select
from sqlalchemy.orm import Session

from rules.callbacks.promise_state import agreed_hour
from store.billing import agreements
from store.calls import voicemail
from store.calls.voicemail import Voicemail
from store.models import Outbox, Ticket
from store.tickets import attachments, lifecycle, promise_facts
from web.form.request_view import Own
from web.form.services import Services

IN_MEMORY = 1024 * 1024  # bytes; more goes to a temporary file

_WRITTEN = (
    *("company", "caller_name", "caller_number", "callback_number", "email", "customer_code"),
    *("subject", "message", "product", "software_version", "last_error", "category", "urgency"),
    *("cover", "language"),
)


def zipped(services: Services, mine: Own) -> Response:
    """The zip, to be saved."""
    buffer = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with (
        services.sessions() as session,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        text = json.dumps(_held(session, mine.ticket), ensure_ascii=False, indent=2)
        archive.writestr("richiesta.json", text)
        for row in attachments.of_ticket(session, mine.ticket.id):
            _put(archive, services.attachments, row.path, f"allegati/{row.id}-{row.name}")
        for spoken in (one.recording for one in _recorded(session, mine.ticket)):
            name = f"registrazioni/{spoken.sid}{Path(spoken.path or '').suffix}"
            _put(archive, services.recordings, spoken.path, name)
    buffer.seek(0)
    name = f"richiesta-{mine.number}.zip"
    return send_file(buffer, "application/zip", as_attachment=True, download_name=name)


def _put(archive: zipfile.ZipFile, folder: Path, path: str | None, name: str) -> None:
    if path and (folder / path).is_file():
        archive.write(folder / path, name)


def _held(session: Session, ticket: Ticket) -> dict[str, Any]:
    """What the customer told us and what became of it; nothing that only a code or number hints."""
    calls = voicemail.of_ticket(session, ticket)
    message = voicemail.that_counts_of_several(calls)
    agreed = agreed_hour(promise_facts.of_ticket(session, ticket.id))
    return {
        "number": ticket.id,
        "channel": ticket.channel.value,
        "status": ticket.state.value,
        **{name: getattr(ticket, name) for name in _WRITTEN},
        "created_at": ticket.created_at.isoformat(),
        "in_charge_at": ticket.in_charge_at.isoformat(),
        "promised_at": ticket.promised_at.isoformat() if ticket.promised_at else None,
        "agreed_at": agreed.isoformat() if agreed else None,
        "history": [
            {"at": row.at.isoformat(), "event": row.event, "to": row.to_state}
            for row in lifecycle.history(session, ticket.id)
        ],
        "attachments": [
            {"name": row.name, "type": row.media_type, "bytes": row.bytes, "sha256": row.sha256}
            for row in attachments.of_ticket(session, ticket.id)
        ],
        "agreements": [
            {"at": row.at.isoformat(), "answer": row.answer, "words": row.words}
            for row in agreements.of_ticket(session, ticket)
        ],
        "transcript": message.text if message else None,
        "transcripts": [one.text for left in calls for one in left if one.text],
        "sent": [
            {
                "kind": row.kind.value,
                "to": row.to,
                "body": row.body,
                "at": row.created_at.isoformat(),
            }
            for row in session.scalars(select(Outbox).where(Outbox.ticket_id == ticket.id))
        ],
    }


def _recorded(session: Session, ticket: Ticket) -> list[Voicemail]:
    """All of it, also what the customer replaced: we hold it."""
    return [one for left in voicemail.of_ticket(session, ticket) for one in left]
