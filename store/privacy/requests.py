"""Erasing whole requests, for whoever asks: the list of erasures, the rows, then the files.

The customer's page, the command, age and a restored copy all erase by this.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from store.database.statements import insert_once
from store.models import Call, Erasure, Ticket
from store.privacy import erasure, erasure_list
from store.privacy.erasure import Files
from store.privacy.erasure_list import Erased
from store.privacy.files import delete
from store.recording_files import Place
from store.tickets import attachments, customer_actions, dictated_notes


@dataclass(frozen=True)
class Places:
    """Where files of customers lie, and the list of erasures."""

    attachments: Path
    recordings: Place
    erasures: Path


def erase_request(
    sessions: sessionmaker[Session], ticket_id: int, places: Places, now: datetime, *, by: str
) -> bool:
    """Erase a request with all that belongs to it; False where that was done before."""
    with sessions.begin() as session:
        ticket = session.get(Ticket, ticket_id)
        if ticket is None or customer_actions.is_erased(session, ticket_id):
            return False
        calls, opened_at = erasure.calls_of(session, ticket), ticket.created_at.isoformat()
        kept = (attachments.of_ticket, dictated_notes.of_ticket)
        rows = [row for of_ticket in kept for row in of_ticket(session, ticket_id)]
        sent = [Path(str(row.path)).name for row in rows]
        one = Erased(now.isoformat(), ticket_id, opened_at, calls, sent)
        erasure_list.add(places.erasures, one)
        files = erasure.erase(session, ticket_id, now, by=by)
    _drop(places, files)
    return True


def erase_calls(
    sessions: sessionmaker[Session], sids: Iterable[str], places: Places, now: datetime
) -> None:
    """Erase calls that opened no request and are about none."""
    calls = sorted(sids)
    if not calls:
        return
    erasure_list.add(places.erasures, Erased(now.isoformat(), None, None, calls))
    with sessions.begin() as session:
        audio = erasure.erase_calls(session, calls, now)
        session.add(Erasure(at=now))
    _drop(places, Files([], audio))


def erase_again(sessions: sessionmaker[Session], places: Places, now: datetime) -> int:
    """Erase what the list says was erased and this database holds again; how many that were."""
    found = 0
    for one in erasure_list.entries(places.erasures):
        with sessions.begin() as session:
            held, files = _erase_again(session, one, now)
        found += held
        _drop(places, files)
    return found


def _erase_again(session: Session, one: Erased, now: datetime) -> tuple[bool, Files]:
    ticket = session.get(Ticket, one.ticket) if one.ticket is not None else None
    is_same = ticket is not None and ticket.created_at.isoformat() == one.opened_at
    held = ticket is not None and is_same and not customer_actions.is_erased(session, ticket.id)
    files = Files([], [])
    if ticket is not None and held:
        files = erasure.erase(session, ticket.id, now, by=erasure.COMMAND)
    calls = [call for sid in one.calls if (call := session.get(Call, sid, populate_existing=True))]
    left = [call.sid for call in calls if call.erased_at is None]
    audio = erasure.erase_calls(session, left, now)
    # Twilio may still tell of calls that this copy never knew.
    for sid in set(one.calls) - {call.sid for call in calls}:
        over = {"started_at": now, "finished_at": now, "status": "completed", "erased_at": now}
        insert_once(session, Call, sid=sid, **over)
    if left and not held:
        session.add(Erasure(at=now))
    return held or bool(left), Files(files.attachments, [*files.recordings, *audio])


def _drop(places: Places, files: Files) -> None:
    """Delete the files, once the rows no longer name them; what stays is found by the sweep."""
    for folder, paths in (
        (places.attachments, files.attachments),
        (places.recordings, files.recordings),
    ):
        for path in paths:
            delete(folder / path)
