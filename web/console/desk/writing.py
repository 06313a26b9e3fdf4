"""Writing alterations: one way for all that is altered here, for the ledger, the audit log and the page."""

from dataclasses import dataclass

from flask import abort, flash

from rules.errors import BadInput
from store import reading
from store.models import Alteration
from store.staff import alterations
from web.console.current_user import me
from web.console.refusals import said
from web.console.services import Altering, Services


@dataclass(frozen=True)
class Change:
    """One alteration that is to be written; a value of None is what the file says."""

    key: str
    value: object | None
    seen: int
    event: str
    note: str
    undoes: int | None = None


def altering_of(services: Services) -> Altering:
    """What may be altered; 404 where nothing may."""
    if services.altering is None:
        abort(404)
    return services.altering


def write(services: Services, change: Change) -> None:
    """Save it, for this process and every other; who was overtaken by a colleague is told."""
    try:
        with services.sessions.begin() as session:
            alterations.alter(
                session,
                change.key,
                change.value,
                seen=change.seen,
                by=me().name,
                now=services.now(),
                event=change.event,
                note=change.note,
                undoes=change.undoes,
            )
    except BadInput as error:
        if error.code != "overtaken":
            raise
        flash(said(error, services.timezone))
    else:
        flash(f"Vale da subito: {change.note}.")
    altering_of(services).look()


def to_undo(services: Services, alteration_id: int) -> Alteration | None:
    """The alteration that is to be taken back; None, with a word, where another came after it."""
    altering_of(services).look()
    with reading(services.sessions) as session:
        try:
            return alterations.to_undo(session, alteration_id)
        except BadInput as error:
            flash(said(error, services.timezone))
            return None
