"""Instants, days, digits and amounts in the words in which a person says them, Italian and English."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Protocol

from desk import english, italian
from desk.errors import BadInput
from desk.wall_clock import zone_of


class _Language(Protocol):
    """What the module of a language knows."""

    @property
    def DIGITS(self) -> tuple[str, ...]: ...  # noqa: N802
    @property
    def PLUS(self) -> str: ...  # noqa: N802
    def instant(self, local: datetime, days: int) -> str: ...
    def day(self, day_: date) -> str: ...
    def money(self, euros: int, cents: int) -> str: ...


_LANGUAGES: Mapping[str, _Language] = {"it": italian, "en": english}


def spoken_instant(at: datetime, now: datetime, timezone: str, language: str) -> str:
    """When that is, seen from now, to the minute: "domani mattina alle nove e un quarto"."""
    words = _words(language)
    zone = zone_of(timezone)
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    return words.instant(local, (local.date() - today).days)


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


def _words(language: str) -> _Language:
    if language not in _LANGUAGES:
        raise BadInput(f'expected the language it or en, found "{language}"')
    return _LANGUAGES[language]
