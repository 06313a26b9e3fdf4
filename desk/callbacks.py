"""The callback queue: in which order customers are rung."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rapidfuzz.distance import Levenshtein

from desk.errors import BadInput
from desk.tickets import URGENCIES, Kind


class State(StrEnum):
    WAITING = "waiting"  # nobody has it; due at `next_at`
    CLAIMED = "claimed"  # a technician has it, until the lease ends
    DONE = "done"  # we spoke with the customer
    GIVEN_UP = "given_up"  # tried as often as the policy allows; a person decides
    CANCELLED = "cancelled"  # the ticket went away


MOVES: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.CLAIMED, State.CANCELLED}),
    State.CLAIMED: frozenset({State.WAITING, State.DONE, State.GIVEN_UP, State.CANCELLED}),
    State.DONE: frozenset({State.WAITING}),  # the ticket was opened again
    State.GIVEN_UP: frozenset({State.WAITING, State.CANCELLED}),
    State.CANCELLED: frozenset({State.WAITING}),
}

LIVE = frozenset({State.WAITING, State.CLAIMED})  # still to be made


@dataclass(frozen=True)
class Policy:
    """How often a customer is tried, and how long we wait in between; the last wait repeats.

    Waits are counted while technicians are at work.
    """

    max_attempts: int
    waits: tuple[timedelta, ...]

    def __post_init__(self) -> None:
        if not self.waits:
            raise BadInput("expected a wait after an attempt, found none")


@dataclass(frozen=True)
class Waiting:
    """One customer to ring, with all that decides on the place."""

    id: int
    ticket_id: int
    number: str | None
    urgency: str
    kind: str
    channel: str
    created_at: datetime
    in_charge_at: datetime  # not rung before, unless a technician chooses to
    next_at: datetime  # later than in_charge_at after an attempt that failed
    j_system: bool
    attempts: int
    rang_back: bool = False  # the customer called after we had missed them

    @property
    def due_at(self) -> datetime:
        return max(self.in_charge_at, self.next_at)


@dataclass(frozen=True)
class Placed:
    entry: Waiting
    place: int
    reason: str


def ordered(entries: Iterable[Waiting], now: datetime, timezone: str) -> list[Placed]:
    """The queue as it will be worked through, each entry with the reason for its place.

    First whoever called back after we had missed them; then those that may be rung now, the most
    urgent before the others and the longest waiting first among equals; then those that are due
    later, in the order in which they fall due.
    """
    queue = sorted(entries, key=lambda entry: _rank(entry, now))
    zone = ZoneInfo(timezone)
    return [
        Placed(entry, place, _reason(entry, now, zone))
        for place, entry in enumerate(queue, start=1)
    ]


def _rank(entry: Waiting, now: datetime) -> tuple[object, ...]:
    urgency = URGENCIES.index(entry.urgency) if entry.urgency in URGENCIES else 2  # as normal
    last = (entry.in_charge_at, entry.created_at, entry.id)
    if entry.due_at <= now:
        return (0, not entry.rang_back, urgency, *last)
    return (1, entry.due_at, urgency, *last)


URGENCY_WORDS = {"blocking": "bloccante", "high": "urgente", "low": "non urgente"}
WEEKDAYS = ("lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica")


def _reason(entry: Waiting, now: datetime, zone: ZoneInfo) -> str:
    parts = [*_who(entry, zone), _when(entry, now, zone)]
    if entry.number is None:
        parts.append("senza numero")
    return ", ".join(parts)


def _who(entry: Waiting, zone: ZoneInfo) -> list[str]:
    words = []
    if entry.urgency in URGENCY_WORDS:
        words.append(URGENCY_WORDS[entry.urgency])
    if entry.j_system:
        words.append("J-System")
        if entry.in_charge_at.astimezone(zone).weekday() >= 5:
            words.append("week-end")
    if entry.kind == Kind.MISSED:
        words.append("senza messaggio")
    if entry.rang_back:
        words.append("ha richiamato")
    if entry.attempts:
        words.append("1 tentativo" if entry.attempts == 1 else f"{entry.attempts} tentativi")
    return words


def _when(entry: Waiting, now: datetime, zone: ZoneInfo) -> str:
    if entry.due_at <= now:
        return _waited(now - entry.in_charge_at)
    verb = "si riprova" if entry.attempts else "in carico"
    return f"{verb} {_from(entry.due_at.astimezone(zone), now.astimezone(zone))}"


def _waited(waited: timedelta) -> str:
    minutes = int(waited.total_seconds()) // 60
    if minutes < 1:
        return "appena arrivata"
    if minutes < 60:
        return f"in attesa da {minutes} min"
    if minutes < 24 * 60:
        rest = f" {minutes % 60:02d} min" if minutes % 60 else ""
        return f"in attesa da {minutes // 60} h{rest}"
    days = minutes // (24 * 60)
    return "in attesa da 1 giorno" if days == 1 else f"in attesa da {days} giorni"


def _from(at: datetime, now: datetime) -> str:
    """A local instant as a beginning: "dalle 14:45", "da lunedì 09:15", "dal 07/01 09:15"."""
    days = (at.date() - now.date()).days
    if days == 0:
        return f"dalle {at:%H:%M}"
    if days == 1:
        return f"da domani {at:%H:%M}"
    if days < 7:
        return f"da {WEEKDAYS[at.weekday()]} {at:%H:%M}"
    return f"dal {at:%d/%m} {at:%H:%M}"


SLIPS = 2  # digits wrong, missing or added, by which a number heard may differ from the one meant


def number_to_ring(dictated: str | None, caller: str | None) -> str | None:
    """The number that the caller gave, but for a slip of hearing the one they called from.

    A number that is the caller's own but for a digit or two was misheard, or misspoken: ringing it
    would reach a stranger, who would learn what is no affair of theirs.
    """
    if dictated is None or caller is None:
        return dictated or caller
    near = Levenshtein.distance(dictated, caller, score_cutoff=SLIPS) <= SLIPS
    return caller if near else dictated
