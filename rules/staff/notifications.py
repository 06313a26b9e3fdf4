"""Notifications to technicians: of which events, to whom, in what words, and when (quiet hours).

The words hold no name, no telephone number and nothing that a caller said: they pass through other
people's services and lie on locked screens. The link leads to the rest.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from rules.customer_messages import Quiet, quiet_ends
from rules.errors import BadInput
from rules.staff.service_addresses import machine, safely_written
from rules.tickets.ticket import number_of
from rules.wall_clock import zone_of

LONGEST_URL = 1000
MOST_WAYS = 5  # of one person
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


class Event(StrEnum):
    BLOCKING = "blocking"  # somebody cannot work
    HANDED_ON = "handed_on"  # a colleague passed a request to one
    PROMISE = "promise"  # a promise is about to break
    RESPONSE = "response"  # a response time is about to end
    RANG_BACK = "rang_back"  # a customer rang whom we had missed
    COME_BACK = "come_back"  # one put a request off until now
    IDLE = "idle"  # a request in progress, on which nobody works
    NOBODY_ON_CALL = "nobody_on_call"  # week-end hours that nobody covers
    TEST = "test"  # asked for in the console


CHOICES = (
    *(Event.BLOCKING, Event.HANDED_ON, Event.PROMISE, Event.RESPONSE),
    *(Event.RANG_BACK, Event.COME_BACK, Event.IDLE, Event.NOBODY_ON_CALL),
)
USUAL = frozenset(CHOICES)


@dataclass(frozen=True)
class Happening:
    """Something that people may want to hear of; `key` is the same whenever it is found."""

    event: Event
    key: str
    ticket_id: int | None = None
    to: str | None = None  # whom it concerns, where it is one person
    by: datetime | None = None  # the promise, or when the uncovered hours begin
    is_agreed: bool = False  # the promise is an hour that the customer agreed on


@dataclass(frozen=True)
class Reader:
    """Somebody who may be told."""

    name: str
    is_supervisor: bool = False
    events: frozenset[Event] = USUAL
    quiet: Quiet | None = None


def readers_of(
    happening: Happening, readers: Iterable[Reader], working: Collection[str] | None
) -> list[Reader]:
    """Who is told: whom it concerns, else those at work by the rota, or all where there is none."""
    wanting = [one for one in readers if happening.event in one.events]
    if happening.event is Event.IDLE:
        return [one for one in wanting if one.is_supervisor or one.name == happening.to]
    if happening.to is not None:
        return [one for one in wanting if one.name == happening.to]
    if happening.event is Event.NOBODY_ON_CALL:
        return [one for one in wanting if one.is_supervisor]
    return [one for one in wanting if working is None or one.name in working]


def told_at(reader: Reader, now: datetime) -> datetime:
    """Now, or the end of the reader's quiet hours."""
    return now if reader.quiet is None else quiet_ends(now, reader.quiet)


def text(happening: Happening, timezone: str, public_url: str | None) -> str:
    """The words, in Italian."""
    number = number_of(happening.ticket_id) if happening.ticket_id else ""
    at = happening.by.astimezone(zone_of(timezone)) if happening.by else None
    match happening.event:
        case Event.BLOCKING:
            said = f"Richiesta {number}: un cliente non può lavorare."
        case Event.HANDED_ON:
            said = f"Richiesta {number}: un collega l'ha passata a te."
        case Event.PROMISE if at and happening.is_agreed:
            said = f"Richiesta {number}: alle {at:%H:%M} il cliente aspetta la chiamata concordata."
        case Event.PROMISE:
            hour = f" delle {at:%H:%M}" if at else ""
            said = f"Richiesta {number}: la promessa{hour} rischia di non essere mantenuta."
        case Event.RESPONSE:
            said = f"Richiesta {number}: il tempo di risposta sta per scadere."
        case Event.RANG_BACK:
            said = f"Richiesta {number}: il cliente ha richiamato."
        case Event.COME_BACK:
            said = f"Richiesta {number}: l'avevi rimandata a adesso."
        case Event.IDLE:
            said = f"Richiesta {number}: è in lavorazione, e da troppo nessuno ci lavora."
        case Event.NOBODY_ON_CALL:
            said = (
                f"Nessuno è reperibile {at:%d/%m dalle %H:%M}." if at else "Nessuno è reperibile."
            )
        case Event.TEST:
            said = "Prova: da qui ricevi gli avvisi di Centralino."
    return f"{said} {public_url}{_page(happening)}" if public_url else said


def _page(happening: Happening) -> str:
    if happening.ticket_id is not None:
        return f"/console/richieste/{happening.ticket_id}"
    return "/console/turni" if happening.event is Event.NOBODY_ON_CALL else "/console"


def check_url(typed: str, schemas: Collection[str]) -> str:
    """An address of a service, as Apprise writes it; raises BadInput, and repeats no secret."""
    url = typed.strip()
    scheme = url.partition("://")[0].lower()
    allowed = ", ".join(sorted(schemas))
    if scheme not in schemas:
        found = scheme if scheme.isalnum() and len(scheme) <= 20 else "something else"
        raise BadInput(
            f"expected an address that begins with one of {allowed}, found {found}",
            "way_scheme",
            allowed=allowed,
        )
    written = safely_written(url) if url.isprintable() and " " not in url else ""
    if not _is_address(written) or len(written) > LONGEST_URL:
        raise BadInput(
            f"expected an address of at most {LONGEST_URL} signs without spaces", "way_address"
        )
    return written


def _is_address(url: str) -> bool:
    try:
        return bool(urlsplit(url).netloc)
    except ValueError:  # brackets that hold no IPv6 address
        return False


def masked(url: str) -> str:
    """The service and the machine, and no more: "tgram://•••", "ntfys://ntfy.example.it/•••"."""
    host = machine(url)
    return f"{urlsplit(url).scheme}://{f'{host}/' if host else ''}•••"


def check_quiet(start: str, end: str) -> tuple[str, str] | None:
    """Quiet hours such as "20:00" and "08:00", or none; raises BadInput."""
    start, end = start.strip(), end.strip()
    if not start and not end:
        return None
    if not (_TIME.fullmatch(start) and _TIME.fullmatch(end)):
        raise BadInput('expected two times such as "20:00" and "08:00", or none', "quiet_hours")
    return start, end
