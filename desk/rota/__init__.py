"""Who is at work and who is on call, and whom to alert next until somebody takes it."""

from desk.rota.escalation import Alert, NobodyOnCall, Pace, Tried, Wait, next_step
from desk.rota.shifts import Kind, Shift, gaps, given_to, on_call, on_duty, overlaps, working

__all__ = [
    "Alert",
    "Kind",
    "NobodyOnCall",
    "Pace",
    "Shift",
    "Tried",
    "Wait",
    "gaps",
    "given_to",
    "next_step",
    "on_call",
    "on_duty",
    "overlaps",
    "working",
]
