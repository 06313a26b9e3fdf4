"""For how long nobody may hear of a message: at the week-end whoever is on call is alerted first."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from rules.callbacks.callback import Waiting
from rules.hours.schedule import Flow, Hours, explain
from rules.hours.working_time import after
from rules.rota import EscalationWaits, reached_after


def unheard_for(
    entry: Waiting,
    hours: Hours,
    alerted: EscalationWaits | None,
    now: datetime,
    there: Callable[[datetime], Sequence[str]],
) -> timedelta:
    """For how long nobody may hear of who is helped at the week-end; `there` says who is on call."""
    if alerted is None or not entry.j_system:
        return timedelta()
    start = after(max(now, entry.due_at), timedelta(), hours, j_system=True)
    if explain(start, hours).flow is not Flow.WEEKEND:
        return timedelta()
    return reached_after(there(start), alerted)
