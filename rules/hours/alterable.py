"""Alterable hours: what supervisors may alter in the browser, over what config.yaml says.

Each by the name of its key. A value is what JSON can hold: the ledger keeps it as that.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from rules.errors import BadInput
from rules.hours.schedule import FIRST_YEAR, LAST_YEAR, Hours

LONGEST_RULE = 400
LONGEST_REASON = 60  # callers hear it
MOST_DAYS = 400


class Alterable(StrEnum):
    WEEKDAY = "lines.weekday.hours"  # opening_hours syntax
    WEEKEND = "lines.weekend.hours"
    EXTRA = "holidays.extra"  # days of closure, each with its reason
    WORKING = "holidays.working"  # holidays on which we work


@dataclass(frozen=True)
class InForce:
    """Hours with what was altered; `ignored` says by key why an alteration cannot count any more."""

    hours: Hours
    ignored: Mapping[str, str]


def value_of(hours: Hours, which: Alterable) -> Any:
    """What the hours say of one of them."""
    match which:
        case Alterable.WEEKDAY:
            return hours.weekday
        case Alterable.WEEKEND:
            return hours.weekend
        case Alterable.EXTRA:
            return {day.isoformat(): hours.extra[day] for day in sorted(hours.extra)}
        case Alterable.WORKING:
            return [day.isoformat() for day in sorted(hours.working)]


def with_value(hours: Hours, which: Alterable, value: Any) -> Hours:
    """The hours with one of them altered; raises BadInput for what cannot be."""
    made = _WAYS[which](hours, value)
    if twice := sorted(made.working & made.extra.keys()):
        raise BadInput(
            f"expected no day both in holidays.extra and in holidays.working, found {twice[0]}",
            "closed_and_working",
            day=f"{twice[0]:%d/%m/%Y}",
        )
    return made


def in_force(hours: Hours, values: Mapping[str, Any]) -> InForce:
    """The hours with each of the values that can count, in whichever order they go together."""
    left, ignored = {Alterable(key): values[key] for key in _WAYS if key in values}, {}
    while left:
        for which, value in left.items():
            try:
                hours = with_value(hours, which, value)
            except BadInput as error:
                ignored[which.value] = str(error)
            else:
                del left[which]
                ignored.pop(which.value, None)
                break
        else:
            break
    return InForce(hours, ignored)


def _weekday(hours: Hours, value: Any) -> Hours:
    return replace(hours, weekday=_rule(value))


def _weekend(hours: Hours, value: Any) -> Hours:
    return replace(hours, weekend=_rule(value))


def _rule(value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_RULE:
        raise BadInput(
            f"expected hours of 1 to {LONGEST_RULE} characters", "hours_length", most=LONGEST_RULE
        )
    if not value.isprintable():
        raise BadInput(f"expected hours in one line, found {value!r}", "hours_syntax", found=value)
    return value.strip()


def _extra(hours: Hours, value: Any) -> Hours:
    if not isinstance(value, Mapping):
        raise BadInput(f"expected days of closure, found {value!r}")
    return replace(hours, extra={_day(day): _reason(why) for day, why in _few(value).items()})


def _working(hours: Hours, value: Any) -> Hours:
    if not isinstance(value, list | tuple):
        raise BadInput(f"expected days, found {value!r}")
    return replace(hours, working=frozenset(_day(day) for day in _few(value)))


def _few(value: Any) -> Any:
    if len(value) > MOST_DAYS:
        raise BadInput(
            f"expected {MOST_DAYS} days at most, found {len(value)}", "days_most", most=MOST_DAYS
        )
    return value


def _day(text: Any) -> date:
    try:
        day = date.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise BadInput(f"expected a day, found {text!r}", "day_unknown") from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(f"expected a day from {FIRST_YEAR} to {LAST_YEAR}", "day_unknown")
    return day


def _reason(text: Any) -> str:
    """Callers hear it: a few words in one line, without what would be read as a placeholder or mark."""
    words = " ".join(text.split()) if isinstance(text, str) else ""
    if not 0 < len(words) <= LONGEST_REASON or not words.isprintable() or set(words) & set("<>{}&"):
        raise BadInput(
            f"expected a reason of 1 to {LONGEST_REASON} characters, found {text!r}",
            "closure_reason",
            most=LONGEST_REASON,
        )
    return words


_WAYS: Mapping[Alterable, Callable[[Hours, Any], Hours]] = {
    Alterable.WEEKDAY: _weekday,
    Alterable.WEEKEND: _weekend,
    Alterable.EXTRA: _extra,
    Alterable.WORKING: _working,
}
