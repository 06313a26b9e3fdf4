"""Minutes worked: proposed from calls, confirmed by technicians, and what pays for them."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import WorkEntry, WorkShare
from store.states import EntryState


def j_system_minutes(session: Session, customer_id: int, month: str) -> int:
    """The minutes that J-System paid for the customer in the month ("2026-11")."""
    statement = (
        select(func.coalesce(func.sum(WorkShare.minutes), 0))
        .join(WorkEntry, WorkEntry.id == WorkShare.entry_id)
        .where(
            WorkShare.customer_id == customer_id,
            WorkShare.month == month,
            WorkShare.pays == "j_system",
            WorkEntry.state == EntryState.CONFIRMED,
        )
    )
    return int(session.scalar(statement) or 0)
