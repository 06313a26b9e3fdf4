"""What we owe a customer in Italian words: a promise, an agreed hour, and by how much it is late."""

from datetime import datetime, timedelta, tzinfo

from rules.callbacks.promise_state import (
    OPEN,
    Promised,
    PromiseState,
    agreed_hour,
    late_since,
    promise_state,
)
from rules.language.italian import WEEKDAYS
from rules.language.spoken import spoken_instant, spoken_promise


def promise_text(of: Promised, now: datetime, zone: tzinfo) -> str | None:
    """What we owe the customer: "promesso entro domani alle 10:20", "promessa scaduta alle 15:10",
    "richiamare alle 15:30, come concordato"; None where we owe nothing, or rang in time.
    """
    state, agreed, today = promise_state(of, now), agreed_hour(of), now.astimezone(zone)
    if state is PromiseState.REPLACED:
        if agreed is None:
            return None
        return f"richiamare {_past(agreed.astimezone(zone), today)}, come concordato"
    if of.promised_at is None or state is PromiseState.KEPT:
        return None
    promised = of.promised_at.astimezone(zone)
    if state not in OPEN:
        return f"promessa scaduta {_past(promised, today)}"
    by = f"promesso entro {_by(promised, today)}"
    if agreed is None or agreed <= now:
        return by
    return f"richiamare {starting(agreed.astimezone(zone), today)}, come concordato, {by}"


def spoken_state(of: Promised, now: datetime, timezone: str) -> str | None:
    """The agreed hour, or the promise that is late, as one says it to a technician; None without."""
    agreed, late = agreed_hour(of), late_since(of, now)
    if promise_state(of, now) is PromiseState.REPLACED:
        if agreed is None:
            return None
        said = f"da richiamare {spoken_instant(agreed, now, timezone, 'it')}, come concordato"
    elif late is not None:
        said = f"promesso {spoken_promise(late, now, 'it', timezone)}"
    else:
        return None
    return f"{said}, in ritardo da {_spoken_length(now - late)}" if late is not None else said


def _spoken_length(span: timedelta) -> str:
    minutes = max(1, int(span.total_seconds()) // 60)
    hours, rest = divmod(minutes, 60)
    if hours >= 24:
        return length(span)
    said = ["1 ora" if hours == 1 else f"{hours} ore"] if hours else []
    if rest:
        said.append("1 minuto" if rest == 1 else f"{rest} minuti")
    return " e ".join(said)


def length(span: timedelta) -> str:
    """How long: "3 min", "1 h 20 min", "2 giorni"."""
    minutes = int(span.total_seconds()) // 60
    if minutes < 1:
        return "meno di 1 min"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        rest = f" {minutes % 60:02d} min" if minutes % 60 else ""
        return f"{minutes // 60} h{rest}"
    days = minutes // (24 * 60)
    return "1 giorno" if days == 1 else f"{days} giorni"


def starting(at: datetime, now: datetime) -> str:
    """A local instant as a beginning: "dalle 14:45", "da lunedì 09:15", "dal 07/01 09:15"."""
    if at.date() == now.date():
        return f"dalle {at:%H:%M}"
    named = _day(at, now)
    return f"{'dal' if named[0].isdigit() else 'da'} {named} {at:%H:%M}"


def _by(at: datetime, now: datetime) -> str:
    """After "entro": "le 15:10", "domani alle 10:20"."""
    return f"le {at:%H:%M}" if at.date() == now.date() else f"{_day(at, now)} alle {at:%H:%M}"


def _past(at: datetime, now: datetime) -> str:
    """After "scaduta" or "richiamare": "alle 15:10", "ieri alle 10:20"."""
    return f"alle {at:%H:%M}" if at.date() == now.date() else f"{_day(at, now)} alle {at:%H:%M}"


def _day(at: datetime, now: datetime) -> str:
    """Another day than today's: "ieri", "domani", "lunedì", "07/01"."""
    days = (at.date() - now.date()).days
    near = {-1: "ieri", 1: "domani"}
    if days in near:
        return near[days]
    return WEEKDAYS[at.weekday()] if 0 < days < 7 else f"{at:%d/%m}"
