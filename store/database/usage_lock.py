"""Usage lock: tells whether a service works with the database that a command would replace.

SQLite: a file beside the database is locked, shared by the service's processes, alone by a restore;
the kernel gives a lock back however its process ended. PostgreSQL: the service's connections carry
a name of their own, which the server lists.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import URL, Engine, make_url, text

from rules.errors import PermanentFailure
from store import private_files

LOCK_SUFFIX = ".lock"
SERVICE = "centralino service"  # as pg_stat_activity shows it

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name = :name"
)


@contextmanager
def used_by_service(url: str) -> Iterator[None]:
    """For as long as a process of the service works with the database.

    Raises PermanentFailure while the database is being restored.
    """
    file = _file(url)
    if file is None:
        os.environ["PGAPPNAME"] = SERVICE  # libpq names each connection of this process so
        yield
        return
    with _locked(file, fcntl.LOCK_SH, f"the database {file} is being restored: wait until it is"):
        yield


@contextmanager
def alone(engine: Engine) -> Iterator[None]:
    """Keeps the service from the database; raises PermanentFailure while it works with it."""
    file = _file(engine.url)
    says = "a service works with the database: stop it first (or add --force)"
    if file is None:
        with engine.connect() as connection:
            if connection.execute(_OTHERS, {"name": SERVICE}).scalar_one():
                raise PermanentFailure(says)
        yield
        return
    with _locked(file, fcntl.LOCK_EX, says):
        yield


def lock_of(database: Path) -> Path:
    """The file that is locked."""
    return database.with_name(database.name + LOCK_SUFFIX)


def _file(url: str | URL) -> Path | None:
    parsed = make_url(url)
    return Path(str(parsed.database)) if parsed.get_backend_name() == "sqlite" else None


@contextmanager
def _locked(database: Path, kind: int, taken: str) -> Iterator[None]:
    with _opened(lock_of(database)) as file:
        try:
            fcntl.flock(file, kind | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise PermanentFailure(taken) from error
        yield


def _opened(path: Path) -> IO[bytes]:
    try:
        private_files.make_folder(path.parent)
        private_files.make_file(path)
        return path.open("ab")
    except OSError as error:
        raise PermanentFailure(f"{path}: cannot be written: {error.strerror}") from error
