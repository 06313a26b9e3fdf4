"""A queue with nobody in it, and callbacks that are valid by default."""

from datetime import datetime, timedelta

from rules.callbacks.callback import Waiting
from rules.hours.schedule import explain
from rules.promise import Experience, Handling
from rules.promise.arrival_rate import ArrivalRate
from tests.leotron import HOURS, ROME, at

NOBODY = ArrivalRate(
    (0.0,) * 24, (0.0,) * 24, {"blocking": 0, "high": 0, "normal": 1, "low": 0}, ROME.key
)
TEN_MINUTES = Handling(spoken=(600.0,) * 40)
QUIET = Experience(HOURS, NOBODY, TEN_MINUTES)
TUESDAY_TEN = at("2026-11-24T10:00")


def a_callback(
    id_: int = 1000,
    called: datetime = TUESDAY_TEN,
    *,
    urgency: str = "normal",
    j_system: bool = False,
    next_at: datetime | None = None,
) -> Waiting:
    when = explain(called, HOURS)
    in_charge = when.in_charge(j_system=j_system)
    return Waiting(
        id=id_,
        ticket_id=id_,
        number="+390458001234",
        urgency=urgency,
        kind="message",
        channel="phone",
        created_at=called,
        in_charge_at=in_charge,
        next_at=next_at or in_charge,
        j_system=j_system,
        attempts=0 if next_at is None else 1,
    )


def earlier(count: int, now: datetime = TUESDAY_TEN, **facts: object) -> list[Waiting]:
    """So many that called before."""
    return [
        a_callback(id_, now - timedelta(minutes=30 - id_), **facts)  # type: ignore[arg-type]
        for id_ in range(1, count + 1)
    ]
