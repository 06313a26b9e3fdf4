"""Why a callback stands where it does, in the words of the technicians who read it."""

from datetime import datetime, timedelta, tzinfo

from rules.callbacks.callback import Waiting
from rules.hours.schedule import Hours
from rules.language.italian import WEEKDAYS
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
        _when(entry, now, zone),
    ]
    if entry.number is None:
        parts.append("senza numero")
    is_next = place == 1 and entry.due_at <= now
    return ("primo: " if is_next else "") + ", ".join(parts)


def _what(entry: Waiting) -> list[str]:
    return [URGENCY_WORDS[entry.urgency]] if entry.urgency in URGENCY_WORDS else []


def _promise(entry: Waiting, now: datetime, zone: tzinfo) -> list[str]:
    return [] if entry.promised_at is None else [promised_by(entry.promised_at, now, zone)]


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
    if entry.j_system or entry.cover == "j_system":
        weekend = entry.j_system and entry.in_charge_at.astimezone(zone).weekday() >= 5
        return ["J-System", "week-end"] if weekend else ["J-System"]
    return [COVER_WORDS[entry.cover]] if entry.cover in COVER_WORDS else []


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


def _when(entry: Waiting, now: datetime, zone: tzinfo) -> str:
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
    if at.date() == now.date():
        return f"dalle {at:%H:%M}"
    beginning = "dal" if (at.date() - now.date()).days >= 7 else "da"
    return f"{beginning} {_day(at, now)} {at:%H:%M}"


def _by(at: datetime, now: datetime) -> str:
    """After "entro": "le 15:10", "domani alle 10:20"."""
    return f"le {at:%H:%M}" if at.date() == now.date() else f"{_day(at, now)} alle {at:%H:%M}"


def _past(at: datetime, now: datetime) -> str:
    """After "scaduta": "alle 15:10", "ieri alle 10:20"."""
    return f"alle {at:%H:%M}" if at.date() == now.date() else f"{_day(at, now)} alle {at:%H:%M}"


def promised_by(at: datetime, now: datetime, zone: tzinfo) -> str:
    """A promise in words: "promesso entro domani alle 10:20", "promessa scaduta alle 15:10"."""
    local, today = at.astimezone(zone), now.astimezone(zone)
    if now < at:
        return f"promesso entro {_by(local, today)}"
    return f"promessa scaduta {_past(local, today)}"


def _day(at: datetime, now: datetime) -> str:
    """Another day than today's: "ieri", "domani", "lunedì", "07/01"."""
    days = (at.date() - now.date()).days
    near = {-1: "ieri", 1: "domani"}
    if days in near:
        return near[days]
    return WEEKDAYS[at.weekday()] if 0 < days < 7 else f"{at:%d/%m}"
