"""What the forms of REST requests have in common."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from flask import request

from simulator.delivery.callbacks import rfc_2822
from simulator.rest.errors import invalid
from simulator.state.exchange import Exchange

METHODS = {"GET", "POST"}


def warn_of_unknown(exchange: Exchange, known: Iterable[str]) -> None:
    """Twilio ignores fields that it does not know, with a warning: typos are silent there."""
    unknown = sorted(set(request.form) - set(known))
    if unknown:
        exchange.alert(20001, f"{request.path}: {', '.join(unknown)}", exchange.clock.now())


def is_e164(number: str) -> bool:
    digits = number[1:]
    return number.startswith("+") and digits.isdecimal() and 7 <= len(digits) <= 15


def url(field: str, code: int) -> str:
    """An absolute URL, or nothing."""
    value = request.form.get(field, "")
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise invalid(code, f"{field} is not a valid URL: {value}")
    if parts.hostname and "_" in parts.hostname:
        raise invalid(code, f"{field}: a host name cannot have an underscore: {value}")
    return value


def method(field: str, code: int) -> str:
    value = request.form.get(field, "POST")
    if value not in METHODS:
        raise invalid(code, f"{field} must be GET or POST, found {value}")
    return value


def number(field: str, code: int, default: int, least: int, most: int) -> int:
    value = request.form.get(field, str(default))
    if not value.isdecimal() or not least <= int(value) <= most:
        raise invalid(code, f"{field} must be {least} to {most}, found {value}")
    return int(value)


def date(instant: datetime | None) -> str | None:
    return rfc_2822(instant) if instant else None
