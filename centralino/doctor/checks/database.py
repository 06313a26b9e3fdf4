"""Checks of the database: there, answering, of our version, and safe to write to."""

from collections.abc import Iterator

from sqlalchemy import Engine, text

import store
from centralino.cli.shared.ledger import is_there, opened
from centralino.config.database_url import masked
from centralino.config.errors import ConfigError
from centralino.doctor.findings import Finding, doubt, fault, ok
from centralino.doctor.subject import Subject
from rules.errors import PermanentFailure, TemporaryFailure
from store.database.sqlite_library import driver, wal_is_safe


def database(subject: Subject) -> Iterator[Finding]:
    """Migrations, version and journal."""
    settings = subject.settings
    url = masked(settings.database.url)
    try:
        if not is_there(settings):
            yield fault("database.missing", url=url)
            return
        with opened(settings) as engine:
            found, wanted = store.current(engine), store.head()
            told = _engine(engine)
    except TemporaryFailure as error:
        yield fault("database.away", reason=_line(error))
        return
    except (PermanentFailure, ConfigError) as error:
        yield fault("database.damaged", reason=_line(error))
        return
    if found != wanted:
        is_newer = found is not None and found > wanted
        code = "database.newer" if is_newer else "database.behind"
        yield fault(code, found=found or "none", wanted=wanted)
        return
    yield ok("database.right", engine=told, migration=found)
    if told.startswith("SQLite") and not wal_is_safe(driver.sqlite_version_info):
        yield doubt("database.old_sqlite", version=driver.sqlite_version)


def _engine(engine: Engine) -> str:
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            told = connection.scalar(text("SHOW server_version"))
            return f"PostgreSQL {told}"
        version = connection.scalar(text("SELECT sqlite_version()"))
        journal = connection.scalar(text("PRAGMA journal_mode"))
        sync = connection.scalar(text("PRAGMA synchronous"))
        # https://www.sqlite.org/pragma.html#pragma_synchronous
        names = {0: "off", 1: "normal", 2: "full", 3: "extra"}
        return f"SQLite {version}, journal {journal}, sync {names.get(int(sync or 0), sync)}"


def _line(error: Exception) -> str:
    """What a driver says over several lines, in one."""
    return " ".join(str(error).split())
