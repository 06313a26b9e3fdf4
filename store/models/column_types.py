"""Column types: instants in UTC, and the one place where text from outside is cleaned."""

import hashlib
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String
from sqlalchemy.types import TypeDecorator

# PostgreSQL refuses NUL; no database can encode half of a surrogate pair.
_NUL = re.compile("\x00")
_SURROGATE = re.compile("[\ud800-\udfff]")


def clean(text: str) -> str:
    """The text without NUL characters, and with half surrogate pairs shown as U+FFFD."""
    if text.isascii():
        return _NUL.sub("", text)
    return _SURROGATE.sub("\ufffd", _NUL.sub("", text))


def clean_json(value: object) -> object:
    """The value with its texts cleaned, and null for numbers that JSON does not know."""
    match value:
        case str():
            return clean(value)
        case float() if not math.isfinite(value):
            return None
        case Mapping():
            return {clean(str(key)): clean_json(item) for key, item in value.items()}
        case Sequence():
            return [clean_json(item) for item in value]
        case _:
            return value


class Utc(TypeDecorator[datetime]):
    """An instant: aware going in, kept in UTC, aware coming out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"expected an instant with its offset, found {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[str]):
    """Text from outside: cleaned, and cut where the column ends (without a length, never)."""

    impl = String
    cache_ok = True

    def __init__(self, length: int | None = None) -> None:
        super().__init__(length)
        self.length = length

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        return None if value is None else clean(value)[: self.length]


class Key(Words):
    """Text that must tell rows apart: too long a one is kept as its hash, never cut."""

    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        if value is None or self.length is None or len(value) <= self.length:
            return super().process_bind_param(value, _dialect)
        digest = hashlib.sha256(value.encode(errors="surrogatepass")).hexdigest()
        return f"sha256:{digest}"[: self.length]


class Json(TypeDecorator[object]):
    """JSON, cleaned."""

    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: object, _dialect: Dialect) -> object:
        return clean_json(value)


class Hundredths(TypeDecorator[Decimal]):
    """Money and quantities: exact to the hundredth on every database, since kept as integers."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != int(hundredths):
            raise ValueError(f"expected an amount with two decimals, found {value}")
        return int(hundredths)

    def process_result_value(self, value: int | None, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)
