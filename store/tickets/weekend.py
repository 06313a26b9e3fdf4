"""The week-end gate's answer in the ledger: as a caller was told it, and as a ticket keeps it."""

from functools import lru_cache
from typing import Any, TypedDict

from rules.entitlement.weekend_gate import Answer, Reason, WeekendGate
from store.models import Ticket


class Columns(TypedDict):
    """The answer as columns of a call or a ticket."""

    weekend_gate: str | None
    weekend_reason: str | None


def columns(gate: WeekendGate) -> Columns:
    """What is written of an answer."""
    reason = gate.reason.value if gate.reason else None
    return {"weekend_gate": gate.answer.value, "weekend_reason": reason}


COLUMNS = (Ticket.weekend_gate, Ticket.weekend_reason)


def gate_of(row: Any) -> WeekendGate | None:
    """The answer of a call, a ticket, or a row of `COLUMNS`; None where nobody asked for one."""
    return _gate(row.weekend_gate, row.weekend_reason)


@lru_cache(maxsize=100)  # for the few answers that there are
def _gate(answer: str | None, reason: str | None) -> WeekendGate | None:
    if answer is None:
        return None
    return WeekendGate(Answer(answer), Reason(reason) if reason else None)
