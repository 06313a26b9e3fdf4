"""Making a backup: the rows first, then the files that they name, so that none is named and missing."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine

import store
from centralino.config.settings import Settings
from centralino.wiring.places import beside_database
from rules.errors import PermanentFailure
from store import private_files, signs_of_life
from store.database import backup, numbers
from store.privacy import erasure_list
from store.privacy.files import Kept, kept

NAME, STAMP = "centralino-", "%Y%m%dT%H%M%SZ"
SUFFIXES = {"sqlite": ".db", "postgresql": ".dump"}


@dataclass(frozen=True)
class Made:
    """What a backup did."""

    copy: Path
    copied: int  # files that were not there yet
    lost: int  # files that are missing here, and are kept in the backup
    removed: int  # files that were deleted here, and copies that are too old


def database(engine: Engine, file: Path, now: datetime) -> None:
    """Copy the database into a file, and remember that there is a copy."""
    backup.backup(engine, file)
    with store.sessions(engine).begin() as session:
        signs_of_life.note(session, signs_of_life.Sign.BACKUP, now)


def make(engine: Engine, settings: Settings, folder: Path, keep_days: int, now: datetime) -> Made:
    """A whole backup in the folder; copies of the database older than that are removed."""
    private_files.make_folder(folder)
    file = folder / f"{NAME}{now.astimezone(UTC):{STAMP}}{SUFFIXES[engine.dialect.name]}"
    database(engine, file, now)
    with store.reading(store.sessions(engine)) as session:
        wanted = kept(session)
    copied = lost = removed = 0
    try:
        for name, here in places(settings).items():
            done = _mirror(here, folder / name, wanted[name])
            copied, lost, removed = copied + done[0], lost + done[1], removed + done[2]
        for single in singles(settings):
            if single.is_file():
                _copy(single, folder / single.name)
    except OSError as error:
        raise PermanentFailure(f"{error.filename or folder}: {error.strerror}") from error
    for old in _too_old(folder, now - timedelta(days=keep_days)):
        old.unlink()
        removed += 1
    return Made(file, copied, lost, removed)


def places(settings: Settings) -> dict[str, Path]:
    """The folders of files, by the name that each has in a backup; a bucket has copies of its own."""
    folders = {
        "recordings": settings.recordings.path,
        "attachments": settings.form.attachments_path,
    }
    return {name: place for name, place in folders.items() if isinstance(place, Path)}


def singles(settings: Settings) -> tuple[Path, ...]:
    """Files without which a copy that is restored would know less."""
    beside = beside_database(settings)
    return beside / erasure_list.NAME, beside / numbers.NAME


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies of the database in a folder with when each was made, the newest last."""
    return sorted(_copies(folder))


def _copies(folder: Path) -> Iterator[tuple[datetime, Path]]:
    for path in folder.glob(f"{NAME}*") if folder.is_dir() else ():
        if path.suffix not in SUFFIXES.values():
            continue
        try:
            at = datetime.strptime(path.stem.removeprefix(NAME), STAMP)  # noqa: DTZ007 - in UTC, below
        except ValueError:
            continue
        yield at.replace(tzinfo=UTC), path


def _too_old(folder: Path, before: datetime) -> list[Path]:
    """Never the newest, whatever its age."""
    return [path for at, path in copies(folder)[:-1] if at < before]


def _mirror(here: Path, there: Path, wanted: dict[str, Kept]) -> tuple[int, int, int]:
    """Bring a folder of a backup up to what rows name: how many were copied, lost and removed.

    What the service deleted is deleted here too, since it was to be forgotten; what is merely missing
    from its folder stays, since that is what a backup is for.
    """
    private_files.make_folder(there)
    copied = lost = removed = 0
    for name, file in wanted.items():
        of, to = here / name, there / name
        if _is_whole(to, file):
            continue
        if not of.is_file():
            lost += 1
            continue
        _copy(of, to)
        copied += 1
    for path in there.iterdir():
        if path.name not in wanted and path.is_file():
            path.unlink()
            removed += 1
    return copied, lost, removed


def _is_whole(path: Path, file: Kept) -> bool:
    return path.is_file() and (file.bytes is None or path.stat().st_size == file.bytes)


def _copy(of: Path, to: Path) -> None:
    """Complete or not at all, for our user alone."""
    part = to.with_name(f".{to.name}.part")
    part.unlink(missing_ok=True)
    private_files.make_file(part)
    shutil.copyfile(of, part)
    part.replace(to)
