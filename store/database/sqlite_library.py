"""SQLite library: the system's, or the one in a wheel where the system's may lose rows in WAL mode.

One process must speak to a file through one library alone: a second one's locks mean nothing to the
first (https://www.sqlite.org/howtocorrupt.html, 2.2.1). So nobody but this module chooses.
"""

import sqlite3
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

WHEEL = "pysqlite3.dbapi2"  # sqlite3 of Python's library once more, with an SQLite of its own


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the fault that can lose committed rows in WAL mode.

    Present from 3.7.0 to 3.51.2; mended in 3.51.3 and in the backports 3.44.6 and 3.50.7.
    """
    if version >= (3, 51, 3):
        return True
    return (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


def choose(system: Any = sqlite3, wheel: str = WHEEL) -> ModuleType:
    """The system's where it is safe, else the wheel's where there is a safe one; else the system's."""
    chosen: ModuleType = system
    if wal_is_safe(system.sqlite_version_info):
        return chosen
    try:
        other = import_module(wheel)
    except ImportError:  # no wheel is made for this machine
        return chosen
    return other if wal_is_safe(other.sqlite_version_info) else chosen


if TYPE_CHECKING:
    import sqlite3 as driver
else:
    driver = choose()

__all__ = ["driver", "wal_is_safe"]
