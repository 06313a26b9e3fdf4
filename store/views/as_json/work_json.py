"""Work minutes as other programs read them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from store.billing import work_corrections, work_minutes
from store.models import WorkEntry
from store.models.states import EntryState


def work_json(session: Session, entries: Sequence[WorkEntry]) -> list[dict[str, Any]]:
    """The entries as they came; `counts` is false for what was corrected, refused or is proposed."""
    gone = work_corrections.corrected(session, [entry.id for entry in entries])
    return [
        {
            "id": entry.id,
            "technician": entry.technician,
            "started_at": entry.started_at.isoformat(),
            "minutes": entry.minutes,
            "note": entry.note,
            "state": entry.state.value,
            "corrects_id": entry.corrects_id,
            "cover": entry.cover,
            "counts": entry.state is EntryState.CONFIRMED and entry.id not in gone,
            "shares": [
                {"month": share.month, "pays": share.pays, "minutes": share.minutes}
                for share in work_minutes.shares(session, entry.id)
                if share.minutes > 0
            ],
        }
        for entry in entries
    ]
