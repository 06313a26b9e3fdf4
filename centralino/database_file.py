"""The file of a SQLite database, looked at without the libraries that would open it."""

from pathlib import Path

_MAGIC = b"SQLite format 3\0"  # https://www.sqlite.org/fileformat.html
_SQLITE = "sqlite:///"


def file_of(url: str) -> Path | None:
    """Where the configured database is kept; None for one that is a server's."""
    return Path(url.removeprefix(_SQLITE).partition("?")[0]) if url.startswith(_SQLITE) else None


def fault(file: Path) -> str | None:
    """What is in the place of a database, where it is neither one nor a place for one."""
    try:
        there = next(path for path in (file, *file.parents) if path.exists())
        if there != file:
            return None if there.is_dir() else f"the file {there} in the place of a folder"
        if not file.is_file():
            return f"{file}, which is no file"
        with file.open("rb") as opened:
            begins = opened.read(len(_MAGIC))
    except OSError as error:
        return f"{file}: {error.strerror}"
    return None if begins in (b"", _MAGIC) else f"{file}, which is no SQLite database"
