"""What was altered, in words: for the page, the audit log, and whoever is about to save."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from rules.hours.alterable import Alterable
from rules.language.italian import WEEKDAYS

NAMES = {
    Alterable.WEEKDAY: "orari della linea feriale",
    Alterable.WEEKEND: "orari della linea week-end",
    Alterable.EXTRA: "chiusure",
    Alterable.WORKING: "festivi lavorati",
}
BY_FILE = "come in config.yaml"
LONGEST = 190  # the audit log keeps 200


class Closure(NamedTuple):
    """Days in a row that are closed for one reason."""

    first: date
    last: date
    reason: str


def change(which: Alterable, before: Any, after: Any) -> str:
    """What changes, as "linea feriale: da … a …"; None is what config.yaml says."""
    return f"{NAMES[which]}: {_change(which, before, after)}"[:LONGEST]


def _change(which: Alterable, before: Any, after: Any) -> str:
    if after is None:
        return BY_FILE
    match which:
        case Alterable.EXTRA:
            return _days(_closures_in(before or {}), _closures_in(after))
        case Alterable.WORKING:
            return _days(
                *({day(date.fromisoformat(one)) for one in some or ()} for some in (before, after))
            )
    return f"da «{before}» a «{after}»" if before else f"«{after}»"


def _days(before: set[str], after: set[str]) -> str:
    added, gone = sorted(after - before), sorted(before - after)
    told = [f"+ {', '.join(added)}"] if added else []
    return "; ".join([*told, *([f"tolto {', '.join(gone)}"] if gone else [])]) or "nulla"


def _closures_in(value: Mapping[str, str]) -> set[str]:
    return {said(one) for one in closures({date.fromisoformat(on): value[on] for on in value})}


def closures(extra: Mapping[date, str]) -> list[Closure]:
    """Days of closure with those in a row taken together."""

    def run(numbered: tuple[int, date]) -> tuple[date, str]:
        at, on = numbered
        return on - timedelta(days=at), extra[on]

    runs = groupby(enumerate(sorted(extra)), key=run)
    found = [(reason, [on for _, on in group]) for (_, reason), group in runs]
    return [Closure(days[0], days[-1], reason) for reason, days in found]


def said(closure: Closure) -> str:
    """ "24/12/2026–26/12/2026 (chiusura natalizia)"."""
    last = f"–{day(closure.last)}" if closure.last != closure.first else ""
    return f"{day(closure.first)}{last} ({closure.reason})"


def day(on: date) -> str:
    """ "24/12/2026"."""
    return f"{on:%d/%m/%Y}"


def weekday(number: int) -> str:
    """ "Lunedì"."""
    return WEEKDAYS[number].capitalize()
