"""Versions of programs: which of two is the newer, as people and programs write them.

"10.0" is older than "11.4.2" and the same as "10"; "11.4.2-rc1" comes before "11.4.2".
"""

import re
from collections.abc import Mapping

_VERSION = re.compile(
    r"(?:^|[\s(:])(?:v|ver|vers|versione|version|rel|release)?\.? ?(\d+(?:[.,]\d+)*)(?![.,]?\d)"
    r"(?:[ .-]?(alpha|beta|rc|pre|dev))?",
    re.IGNORECASE,
)
_PARTS = 8

Version = tuple[tuple[int, ...], bool]


def version_of(text: str | None) -> Version | None:
    """The first version that a text names: "J2K 10.0", "11.4.2 build 7"; None for none."""
    found = _VERSION.search((text or "")[:200])
    if found is None:
        return None
    numbers = [int(part[:9]) for part in re.split(r"[.,]", found[1])][:_PARTS]
    return (*numbers, *(0,) * (_PARTS - len(numbers))), found[2] is None


def is_latest(version: str | None, latest: str | None) -> bool | None:
    """Whether a version is the latest, or newer; None where either says no version."""
    have, wanted = version_of(version), version_of(latest)
    return None if have is None or wanted is None else have >= wanted


def latest_of(product: str | None, latest: Mapping[str, str]) -> str | None:
    """The latest version of a program, by its name in any letters; of the only one without a name."""
    if product is None:
        return next(iter(latest.values())) if len(latest) == 1 else None
    said = product.casefold().split()
    return next((version for name, version in latest.items() if _is_named(name, said)), None)


def _is_named(name: str, said: list[str]) -> bool:
    words = name.casefold().split()
    return any(said[at : at + len(words)] == words for at in range(len(said)))
