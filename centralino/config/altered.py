"""Altered settings: what was altered in the browser, over config.yaml and under the environment.

Who set a variable of the environment for this process meant it: nothing in the browser is above it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from centralino.config.errors import Key
from centralino.config.settings import Settings
from rules.hours import alterable
from rules.hours.alterable import Alterable
from rules.hours.schedule import Hours


@dataclass(frozen=True)
class Altered:
    """The settings that count, which keys of them the browser gave, and why others cannot count."""

    settings: Settings
    keys: frozenset[str] = frozenset()
    ignored: Mapping[str, str] | None = None


def altered(settings: Settings, values: Mapping[str, Any]) -> Altered:
    """The settings with the values by dotted key; what the environment pins stays."""
    pins = {which.value: pinned(settings, which) for which in Alterable if which.value in values}
    ignored = {key: f"{variable} is set" for key, variable in pins.items() if variable}
    counting = {key: values[key] for key, variable in pins.items() if not variable}
    if not counting:
        return Altered(settings, ignored=ignored)
    found = alterable.in_force(settings.hours(), counting)
    ignored |= found.ignored
    keys = frozenset(counting.keys() - ignored.keys())
    return Altered(with_hours(settings, found.hours), keys, ignored)


def pinned(settings: Settings, which: Alterable) -> str | None:
    """The variable of the environment that sets it."""
    return settings.pin_of(key_of(which))


def key_of(dotted: str) -> Key:
    """The key, taken apart."""
    return tuple(dotted.split("."))


def with_hours(settings: Settings, hours: Hours) -> Settings:
    """The settings with other hours, closures and working holidays."""
    lines, holidays = settings.lines, settings.holidays
    weekday = lines.weekday.model_copy(update={"hours": hours.weekday})
    weekend = lines.weekend.model_copy(update={"hours": hours.weekend})
    days = {"extra": dict(hours.extra), "working": tuple(sorted(hours.working))}
    return settings.model_copy(
        update={
            "lines": lines.model_copy(update={"weekday": weekday, "weekend": weekend}),
            "holidays": holidays.model_copy(update=days),
        }
    )
