"""Retry-After: after how many seconds a server wants to be asked again (RFC 9110, 10.2.3)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST = 3600.0  # a server that says next year is not believed


def seconds_of(header: str | None, now: datetime) -> float | None:
    """The seconds, an hour at most; None without a header, or with one that says nothing."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:9]), LONGEST)
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(max(0.0, (at - now).total_seconds()), LONGEST)
