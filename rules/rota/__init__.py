"""Who is at work and who is on call, and whom to alert next until somebody takes it."""

from rules.rota.escalation import Alert, NobodyOnCall, Pace, Tried, Wait, is_nobody_left, next_step
from rules.rota.event_titles import Event, read_title, title_of
from rules.rota.shifts import (
    Kind,
    Shift,
    gaps,
    given_to,
    on_call,
    on_duty,
    overlaps,
    uncovered,
    working,
)

__all__ = [
    "Alert",
    "Event",
    "Kind",
    "NobodyOnCall",
    "Pace",
    "Shift",
    "Tried",
    "Wait",
    "gaps",
    "given_to",
    "is_nobody_left",
    "next_step",
    "on_call",
    "on_duty",
    "overlaps",
    "read_title",
    "title_of",
    "uncovered",
    "working",
]
