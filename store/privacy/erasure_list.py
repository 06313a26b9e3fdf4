"""List of erasures: a file outside the database, by which a restored copy is erased again.

A line for each: the request's number and when it was opened, the SIDs of its calls and the names, made
at random, of its files. Nothing in it tells of a person, and it may lie as long as any backup does.
"""

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from store import private_files

NAME = "erasures.jsonl"


@dataclass(frozen=True)
class Erased:
    """A request that was erased, or calls that opened none."""

    at: str
    ticket: int | None
    opened_at: str | None  # tells it from another that was given the same number after a restore
    calls: Sequence[str]
    files: Sequence[str] = ()  # the names, made at random, under which attachments lay


def add(file: Path, erased: Erased) -> None:
    """Write a line, to last before the database is changed; a line too many does no harm."""
    private_files.make_folder(file.parent)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as lines:
        lines.write(json.dumps(asdict(erased)) + "\n")
        lines.flush()
        os.fsync(lines.fileno())


def entries(file: Path) -> Iterator[Erased]:
    """What the file says; a line that a crash cut off says nothing."""
    if not file.exists():
        return
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        try:
            yield Erased(**json.loads(line))
        except (ValueError, TypeError):
            continue
