"""The database for commands that work with it: opened, checked, and closed again."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, OperationalError
from sqlalchemy.orm import Session

import store
from centralino.config.database_url import fault, file_of, masked
from centralino.config.errors import ConfigError
from centralino.config.settings import Settings
from rules.errors import PermanentFailure, TemporaryFailure


@contextmanager
def opened(settings: Settings, *, may_make: bool = False) -> Iterator[Engine]:
    """The configured database; whatever keeps it from answering is said in a sentence.

    A SQLite file that is not there is made only for those who ask for it.
    """
    if not is_there(settings) and not may_make:
        file = file_of(settings.database.url)
        ways = "`centralino db upgrade` makes it, and so does `centralino serve`"
        raise PermanentFailure(f"there is no database yet at {file}: {ways}")
    engine = store.connect(settings.database.url)
    try:
        yield engine
    except OperationalError as error:
        url = masked(settings.database.url)
        raise TemporaryFailure(f"the database {url} does not answer: {error.orig}") from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a statement of ours is wrong
            raise
        url = masked(settings.database.url)
        raise PermanentFailure(f"the database {url} is damaged: {error.orig}") from error
    finally:
        engine.dispose()


@contextmanager
def reading(settings: Settings) -> Iterator[Session]:
    """A session that only reads, on a database that this program understands."""
    with opened(settings) as engine:
        check_version(engine, settings)
        with store.reading(store.sessions(engine)) as session:
            yield session


@contextmanager
def writing(settings: Settings) -> Iterator[Session]:
    """A session on such a database, committed when its block ends without an error."""
    with opened(settings) as engine:
        check_version(engine, settings)
        with store.sessions(engine).begin() as session:
            yield session


def check_version(engine: Engine, settings: Settings) -> None:
    """Raise PermanentFailure, with the way out, for a database of another version than ours."""
    found, wanted = store.current(engine), store.head()
    if found == wanted:
        return
    holds = f"is at version {found}" if found else "holds no tables"
    raise PermanentFailure(
        f"the database {masked(settings.database.url)} {holds}, and this program expects version "
        f"{wanted}: run `centralino db upgrade`"
    )


def is_there(settings: Settings) -> bool:
    """Whether there is anything to open: a server may always be asked.

    Raises ConfigError for what can be no database.
    """
    file = file_of(settings.database.url)
    if file is None:
        return True
    if found := fault(file):
        raise ConfigError(f"database.url: expected a SQLite database, found {found}")
    return file.exists()
