"""The service's clock: the system's, or a rehearsal's that started elsewhen.

A rehearsal (``centralino serve --at WHEN``) writes one small file which every process of the
service reads, and reads again once it has changed: web, clock and transcription agree on the time.
"""

import json
import os
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from centralino.config.variables import CLOCK_FILE
from rules.errors import BadInput

Clock = Callable[[], datetime]


def system_clock() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def service_clock(env: Mapping[str, str] = os.environ) -> Clock:
    """The rehearsal clock whose file the environment names, else the system's."""
    path = env.get(CLOCK_FILE)
    return rehearsal_clock(Path(path)) if path else system_clock


def start_rehearsal(path: Path, at: datetime) -> Clock:
    """Write the file that makes it be AT from now on, whole or not at all; return its clock."""
    written = path.with_suffix(path.suffix + ".new")
    written.write_text(json.dumps({"at": at.astimezone(UTC).isoformat(), "set_at": time.time()}))
    written.replace(path)
    return rehearsal_clock(path)


def rehearsal_clock(path: Path) -> Clock:
    """A clock that runs as fast as any other, from the instant in the file."""
    version, at, set_at = _version(path), *_read(path)

    def now() -> datetime:
        nonlocal version, at, set_at
        if (newer := _version(path)) != version:
            version, at, set_at = newer, *_read(path)
        return at + timedelta(seconds=time.time() - set_at)

    return now


def _version(path: Path) -> tuple[int, int]:
    """What differs as soon as another file is put in this one's place."""
    try:
        found = path.stat()
    except OSError as error:
        raise BadInput(f"{path}: expected the rehearsal's clock, found {error}") from error
    return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> tuple[datetime, float]:
    try:
        kept = json.loads(path.read_text())
        at = datetime.fromisoformat(kept["at"])
        set_at = float(kept["set_at"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f'{path}: expected {{"at": ..., "set_at": ...}}, found {error}') from error
    if at.tzinfo is None:
        raise BadInput(f"{path}: at: expected a time with its offset, found {kept['at']!r}")
    return at.astimezone(UTC), set_at
