"""The database's address: which ones are understood, and how one is shown without its password."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationInfo

from centralino.config.field_types import Expected

MASK = "********"

_SQLITE = "sqlite:///"
_SERVERS = {"postgresql", "postgresql+psycopg"}
# USER:PASSWORD@ (a password may itself hold an @), or password= among the parameters.
_PASSWORD = re.compile(r"(?<=://)(?P<user>[^:/?]*):(?P<secret>[^?]+)@|(?<=password=)[^&]+")


def has_password(url: str) -> bool:
    """Whether an address carries a password, in the place for it or as a parameter."""
    return _PASSWORD.search(url) is not None


def masked(url: str) -> str:
    """The address for people's eyes."""
    return _PASSWORD.sub(lambda m: f"{m['user']}:{MASK}@" if m["secret"] else MASK, url)


def _known(url: str, info: ValidationInfo) -> str:
    """The address in full: the driver named, a SQLite file sought from the configuration on."""
    if url.startswith(_SQLITE):
        return _within_root(url.removeprefix(_SQLITE), info)
    parts = urlsplit(url)
    if parts.scheme not in _SERVERS or not parts.path.strip("/"):
        raise ValueError
    return url.replace("postgresql:", "postgresql+psycopg:", 1)


def _within_root(address: str, info: ValidationInfo) -> str:
    path, mark, query = address.partition("?")
    if path in {"", ":memory:"}:  # each process would have a database of its own
        raise ValueError
    root: Path = (info.context or {}).get("root", Path())
    return f"{_SQLITE}{root / Path(path).expanduser()}{mark}{query}"


DatabaseUrl = Annotated[
    str,
    AfterValidator(_known),
    Expected("sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"),
]


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
