"""Signs of life: when each part of the service was last at work, and what is done now and then last done."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from store.database.statements import changed, is_new
from store.models import SignOfLife


class Sign(StrEnum):
    CLOCK = "clock"  # the process that runs the clock's jobs
    TRANSCRIPTION = "transcription"  # the process that reads messages, with its model loaded
    RECONCILIATION = "reconciliation"  # Twilio was asked what we missed, and answered in full
    BACKUP = "backup"  # `centralino db backup` made a copy
    BACKUP_TRIAL = (
        "backup_trial"  # `centralino backups try` restored a copy, and found nothing amiss
    )
    HEARTBEAT = "heartbeat"  # the outside was told that all is well


def note(session: Session, sign: Sign, now: datetime) -> None:
    """Keep that it was seen now."""
    if not is_new(session, SignOfLife, name=sign.value, at=now):
        changed(session, SignOfLife.name, SignOfLife.name == sign.value, at=now)


def seen(session: Session) -> Mapping[Sign, datetime]:
    """When each was seen last; those that never were are not in it."""
    known = {sign.value for sign in Sign}
    rows = session.execute(select(SignOfLife.name, SignOfLife.at))
    return {Sign(name): at for name, at in rows if name in known}
