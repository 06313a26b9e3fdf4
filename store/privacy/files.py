"""Files of customers on our disk, deleted one by one; and those that are there and should not be."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from store.models import Attachment, Call, Recording, RestoredCopy
from store.models.states import RecordingState
from store.recording_files import File, Place, written_at

log = structlog.get_logger()

# What a copy that was restored knows nothing of is not deleted on its word alone: an operator may
# find out that another copy was meant, and Twilio's list brings back what it still has.
UNKNOWN_FOR = timedelta(days=30)
UNFETCHED_FOR = timedelta(days=1)  # no download takes as long
_RECORDING = re.compile(r"(RE[0-9a-fA-F]{32})\.wav", re.ASCII)
_ATTACHMENT = re.compile(r"[0-9a-f]{32}", re.ASCII)


def delete(file: File) -> bool:
    """Delete a file; False where it cannot be done now, which is told and tried again by the sweep."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        log.error("file not deleted", file=file.name, reason=error.strerror or type(error).__name__)
        return False
    return True


@dataclass(frozen=True)
class Lying:
    """A file of the folder, and when it was written."""

    path: File
    written_at: datetime


def lying(folder: Place) -> list[Lying]:
    """The files of the folder; one that goes meanwhile is none."""
    found = []
    for path in () if isinstance(folder, Path) and not folder.is_dir() else folder.iterdir():
        try:
            is_file, written = path.is_file() and not path.is_symlink(), written_at(path)
        except FileNotFoundError:
            continue
        if is_file:
            found.append(Lying(path, written))
    return found


def recordings_left_over(session: Session, files: Iterable[Lying], now: datetime) -> list[File]:
    """Sounds that nobody is to hear: deleted by their row, or in no row for long."""
    named = {one[1]: file for file in files if (one := _RECORDING.fullmatch(file.path.name))}
    rows = select(Recording.sid, Recording.state, Recording.path)
    kept = {sid: (state, path) for sid, state, path in session.execute(rows)} if named else {}
    since = _known_since(session)
    found = []
    for sid, file in named.items():
        state, path = kept.get(sid, (None, None))
        age = now - file.written_at
        is_deleted = state is RecordingState.DELETED
        is_unfetched = state is not None and path is None and age > UNFETCHED_FOR
        is_unknown = state is None and _is_long(file.written_at, since, now)
        if is_deleted or is_unfetched or is_unknown:
            found.append(file.path)
    return found


def attachments_left_over(
    session: Session, files: Iterable[Lying], erased: frozenset[str], now: datetime
) -> list[File]:
    """Files that customers sent and that were erased, or are in no row for long."""
    named = [file for file in files if _ATTACHMENT.fullmatch(file.path.name)]
    paths = select(Attachment.path).where(Attachment.path.is_not(None))
    kept = {Path(str(path)).name for path in session.scalars(paths)} if named else set()
    since = _known_since(session)
    return [
        file.path
        for file in named
        if file.path.name not in kept
        if file.path.name in erased or _is_long(file.written_at, since, now)
    ]


def missing(session: Session, folder: Place) -> list[str]:
    """The SIDs of recordings whose sound should be in the folder and is not."""
    rows = select(Recording.sid, Recording.path).where(Recording.path.is_not(None))
    return [sid for sid, path in session.execute(rows) if not (folder / str(path)).exists()]


def _known_since(session: Session) -> datetime | None:
    """From when on this database, or the copy in its place, knows what there is; None: of nothing."""
    began = session.scalar(select(func.min(Call.started_at)))
    restored = session.scalar(select(func.max(RestoredCopy.at)))
    return max(restored, began) if restored and began else began


def _is_long(written_at: datetime, known_since: datetime | None, now: datetime) -> bool:
    return known_since is not None and now - max(written_at, known_since) > UNKNOWN_FOR


@dataclass(frozen=True)
class Kept:
    """What a row says of a file that it keeps."""

    bytes: int | None
    sha256: str | None


def kept(session: Session) -> dict[str, dict[str, Kept]]:
    """The files that rows keep, by name, for the folders of recordings and of attachments."""
    return {
        folder: {
            Path(str(path)).name: Kept(size, digest)
            for path, size, digest in session.execute(
                select(of.path, of.bytes, of.sha256).where(of.path.is_not(None))
            )
        }
        for folder, of in (("recordings", Recording), ("attachments", Attachment))
    }
