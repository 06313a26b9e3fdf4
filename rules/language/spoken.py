"""Spoken language: instants, days, digits and amounts as a person says them, Italian and English."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from rules.errors import BadInput
from rules.language import english, italian
from rules.wall_clock import zone_of


class _Language(Protocol):
    """What the module of a language knows."""

    @property
    def DIGITS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def PLUS(self) -> str: ...  # noqa: N802
    def instant(self, local: datetime, days: int) -> str: ...
    def until(self, local: datetime, days: int) -> str: ...
    def since(self, local: datetime, days: int) -> str: ...
    def written_until(self, local: datetime, days: int) -> str: ...
    def day(self, day_: date) -> str: ...
    def money(self, euros: int, cents: int) -> str: ...


LANGUAGES = ("it", "en")  # that callers are spoken to in; the first where none is known
_MODULES: Mapping[str, _Language] = {"it": italian, "en": english}


def language_or_default(language: str | None) -> str:
    """The language that was chosen or heard, where it is one of ours; else Italian."""
    return language if language in LANGUAGES else LANGUAGES[0]


def spoken_instant(at: datetime, now: datetime, timezone: str, language: str) -> str:
    """When that is, seen from now, to the minute: "domani mattina alle nove e un quarto"."""
    return _words(language).instant(*_there(at, now, timezone))


def spoken_promise(at: datetime, now: datetime, language: str, timezone: str) -> str:
    """The time by which we call, in words: "entro le undici e quaranta"."""
    return _words(language).until(*_there(at, now, timezone))


def spoken_start(at: datetime, now: datetime, language: str, timezone: str) -> str:
    """The time from which we call, in words: "lunedì mattina, dalle nove e un quarto"."""
    return _words(language).since(*_there(at, now, timezone))


def written_promise(at: datetime, now: datetime, language: str, timezone: str) -> str:
    """The time by which we call, for a text message: "entro lunedì 30/11 alle 9:50"."""
    return _words(language).written_until(*_there(at, now, timezone))


def spoken_date(day: date, language: str) -> str:
    """The day with its weekday and without its year: "martedì sette gennaio"."""
    return _words(language).day(day)


def spoken_digits(text: str, language: str) -> str:
    """Each digit as a word of its own, letters as they are; the commas make the voice pause."""
    signs = {str(digit): word for digit, word in enumerate(_words(language).DIGITS)}
    signs["+"] = _words(language).PLUS
    return ", ".join(signs.get(sign, sign) for sign in text if sign in signs or sign.isalpha())


def spoken_money(euros: int, cents: int, language: str) -> str:
    """An amount below a million euro: "novantasette euro e sessanta"."""
    return _words(language).money(euros, cents)


def _there(at: datetime, now: datetime, timezone: str) -> tuple[datetime, int]:
    """The instant on the wall clock, and how many days after today it is."""
    zone = zone_of(timezone)
    local = at.astimezone(zone)
    return local, (local.date() - now.astimezone(zone).date()).days


def _words(language: str) -> _Language:
    if language not in _MODULES:
        raise BadInput(f'expected the language it or en, found "{language}"')
    return _MODULES[language]
