"""File guard: tells that a SQLite database was removed or replaced while it is open.

Whoever has a file open goes on writing to it after it was removed or another was put in its place:
rows would be committed, answered for, and gone with the process.
"""

from pathlib import Path

from store.database.sqlite_library import driver


class FileGone(driver.OperationalError):
    """The file is not there, or was removed or replaced since this process first opened it."""


class FileGuard:
    """The file that the first connection of this process opened; all others must be the same."""

    def __init__(self, path: Path, *, may_make: bool) -> None:
        self._path, self._may_make = path, may_make
        self._first: tuple[int, int] | None = None

    def check_opening(self) -> None:
        """Raise FileGone where opening the path would make another file, or take another."""
        if self._first is None and not self._may_make and self._found() is None:
            raise FileGone("file missing")
        self.check()

    def opened(self) -> None:
        """Remember the file, when a connection to it has been opened for the first time."""
        if self._first is None:
            self._first = self._found()

    def check(self) -> None:
        """Raise FileGone unless the path still leads to the file that was opened."""
        if self._first is None:
            return
        found = self._found()
        if found != self._first:
            raise FileGone(f"file {'replaced' if found else 'removed'}")

    def _found(self) -> tuple[int, int] | None:
        try:
            there = self._path.stat()
        except OSError:
            return None
        return there.st_dev, there.st_ino
