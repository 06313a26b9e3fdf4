"""A look at the whole service: what waits, what was last seen, what fails, how much room there is."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from centralino.config.database_url import file_of
from centralino.config.settings import Settings
from store import failing_jobs
from store.callbacks import promise_counts
from store.intake import rehearsals
from store.models import FailingJob, Rehearsal
from store.signs_of_life import Sign, seen
from store.views.unfinished import Waiting, Work, last_webhook, next_promise, unfinished


@dataclass(frozen=True)
class Room:
    """What is left on the disk of one of our folders, in bytes."""

    place: str
    path: Path
    free: int


@dataclass(frozen=True)
class Look:
    """How it stands at that instant."""

    now: datetime
    work: Mapping[Work, Waiting]
    seen: Mapping[Sign, datetime]
    failing: tuple[FailingJob, ...]  # jobs that have failed for an hour
    last_webhook: datetime | None
    next_promise: datetime | None
    promises_late: int
    promises_near: int  # of which technicians were warned
    rooms: tuple[Room, ...]
    rehearsals: Mapping[str, Rehearsal]  # the last one of each line


def look(session: Session, settings: Settings, now: datetime) -> Look:
    """All of it, in a dozen short statements."""
    owed = promise_counts.owed(session, now)
    return Look(
        now=now,
        work=unfinished(session, now),
        seen=seen(session),
        failing=tuple(failing_jobs.for_an_hour(session, now)),
        last_webhook=last_webhook(session),
        next_promise=next_promise(session, now),
        promises_late=owed.late,
        promises_near=owed.warned,
        rooms=rooms(settings),
        rehearsals=rehearsals.last(session, sorted(settings.lines.numbers)),
    )


def rooms(settings: Settings) -> tuple[Room, ...]:
    """The disks on which we write; a folder that is not there yet is made where its parents are."""
    places = {
        "recordings": settings.recordings.path,
        "attachments": settings.form.attachments_path,
    }
    file = file_of(settings.database.url)
    if file is not None:
        places = {"database": file.parent, **places}
    disks = {place: path for place, path in places.items() if isinstance(path, Path)}
    return tuple(
        Room(place, path, shutil.disk_usage(_there(path)).free) for place, path in disks.items()
    )


def _there(path: Path) -> Path:
    whole = path.absolute()
    return next(one for one in (whole, *whole.parents) if one.is_dir())
