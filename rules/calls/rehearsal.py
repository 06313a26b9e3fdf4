"""The morning's rehearsal: a call of our own, followed to its words, and the link that broke.

It is marked by the ledger's own note that we placed it, and never by its number alone: a line that
sends callers on may show the same. Whoever says something else than the sentence is a caller.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rapidfuzz import fuzz

from rules.calls.recording import RecordingState
from rules.hours.schedule import Hours, explain

REHEARSAL = "rehearsal"  # the direction of such a call, as "inbound" is that of a caller's
# No caller says anything like it.
SENTENCE = "Questa è la prova del mattino. Sette barche bianche passano sotto il ponte di Verona."
LIKE, UNLIKE = 65.0, 55.0  # of a hundred: heard well enough; another's words
UNTIL_IT_RINGS = timedelta(minutes=3)
NOT_PUT_THROUGH = frozenset({"queued", "ringing", "busy", "no-answer", "canceled", "failed"})
TOLD = frozenset({"call_by", "call_agreed", "soon", "in_charge", "j_system_now", "j_system_later"})


class Link(StrEnum):
    """What a call passes on its way, in order; each may break."""

    DATABASE = "database"
    CARRIER = "carrier"
    NUMBER = "number"
    WEB = "web"
    LINE = "line"
    SIGNATURE = "signature"
    RECORDING = "recording"
    CLOCK = "clock"
    DOWNLOAD = "download"
    MODEL = "model"
    WORKER = "worker"
    WORDS = "words"
    TICKET = "ticket"
    PROMISE = "promise"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Seen:
    """What is known of one rehearsal when its time is up; each `..._fault` is in words, "" for none."""

    carrier_fault: str = ""  # Twilio would not place the call
    called: bool = False  # our webhook was asked of it
    number_fault: str = ""  # how the number stands otherwise at Twilio than it should
    web_fault: str = ""  # what the public address answered
    status: str = ""  # of the call that we placed, as Twilio says
    recording: RecordingState | None = None
    recording_fault: str = ""
    clock_is_silent: bool = False
    model_fault: str = ""
    worker_is_silent: bool = False
    text: str | None = None
    has_ticket: bool = False
    heard: frozenset[str] = frozenset()  # keys of the sentences that were spoken
    messages_fault: str = ""


@dataclass(frozen=True)
class Broken:
    """The first link that did not hold, and what is known of why."""

    link: Link
    why: str = ""


def judged(seen: Seen) -> Broken | None:
    """The first link that is broken; None where the call went the whole way."""
    return next((found for is_broken, found in _links(seen) if is_broken), None)


def _links(seen: Seen) -> Iterator[tuple[bool, Broken]]:
    """Each link in the order of the call, and whether it is broken."""
    silent = not seen.called
    yield bool(seen.carrier_fault), Broken(Link.CARRIER, seen.carrier_fault)
    yield silent and bool(seen.number_fault), Broken(Link.NUMBER, seen.number_fault)
    yield silent and bool(seen.web_fault), Broken(Link.WEB, seen.web_fault)
    yield silent and seen.status in NOT_PUT_THROUGH, Broken(Link.LINE, seen.status)
    yield silent, Broken(Link.SIGNATURE, "Twilio rang, and none of its requests was believed")
    state = seen.recording
    none = state is None or state is RecordingState.ABSENT
    yield none, Broken(Link.RECORDING, "Twilio told of no recording")
    is_there = state not in {RecordingState.ANNOUNCED, RecordingState.FAILED} or bool(seen.text)
    clock = not is_there and not seen.recording_fault and seen.clock_is_silent
    yield clock, Broken(Link.CLOCK, "nothing fetches recordings")
    yield not is_there, Broken(Link.DOWNLOAD, seen.recording_fault or "not fetched in time")
    unread = state is RecordingState.STORED
    yield unread and bool(seen.model_fault), Broken(Link.MODEL, seen.model_fault)
    why = "nobody reads messages" if seen.worker_is_silent else "not read in time"
    yield unread, Broken(Link.WORKER, why)
    yield not is_heard(seen.text), Broken(Link.WORDS, "the sentence was not recognised")
    yield not seen.has_ticket, Broken(Link.TICKET, "no request was opened")
    yield not seen.heard & TOLD, Broken(Link.PROMISE, "the caller was not told when we call")
    yield bool(seen.messages_fault), Broken(Link.MESSAGES, seen.messages_fault)


def is_heard(text: str | None) -> bool:
    """Whether the words are the sentence, as a recogniser may write it."""
    return text is not None and _likeness(text) >= LIKE


def is_anothers(text: str | None) -> bool:
    """Whether somebody else spoke: it is then a caller's message, and goes into the queue."""
    return bool(text) and _likeness(str(text)) < UNLIKE


def _likeness(text: str) -> float:
    return fuzz.ratio(text.lower(), SENTENCE.lower())


def is_due(now: datetime, hours: Hours, before: timedelta, last: datetime | None) -> bool:
    """Whether the day's rehearsal is to be placed: within `before` of an opening, and once for it."""
    opening = explain(now, hours).in_charge_standard
    if not now < opening <= now + before:
        return False
    return last is None or last < opening - before
