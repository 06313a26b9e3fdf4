"""Rota: shifts, on call, and the escalation of an alert."""

from rules.rota.escalation import (
    Alert,
    EscalationWaits,
    NobodyOnCall,
    Tried,
    Wait,
    is_nobody_left,
    next_step,
    reached_after,
)
from rules.rota.event_titles import Event, read_title, title_of
from rules.rota.shifts import (
    Kind,
    Shift,
    check_length,
    gaps,
    given_to,
    may_give,
    on_call,
    on_duty,
    overlaps,
    uncovered_hours,
    working,
)

__all__ = [
    "Alert",
    "EscalationWaits",
    "Event",
    "Kind",
    "NobodyOnCall",
    "Shift",
    "Tried",
    "Wait",
    "check_length",
    "gaps",
    "given_to",
    "is_nobody_left",
    "may_give",
    "next_step",
    "on_call",
    "on_duty",
    "overlaps",
    "reached_after",
    "read_title",
    "title_of",
    "uncovered_hours",
    "working",
]
