"""Priority in words: why a callback stands where it does, in Italian for technicians."""

from datetime import datetime, timedelta, tzinfo

from rules.callbacks.callback import Waiting
from rules.callbacks.promise_state import agreed_hour, late_since
from rules.callbacks.promise_text import length, promise_text, starting
from rules.hours.schedule import Hours
from rules.tickets.ticket import Kind
from rules.wall_clock import zone_of

URGENCY_WORDS = {"blocking": "fermi", "high": "urgente", "low": "non urgente"}
COVER_WORDS = {"contract": "contratto", "warranty": "garanzia"}
_ORDINALS = {2: "secondo", 3: "terzo", 4: "quarto", 5: "quinto"}


def reason_for(
    entry: Waiting, place: int, now: datetime, hours: Hours, technician: str | None = None
) -> str:
    """One line: "primo: fermi, promesso entro le 15:10, secondo messaggio oggi, in attesa da 5 min".

    `technician` is who reads it, where it is one.
    """
    zone = zone_of(hours.timezone)
    parts = [
        *_what(entry),
        *_promise(entry, now, zone),
        *_again(entry, now, zone),
        *_cover(entry, zone),
        *_tried(entry),
        *_whose(entry, technician),
        *_when(entry, now, zone),
    ]
    if entry.number is None:
        parts.append("senza numero")
    is_next = place == 1 and entry.due_at <= now
    return ("primo: " if is_next else "") + ", ".join(parts)


def _what(entry: Waiting) -> list[str]:
    return [URGENCY_WORDS[entry.urgency]] if entry.urgency in URGENCY_WORDS else []


def _promise(entry: Waiting, now: datetime, zone: tzinfo) -> list[str]:
    said = promise_text(entry, now, zone)
    return [said] if said else []


def _again(entry: Waiting, now: datetime, zone: tzinfo) -> list[str]:
    words = ["ha richiamato"] if entry.rang_back else []
    today = now.astimezone(zone).date()
    later = sum(at.astimezone(zone).date() == today for at in entry.messages)
    if not later:
        return words
    came_today = entry.created_at.astimezone(zone).date() == today and entry.kind != Kind.MISSED
    count = later + came_today
    if count == 1:
        return [*words, "nuovo messaggio oggi"]
    return [*words, f"{_ORDINALS.get(count, f'{count}°')} messaggio oggi"]


def _cover(entry: Waiting, zone: tzinfo) -> list[str]:
    doubt = entry.weekend.label if entry.weekend else None
    if doubt is not None:
        return [doubt]
    if entry.j_system or entry.cover == "j_system":
        weekend = entry.j_system and entry.in_charge_at.astimezone(zone).weekday() >= 5
        perhaps = not entry.j_system and not entry.cover_is_sure
        named = "forse J-System" if perhaps else "J-System"
        return [named, "week-end"] if weekend else [named]
    if entry.cover not in COVER_WORDS:
        return []
    return [
        COVER_WORDS[entry.cover] if entry.cover_is_sure else f"forse {COVER_WORDS[entry.cover]}"
    ]


def _tried(entry: Waiting) -> list[str]:
    words = ["senza messaggio"] if entry.kind == Kind.MISSED else []
    if entry.attempts:
        words.append("1 tentativo" if entry.attempts == 1 else f"{entry.attempts} tentativi")
    return words


def _whose(entry: Waiting, technician: str | None) -> list[str]:
    if entry.preferred is None:
        return []
    is_own = entry.preferred == technician
    if entry.is_handed:
        return ["passata a te" if is_own else f"passata a {entry.preferred}"]
    return ["la segui tu" if is_own else f"la segue {entry.preferred}"]


def _when(entry: Waiting, now: datetime, zone: tzinfo) -> list[str]:
    agreed, late = agreed_hour(entry), late_since(entry, now)
    if late is not None and late == agreed:
        return [f"in ritardo da {length(now - late)}"]
    if entry.due_at <= now:
        return [_waited(now - entry.in_charge_at)]
    if entry.due_at == agreed:
        return []  # the hour is told already
    verb = "si riprova" if entry.attempts else "in carico"
    return [f"{verb} {starting(entry.due_at.astimezone(zone), now.astimezone(zone))}"]


def _waited(waited: timedelta) -> str:
    if waited < timedelta(minutes=1):
        return "appena arrivata"
    return f"in attesa da {length(waited)}"
