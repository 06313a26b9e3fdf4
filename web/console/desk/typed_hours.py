"""Hours, closures and working holidays as a supervisor types them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import request

from rules.errors import BadInput
from rules.hours import week
from rules.hours.alterable import Alterable, value_of
from rules.hours.schedule import Hours
from web.console.refusals import Refused, said

DAYS = {Alterable.WEEKDAY: range(5), Alterable.WEEKEND: range(5, 7)}
LONGEST_CLOSURE = 62  # days of one range
CLOSES, OPENS, WORKS, RESTS = "chiudi", "riapri", "lavora", "riposa"
BY_FILE = "predefinito"
WHICH = {
    **dict.fromkeys((CLOSES, OPENS), Alterable.EXTRA),
    **dict.fromkeys((WORKS, RESTS), Alterable.WORKING),
    "feriale": Alterable.WEEKDAY,
    "weekend": Alterable.WEEKEND,
}


def asked() -> tuple[Alterable, str]:
    """What of the hours the form is about, and what is to be done; raises Refused for none of ours."""
    what = request.form.get("cosa", "")
    if what in WHICH:
        return WHICH[what], what
    chosen = request.form.get("chiave", "")
    if what != BY_FILE or chosen not in set(Alterable):
        raise Refused("Scegli che cosa cambiare.")
    return Alterable(chosen), what


def value(which: Alterable, what: str, hours: Hours) -> Any:
    """What it is to be from now on, as the ledger keeps it; None for what config.yaml says."""
    if what == BY_FILE:
        return None
    if which in DAYS:
        return _rule(DAYS[which])
    kept: Any = value_of(hours, which)
    first, last = _range()
    days = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    if which is Alterable.EXTRA:
        return _closures(what, kept, days)
    return _working(what, kept, days)


def name(day: int, span: int, end: str) -> str:
    """The field of a weekday's time: `end` is da or a."""
    return f"g{day}_{span}_{end}"


def _rule(days: range) -> str:
    if request.form.get("come") == "testo":
        return request.form.get("regola", "").strip()
    return week.syntax_of({day: _times(day) for day in days})


def _times(day: int) -> tuple[week.Times, ...]:
    typed = [
        tuple(request.form.get(name(day, span, end), "").strip() for end in ("da", "a"))
        for span in range(week.SPANS)
    ]
    try:
        return week.day_of_form([(start, end) for start, end in typed], day)
    except BadInput as error:
        raise Refused(said(error, "UTC").capitalize(), _wrong_field(day, typed)) from error


def _wrong_field(day: int, typed: list[tuple[str, ...]]) -> str:
    """The field to which the reason belongs: the first that is missing, else the last span's end."""
    for span, (start, end) in enumerate(typed):
        if bool(start) != bool(end):
            return name(day, span, "a" if start else "da")
    ends = [span for span, (start, _) in enumerate(typed) if start]
    return name(day, ends[-1] if ends else 0, "a")


def _range() -> tuple[date, date]:
    first = _day("dal")
    last = _day("al") if request.form.get("al", "").strip() else first
    if not first <= last <= first + timedelta(days=LONGEST_CLOSURE):
        raise Refused(f"Al: dallo stesso giorno a {LONGEST_CLOSURE} giorni dopo.", "al")
    return first, last


def _day(field: str) -> date:
    typed = request.form.get(field, "").strip()
    try:
        found = date.fromisoformat(typed)
    except ValueError:
        found = date.min
    if not date(2000, 1, 1) <= found <= date(2099, 12, 31):
        raise Refused(f"{field.capitalize()}: un giorno dal 2000 al 2099.", field)
    return found


def _closures(what: str, kept: Mapping[str, str], days: list[date]) -> dict[str, str]:
    if what == OPENS:
        gone = {day.isoformat() for day in days}
        return {day: why for day, why in kept.items() if day not in gone}
    why = request.form.get("perche", "")
    return {**kept, **{day.isoformat(): why for day in days}}


def _working(what: str, kept: list[str], days: list[date]) -> list[str]:
    chosen = {day.isoformat() for day in days}
    return sorted(set(kept) - chosen if what == RESTS else set(kept) | chosen)
