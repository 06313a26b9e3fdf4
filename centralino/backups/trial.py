"""The trial of a backup: the copy restored into a scratch place, and compared with what there is."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

import store
from rules.errors import BadInput
from store import signs_of_life
from store.database import backup
from store.database.comparison import Compared, compared, faults
from store.database.scratch import scratch
from store.privacy.files import Kept, kept

BLOCK = 1 << 20


@dataclass(frozen=True)
class Trial:
    """What came of it; nothing at fault, and the copy can be relied upon."""

    copy: Path
    tables: list[Compared]
    files: int  # that were found whole, by their checksums
    faults: list[str] = field(default_factory=list)


def tried(engine: Engine, file: Path, folder: Path, now: datetime) -> Trial:
    """Restore the copy as `centralino db restore` would, and look at all of it.

    Afterwards it is remembered that a copy was tried, unless something was at fault.
    """
    if not file.is_file():
        raise BadInput(f"{file}: there is no such file")
    with scratch(engine) as empty:
        backup.restore(empty, file)
        store.upgrade(empty)  # a copy may be older than the program
        wrong = faults(empty)
        tables = compared(empty, engine)
        wrong += [
            f"{one.table}: {one.lacking} rows that were there before are missing in the copy"
            for one in tables
            if one.lacking
        ]
        whole, amiss = _files(empty, engine, folder)
    if not any(one.rows for one in tables):
        wrong.append("the copy holds no rows at all")
    found = Trial(file, tables, whole, wrong + amiss)
    if not found.faults:
        with store.sessions(engine).begin() as session:
            signs_of_life.note(session, signs_of_life.Sign.BACKUP_TRIAL, now)
    return found


def _files(copy: Engine, original: Engine, folder: Path) -> tuple[int, list[str]]:
    """How many of the files that the copy names are whole, and what is amiss with the others.

    One that the service has deleted meanwhile is rightly gone from the backup too.
    """
    whole, amiss = 0, []
    named, still = _kept(copy), _kept(original)
    for place, files in named.items():
        for name, file in files.items():
            if name not in still[place]:
                continue
            if fault := _fault(folder / place / name, file):
                amiss.append(f"{place}/{name}: {fault}")
            else:
                whole += 1
    return whole, amiss


def _kept(engine: Engine) -> dict[str, dict[str, Kept]]:
    with store.reading(store.sessions(engine)) as session:
        return kept(session)


def _fault(path: Path, file: Kept) -> str | None:
    if not path.is_file():
        return "missing in the backup"
    if file.sha256 is not None and _sha256(path) != file.sha256:
        return "not the file that was copied: its checksum differs"
    return None


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
