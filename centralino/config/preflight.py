"""Preflight checks: what on this machine keeps a service from doing what its configuration says.

Each key by itself is right, or it would not have been read. Commands that only look something up
do without these checks; `config check` and whatever serves make them.
"""

import errno
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from centralino.config.database_url import fault, file_of
from centralino.config.errors import ConfigError, Key, Mistake
from centralino.config.loading import Reading
from centralino.config.settings import Settings
from rules.errors import BadInput
from rules.hours.hours_in_force import never_in_force
from rules.hours.schedule import Flow, explain
from simulator.twiml import voices
from store.recording_files import Bucket, Place
from transcription import models

Part = str
WEB, CLOCK, TRANSCRIPTION = "web", "clock", "transcription"
VOICES = "voices"  # alone: what a rehearsal needs of this machine is its own
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


def not_writable(folder: Place) -> str | None:
    """Why files cannot be kept in the folder, which is made when it is first needed.

    A disk that is full is none: it will be emptied, and until then calls are answered all the same.
    """
    if isinstance(folder, Bucket):
        return folder.check()
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
    return _never_in_force(settings, settings.lines.weekday.hours, Flow.WEEKDAY)


def _never_in_force(settings: Settings, hours: str, flow: Flow) -> str | None:
    never = never_in_force(flow, settings.hours())
    return None if never is None else f'"{hours}", of which one part can never apply: {never}'


def _unreachable(settings: Settings, _now: datetime) -> str | None:
    return "null" if settings.lacks_public_url else None


def _not_for_twilio(settings: Settings, _now: datetime) -> str | None:
    """An address that Twilio cannot reach or does not take; a carrier of this machine's may."""
    base, url = settings.twilio.api_base_url, settings.service.public_url
    if url is None or (base is not None and not _is_twilios(str(base))):
        return None
    host = (urlsplit(url).hostname or "").removesuffix(".")
    if "_" in host:  # Twilio docs: Call resource; errors 21205 and 21609
        return f'"{url}", with an underscore'
    return None if _is_public(host) else f'"{url}", which only this machine or network reaches'


def _is_twilios(base: str) -> bool:
    return (urlsplit(base).hostname or "").endswith("twilio.com")


def _is_public(host: str) -> bool:
    try:
        return ip_address(host).is_global
    except ValueError:
        local = (".localhost", ".local", ".internal", ".lan", ".home", ".home.arpa", ".test")
        # A name that ends in digits is an address, in one of its other spellings ("0x7f.1").
        return "." in host and not host.endswith(local) and not host[-1].isdigit()


def _database(settings: Settings, _now: datetime) -> str | None:
    file = file_of(settings.database.url)
    return None if file is None else fault(file) or not_writable(file.parent)


def _nowhere_to_download(settings: Settings, _now: datetime) -> str | None:
    speech = settings.speech()
    return not_writable(speech.models_path) if models.to_download(speech) else None


def _not_to_serve(settings: Settings, _now: datetime) -> str | None:
    """What is wrong with the model's file, or what its examination found."""
    speech = settings.speech()
    if (found := models.fault(speech)) is not None:
        return found
    from transcription import calibration  # noqa: PLC0415 - slow to load

    try:
        return calibration.refusal(models.choose(speech))
    except BadInput as error:
        return str(error)


def _voices() -> Iterator[_Check]:
    """Each voice of each line, as Twilio has them."""
    for line in ("weekday", "weekend"):
        for language in ("it", "en"):
            yield _Check(
                ("lines", line, "voices", language, "voice"),
                "a voice that Twilio has for the language beside it",
                frozenset({WEB, VOICES}),
                partial(_not_spoken, line, language),
            )


def _not_spoken(line: str, language: str, settings: Settings, _now: datetime) -> str | None:
    chosen = getattr(getattr(settings.lines, line).voices, language)
    fault = voices.fault(chosen.voice, chosen.language)
    return f'"{chosen.voice}": {fault}' if fault else None


_CHECKS = (
    _Check(
        ("service", "public_url"),
        "an address that Twilio reaches and takes, such as https://assistenza.example.it",
        frozenset({WEB}),
        _not_for_twilio,
    ),
    *_voices(),
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
    _Check(
        ("lines", "weekend", "hours"),
        "hours on Saturdays and Sundays",
        frozenset({WEB, CLOCK}),
        lambda settings, _: _never_in_force(settings, settings.lines.weekend.hours, Flow.WEEKEND),
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
        "a Whisper checkpoint that can serve",
        frozenset({TRANSCRIPTION}),
        _not_to_serve,
    ),
    _Check(
        ("transcription", "models_path"),
        "a folder to download the model to",
        frozenset({TRANSCRIPTION}),
        _nowhere_to_download,
    ),
)
