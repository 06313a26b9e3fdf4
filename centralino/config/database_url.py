"""The database's address: which ones are understood, and how one is shown without its password."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, ValidationInfo

from centralino.config.field_types import Expected

MASK = "********"

_SQLITE = "sqlite:///"
_SERVERS = {"postgresql", "postgresql+psycopg"}
_USER = re.compile(r"(?P<scheme>[a-z0-9+]+://)(?P<user>[^:/?@]*):(?P<behind>.+)", re.DOTALL)
_PARAMETER = re.compile(r"(?<=password=)[^&]+")
_KEPT = "!$&'()*+=~._-%"  # in a password, beside letters and digits
_UNFINISHED = re.compile(r"%(?![0-9A-Fa-f]{2})")


def has_password(url: str) -> bool:
    """Whether an address carries a password, in the place for it or as a parameter."""
    return _signed_in(url) is not None or _PARAMETER.search(url) is not None


def masked(url: str) -> str:
    """The address for people's eyes."""
    signed_in = _signed_in(url)
    if signed_in is not None:
        before, _, after = signed_in
        url = f"{before}:{MASK}@{after}"
    return _PARAMETER.sub(MASK, url)


def _signed_in(url: str) -> tuple[str, str, str] | None:
    """What stands before a password, it, and what stands behind; it may hold any sign, @ and ? too."""
    found = _USER.match(url)
    if found is None:
        return None
    behind = found["behind"]
    end = behind.partition("?")[0].rfind("@")
    end = behind.rfind("@") if end < 0 else end
    if end <= 0:
        return None
    return f"{found['scheme']}{found['user']}", behind[:end], behind[end + 1 :]


def _in_percent(url: str) -> str:
    """The address with the signs of its password in percent, or the driver takes another host of it."""
    signed_in = _signed_in(url)
    if signed_in is None:
        return url
    before, secret, after = signed_in
    return f"{before}:{quote(_UNFINISHED.sub('%25', secret), safe=_KEPT)}@{after}"


def _known(url: str, info: ValidationInfo) -> str:
    """The address in full: the driver named, a SQLite file sought from the configuration on."""
    if url.startswith(_SQLITE):
        return _within_root(url.removeprefix(_SQLITE), info)
    url = _in_percent(url)
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
