"""The database's address: which ones are understood, and how one is shown without its password."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, ValidationInfo

from centralino.field_types import Expected

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
