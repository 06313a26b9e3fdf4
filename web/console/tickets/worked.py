"""Minutes on a ticket, with what pays for them, and who may be chosen to pay."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from rules.billing.payer import OF_A_RECORD, SAYABLE
from store.billing import work_corrections, work_minutes
from store.customers import identity
from store.models import Ticket, WorkEntry, WorkShare
from web.console import words


@dataclass(frozen=True)
class Worked:
    """Minutes on the ticket, with what pays for them."""

    entry: WorkEntry
    shares: tuple[WorkShare, ...]
    is_corrected: bool  # another entry took its place


def payers(session: Session, row: Ticket) -> dict[str, str]:
    """Who may be chosen to pay for minutes; what only a customer has says whose it is."""
    known = identity.of_ticket(session, row)
    customer = known.customer
    said = {cover.value: words.COVERS[cover] for cover in SAYABLE}
    if row.customer_id is None:
        for cover in OF_A_RECORD:
            name = said.pop(cover.value)
            if customer is not None:
                said[cover.value] = f"{name} di {customer.name}, e confermo che è lui"
    return said


def worked(session: Session, row: Ticket) -> list[Worked]:
    entries = work_minutes.entries(session, row.id)
    gone = work_corrections.corrected(session, [entry.id for entry in entries])
    return [
        Worked(
            entry,
            tuple(one for one in work_minutes.shares(session, entry.id) if one.minutes > 0),
            entry.id in gone,
        )
        for entry in entries
    ]
