"""Owner of a request: who sees to it, so that nothing in progress is nobody's."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.callbacks import callback
from rules.hours import working_time
from rules.hours.schedule import Hours
from rules.tickets.ticket import LIVE, State


class Whose(StrEnum):
    IN_HAND = "in_hand"  # a technician has the callback in hand
    OWNED = "owned"  # a technician spoke with the customer, and works on it
    QUEUE = "queue"  # the customer is to be rung: by whom it was handed to, else by whoever is next
    FAULT = "fault"  # the customer wants to be told of a known fault's end, and nothing else
    ACCOUNT_MANAGER = "account_manager"  # who answers instead of technicians
    NOBODY = "nobody"  # somebody has to take it
    OVER = "over"  # there is nothing to see to


@dataclass(frozen=True)
class Owner:
    """Whose a request is; the name of one technician, where it is one's."""

    whose: Whose
    name: str | None = None

    @property
    def waits_for_work(self) -> bool:
        """Whether no callback drives it on: somebody has to come back to it."""
        return self.whose in {Whose.OWNED, Whose.NOBODY}

    def is_of(self, name: str) -> bool:
        """Whether it is one of "Le mie" of the technician."""
        return self.name == name


@dataclass(frozen=True)
class Standing:
    """What decides whose a request is."""

    state: State
    callback: callback.State | None
    holder: str | None  # who has the callback in hand
    handed_to: str | None  # the colleague whom the callback was handed to
    by_account_manager: bool
    owner: str | None  # who took it, after the callback
    waits_for_fault: bool = False  # they asked to be told of a known fault's end


def owner_of(standing: Standing) -> Owner:
    """Whose it is."""
    if standing.state not in LIVE:
        return Owner(Whose.OVER)
    if standing.callback is callback.State.CLAIMED:
        return Owner(Whose.IN_HAND, standing.holder)
    if standing.by_account_manager:
        return Owner(Whose.ACCOUNT_MANAGER)
    if standing.callback is callback.State.WAITING:
        return Owner(Whose.QUEUE, standing.handed_to)
    if standing.waits_for_fault and not standing.owner:
        return Owner(Whose.FAULT)
    return Owner(Whose.OWNED, standing.owner) if standing.owner else Owner(Whose.NOBODY)


def idle_since(since: datetime, last_work: datetime | None, back_at: datetime | None) -> datetime:
    """From when on nobody did anything: it was taken, last worked on, or put off until then."""
    return max(at for at in (since, last_work, back_at) if at is not None)


def is_idle(since: datetime, now: datetime, patience: timedelta, hours: Hours) -> bool:
    """Whether nobody did anything for so many hours of work."""
    if now - since < patience:
        return False
    return working_time.after(since, patience, hours, j_system=False) <= now
