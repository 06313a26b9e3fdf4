"""Connection overrides: what the fragment of a webhook's URL asks of Twilio.

Twilio docs: Webhooks (HTTP callbacks): Connection Overrides. The fragment is read here and never
sent nor signed. Without one Twilio tries twice to connect, and repeats nothing else: neither a 4xx
nor a 5xx nor an answer that did not come in time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urldefrag

EDGES = ["ashburn", "dublin", "frankfurt", "sao-paulo", "singapore", "sydney", "tokyo", "umatilla"]
RETRY_REASONS = {"4xx", "5xx", "ct", "rt"}


class BadOverride(ValueError):
    """A fragment that Twilio refuses, with its code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Overrides:
    connect_s: float = 5.0
    read_s: float = 15.0
    total_s: float = 15.0
    retries: int = 1
    retry_on: frozenset[str] = frozenset({"ct"})


def split(url: str) -> tuple[str, Overrides]:
    """The URL without its fragment, and what the fragment says."""
    bare, fragment = urldefrag(url)
    found = Overrides()
    for part in filter(None, fragment.split("&")):
        key, _, value = part.partition("=")
        if key not in _READERS:
            raise BadOverride(11100, f"unknown override {key!r} in #{fragment}")
        found = _READERS[key](found, value)
    return bare, found


def _milliseconds(field: str, most: int) -> "Reader":
    def read(overrides: Overrides, value: str) -> Overrides:
        if not value.isdecimal() or not 100 <= int(value) <= most:
            raise BadOverride(11100, f"expected 100 to {most} milliseconds, found {value!r}")
        changed: dict[str, Any] = {field: int(value) / 1000}
        return replace(overrides, **changed)

    return read


def _retries(overrides: Overrides, value: str) -> Overrides:
    if not value.isdecimal() or int(value) > 5:
        raise BadOverride(11243, f"rc: expected 0 to 5, found {value!r}")
    return replace(overrides, retries=int(value))


def _retry_on(overrides: Overrides, value: str) -> Overrides:
    reasons = set(value.split(","))
    if not reasons <= RETRY_REASONS | {"all"}:
        raise BadOverride(11243, f"rp: expected some of 4xx, 5xx, ct, rt, all, found {value!r}")
    return replace(overrides, retry_on=frozenset(RETRY_REASONS if "all" in reasons else reasons))


def _edge(overrides: Overrides, value: str) -> Overrides:
    for edge in value.split(","):
        if edge.removesuffix("-ix") not in EDGES:
            raise BadOverride(11240, f"e: no such edge {edge!r}")
        if edge.endswith("-ix"):
            raise BadOverride(11242, f"e: no Interconnect here, found {edge!r}")
    return overrides


def _server_name(overrides: Overrides, value: str) -> Overrides:
    if value not in {"y", "n"}:
        raise BadOverride(11100, f"sni: expected y or n, found {value!r}")
    return overrides


Reader = Callable[[Overrides, str], Overrides]
_READERS: dict[str, Reader] = {
    "ct": _milliseconds("connect_s", 10_000),
    "rt": _milliseconds("read_s", 15_000),
    "tt": _milliseconds("total_s", 15_000),
    "rc": _retries,
    "rp": _retry_on,
    "e": _edge,
    "sni": _server_name,
}
