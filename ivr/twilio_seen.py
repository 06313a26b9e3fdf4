"""What Twilio lists, read item by item: calls and recordings, whatever else stands in the lists.

An account has more than our calls: other programs' conferences, what was deleted, fields that are
empty or new. What cannot be read is told of, and keeps nothing else from being read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import structlog

from rules.errors import CentralinoError, ListCutShort, TemporaryFailure

log = structlog.get_logger()

Seen = TypeVar("Seen")
Item = Mapping[str, Any]
Get = Callable[[str, Item], Item]  # an address, or its path, with parameters; what is there
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
MOST_PAGES = 1000  # of 200: nobody has so many calls in a month; a list that leads round ends


@dataclass(frozen=True)
class SeenCall:
    """A call as Twilio knows it."""

    sid: str
    account_sid: str
    from_raw: str
    to: str
    direction: str
    status: str
    started_at: datetime
    duration_s: int | None
    forwarded_from: str = ""


@dataclass(frozen=True)
class SeenRecording:
    """A recording as Twilio knows it."""

    sid: str
    call_sid: str | None  # None: of no call, but another program's conference
    status: str
    created_at: datetime
    duration_s: int | None


def seen_call(item: Item) -> SeenCall | None:
    """The call; None when it has not been dialled."""
    started = instant(item.get("start_time"))
    if started is None:
        return None
    return SeenCall(
        sid=_text(item, "sid"),
        account_sid=_text(item, "account_sid"),
        from_raw=_text(item, "from"),
        to=_text(item, "to"),
        direction=_text(item, "direction"),
        status=_text(item, "status"),
        started_at=started,
        duration_s=seconds(item.get("duration")),
        forwarded_from=_text(item, "forwarded_from"),
    )


@dataclass(frozen=True)
class Placed:
    """A call or a message that was placed, as far as it has to be known again."""

    sid: str
    status: str
    direction: str
    body: str
    made_at: datetime | None


def seen_recording(item: Item, undated: datetime) -> SeenRecording:
    """The recording; `undated` is when it was made where no date of it can be read."""
    dates = (instant(item.get(name)) for name in ("date_created", "start_time", "date_updated"))
    return SeenRecording(
        sid=_text(item, "sid"),
        call_sid=_text(item, "call_sid") or None,
        status=_text(item, "status"),
        created_at=next(filter(None, dates), None) or undated,
        duration_s=seconds(item.get("duration")),
    )


def placed(item: Item) -> Placed:
    """What we had placed or sent."""
    return Placed(
        sid=_text(item, "sid"),
        status=_text(item, "status"),
        direction=_text(item, "direction"),
        body=_text(item, "body"),
        made_at=instant(item.get("date_created")),
    )


def listed(
    get: Get,
    url: str,
    key: str,
    asked: Item,
    read: Callable[[Item], Seen | None],
    *,
    pages: int | None = None,
) -> list[Seen]:
    """All items of a list, over its pages; ListCutShort with those that came before it broke.

    `pages` is how many are wanted of it at most.
    """
    seen: list[Seen] = []
    try:
        for item in _items(get, url, key, asked, pages):
            found = _read(item, key, read)
            if found is not None:
                seen.append(found)
    except CentralinoError as error:
        if not seen:
            raise
        raise ListCutShort(f"the list of {key} ended early: {error}", seen) from error
    return seen


def _items(get: Get, url: str, key: str, asked: Item, pages: int | None) -> Iterator[object]:
    page = get(url, asked)
    for number in range(1, MOST_PAGES + 1):
        items = page.get(key)
        if not isinstance(items, list):
            raise TemporaryFailure(f"Twilio's answer could not be read: it has no {key}")
        yield from items
        following = page.get("next_page_uri")
        if not following or number == pages:
            return
        page = get(str(following), {})
    raise TemporaryFailure(f"the list of {key} has over {MOST_PAGES} pages")


def _read(item: object, key: str, read: Callable[[Item], Seen | None]) -> Seen | None:
    if item is not None and not isinstance(item, dict):
        raise TemporaryFailure(f"Twilio's answer could not be read: its {key} are no objects")
    try:
        if not item or not item.get("sid"):
            raise ValueError("it has no SID")
        return read(item)
    except (ValueError, TypeError, AttributeError) as error:
        log.warning("item of Twilio's not read", list=key, reason=str(error))
        return None


def instant(text: object) -> datetime | None:
    """A date of Twilio's, in UTC; None where there is none, or nothing that is one."""
    if not isinstance(text, str) or not text:
        return None
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def seconds(text: object) -> int | None:
    """A length of Twilio's; -1 stands for none there."""
    found = str(text)
    return int(found) if WHOLE.fullmatch(found) else None


def _text(item: Item, name: str) -> str:
    found = item.get(name)
    return "" if found is None else str(found)
