"""The ledger (database): tables, and the few operations that alter them.

Whoever opens a transaction commits it: functions that receive a Session never do.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from store.database.engine import connect, reading, sessions

__all__ = ["connect", "current", "head", "reading", "sessions", "upgrade"]

# Alembic takes a quarter of a second to import, which a process that answers callers should not
# wait for: whoever asks for migrations does. So it is with SQLAlchemy and commands that need no database.


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from store.database import engine  # noqa: PLC0415

    return globals().setdefault(name, getattr(engine, name))


def upgrade(engine: "Engine") -> None:
    """Bring the database to the newest version; several processes may do so at once."""
    from store import migrations  # noqa: PLC0415

    migrations.upgrade(engine)


def current(engine: "Engine") -> str | None:
    """The version at which the database is; None for one without tables."""
    from store import migrations  # noqa: PLC0415

    return migrations.current(engine)


def head() -> str:
    """The newest version."""
    from store import migrations  # noqa: PLC0415

    return migrations.head()
