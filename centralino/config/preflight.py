"""Preflight checks: what on this machine keeps a service from doing what its configuration says.

Each key by itself is right, or it would not have been read. Commands that only look something up
do without these checks; `config check` and whatever serves make them.
"""

import errno
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from centralino.config.database_url import fault, file_of
from centralino.config.errors import ConfigError, Key, Mistake
from centralino.config.loading import Reading
from centralino.config.settings import Settings
from rules.errors import BadInput
from rules.hours.schedule import explain
from transcription import models

Part = str
WEB, CLOCK, TRANSCRIPTION = "web", "clock", "transcription"
ALL = frozenset({WEB, CLOCK, TRANSCRIPTION})
_FULL = {errno.ENOSPC, errno.EDQUOT}


@dataclass(frozen=True)
class _Check:
    """What is found amiss with one key, for the processes that need it; None when all is well."""

    key: Key
    expected: str
    parts: frozenset[Part]
    found: Callable[[Settings, datetime], str | None]


def obstacles(
    reading: Reading[Settings], now: datetime, parts: frozenset[Part] = ALL
) -> list[Mistake]:
    """Every obstacle for these parts of the service, in the order of the file."""
    told = []
    for check in _CHECKS:
        if check.parts & parts and (found := check.found(reading.settings, now)) is not None:
            where = reading.sources.of_value(check.key)
            told.append(Mistake(where, check.key, check.expected, found))
    return sorted(told, key=lambda mistake: mistake.order)


def require_none(reading: Reading[Settings], now: datetime, parts: frozenset[Part] = ALL) -> None:
    """Raise ConfigError that names each obstacle."""
    if told := obstacles(reading, now, parts):
        raise ConfigError(*told)


def advice(settings: Settings) -> list[str]:
    """What is no mistake, but most likely not meant."""
    is_https = (settings.service.public_url or "").startswith("https://")
    if is_https and settings.web.proxies == 0:
        return [
            "web.proxies is 0, but service.public_url is https, which a proxy must be speaking: if it"
            " stands before the form and the console, all who come by it count as one address (set"
            " web.proxies: 1, and let it add to X-Forwarded-For)"
        ]
    return []


def not_writable(folder: Path) -> str | None:
    """Why files cannot be kept in the folder, which is made when it is first needed.

    A disk that is full is none: it will be emptied, and until then calls are answered all the same.
    """
    try:
        there = next(path for path in (folder, *folder.parents) if path.exists())
        if not there.is_dir():
            return f"the file {there}"
        Path(tempfile.mkdtemp(prefix=".centralino-", dir=there)).rmdir()
    except OSError as error:
        return None if error.errno in _FULL else f"{folder}: {error.strerror}"
    return None


def _never_open(settings: Settings, now: datetime) -> str | None:
    try:
        explain(now, settings.hours())
    except BadInput:
        return f'"{settings.lines.weekday.hours}", which never are'
    return None


def _unreachable(settings: Settings, _now: datetime) -> str | None:
    return "null" if settings.lacks_public_url else None


def _database(settings: Settings, _now: datetime) -> str | None:
    file = file_of(settings.database.url)
    return None if file is None else fault(file) or not_writable(file.parent)


def _nowhere_to_download(settings: Settings, _now: datetime) -> str | None:
    speech = settings.speech()
    return not_writable(speech.models_path) if models.to_download(speech) else None


_CHECKS = (
    _Check(
        ("service", "public_url"),
        "the address entered at Twilio, since web.host is not this machine alone",
        frozenset({WEB}),
        _unreachable,
    ),
    _Check(
        ("lines", "weekday", "hours"),
        "hours at which the desk is open on some working day",
        frozenset({WEB, CLOCK}),
        _never_open,
    ),
    _Check(("database", "url"), "a SQLite database, or a place for one", ALL, _database),
    _Check(
        ("recordings", "path"),
        "a folder to write to",
        frozenset({WEB, CLOCK}),
        lambda settings, _: not_writable(settings.recordings.path),
    ),
    _Check(
        ("form", "attachments_path"),
        "a folder to write to",
        frozenset({WEB}),
        lambda settings, _: not_writable(settings.form.attachments_path),
    ),
    _Check(
        ("transcription", "model"),
        "a Whisper checkpoint",
        frozenset({TRANSCRIPTION}),
        lambda settings, _: models.fault(settings.speech()),
    ),
    _Check(
        ("transcription", "models_path"),
        "a folder to download the model to",
        frozenset({TRANSCRIPTION}),
        _nowhere_to_download,
    ),
)
