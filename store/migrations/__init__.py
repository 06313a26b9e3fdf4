"""Alembic, driven by the program itself: an operator never calls it."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from store.sqlite import READING

LOCK = 4_510_225_056  # any number, as long as every process asks for the same


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; several processes may do so at once."""
    if current(engine) == head():
        return
    with engine.begin() as connection:  # SQLite: the write lock keeps the others waiting
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        command.upgrade(_config(connection), "head")


def current(engine: Engine) -> str | None:
    """The version of the database; None when it holds nothing of ours yet."""
    with engine.connect().execution_options(**{READING: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The newest version that this program knows."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    if newest is None:
        raise RuntimeError("no migration is packaged: the installation is broken")
    return newest


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    folder = str(Path(__file__).parent)
    config.set_main_option("script_location", folder.replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
