"""Lists as REST gives them: newest first, by pages, with a cursor that new items do not move.

Twilio docs: Twilio's Response (paging). The twilio client takes a page only if it has exactly one
key beside those of the paging itself.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Request

from simulator.rest.errors import invalid

LARGEST = 1000
_PAGING = {"PageSize", "Page", "PageToken"}

Item = TypeVar("Item")
Json = dict[str, Any]


def page(
    request: Request,
    key: str,
    items: Sequence[Item],
    sid_of: Callable[[Item], str],
    render: Callable[[Item], Json],
) -> Json:
    """One page of items, which come newest first."""
    size = _size(request)
    number = int(request.args.get("Page", "0"))
    first = _first(items, sid_of, request.args.get("PageToken", ""), size)
    chosen = items[first : first + size]
    more = first + size < len(items)
    start = number * size
    return {
        key: [render(item) for item in chosen],
        "first_page_uri": _uri(request, size, 0, ""),
        "next_page_uri": _uri(request, size, number + 1, f"PA{sid_of(chosen[-1])}")
        if more
        else None,
        "previous_page_uri": _uri(request, size, max(0, number - 1), f"PB{sid_of(chosen[0])}")
        if first and chosen
        else None,
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + max(0, len(chosen) - 1),
        "uri": request.full_path.rstrip("?"),
    }


def _size(request: Request) -> int:
    text = request.args.get("PageSize", "50")
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST:
        raise invalid(20007, f"Page size must be 1 to {LARGEST}, found {text}")
    return int(text)


def _first(items: Sequence[Item], sid_of: Callable[[Item], str], token: str, size: int) -> int:
    """The place after the item that the cursor names, or a page before it."""
    sids = [sid_of(item) for item in items]
    if token[2:] not in sids:
        return 0
    at = sids.index(token[2:])
    return max(0, at - size) if token.startswith("PB") else at + 1


def _uri(request: Request, size: int, number: int, token: str) -> str:
    """Relative to the API's host, with the filters kept."""
    filters = [pair for pair in request.args.items(multi=True) if pair[0] not in _PAGING]
    paging = [("PageSize", str(size)), ("Page", str(number))]
    cursor = [("PageToken", token)] if token else []
    return f"{request.path}?{urlencode([*filters, *paging, *cursor])}"


def between(
    request: Request,
    items: Iterable[Item],
    field: str,
    instant_of: Callable[[Item], datetime | None],
    *,
    with_time: bool,
) -> list[Item]:
    """Filters by `Field`, `Field<` and `Field>`, which include the instant that they name."""
    from_, to = _limits(request, field, with_time=with_time)
    return (
        [item for item in items if (at := instant_of(item)) is not None and from_ <= at <= to]
        if from_ > _EARLIEST or to < _LATEST
        else list(items)
    )


_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def _limits(request: Request, field: str, *, with_time: bool) -> tuple[datetime, datetime]:
    if day := request.args.get(field):
        return _start(day, with_time=False), _end(day, with_time=False)
    after, before = request.args.get(f"{field}>"), request.args.get(f"{field}<")
    return (
        _start(after, with_time=with_time) if after else _EARLIEST,
        _end(before, with_time=with_time) if before else _LATEST,
    )


def _start(text: str, *, with_time: bool) -> datetime:
    at = _read(text)
    return at if with_time else datetime.combine(at.date(), time(), UTC)


def _end(text: str, *, with_time: bool) -> datetime:
    """A date alone means its whole day."""
    at = _read(text)
    if with_time and "T" in text:
        return at
    return datetime.combine(at.date(), time(), UTC) + timedelta(days=1, microseconds=-1)


def _read(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise invalid(
            20001, f"expected a date such as 2026-01-02T10:00:00Z, found {text}"
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
