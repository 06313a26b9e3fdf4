"""Groups of "Quadro": waits by technician, channel and category, with their medians."""

from collections.abc import Callable, Sequence
from typing import Any

from rules.hours.schedule import Hours
from rules.promise.waits import Answered, groups_of, median_wait
from rules.tickets.ticket import Channel
from web.console import words

BY: dict[str, Callable[[Answered], str | None]] = {
    "Tecnico": lambda one: one.technician,
    "Da dove": lambda one: words.CHANNELS[Channel(one.channel)],
    "Categoria": lambda one: words.CATEGORIES.get(one.category, one.category),
}


def shown(answered: Sequence[Answered], hours: Hours) -> dict[str, Any]:
    """What the page and its file show of them."""
    return {
        "answered": len(answered),
        "median_wait": median_wait(answered, hours),
        "groups": {title: groups_of(answered, by, hours) for title, by in BY.items()},
    }
