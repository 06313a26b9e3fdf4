"""How a promise stands: kept, broken, replaced by an agreed hour, or still to be kept.

Whatever shows, orders or counts promises asks here, so that all of it tells the same; how likely one
will break, for which technicians are warned, is a forecast of `rules.promise`. It
lies with callbacks, not with `rules.promise`, because their order needs it, and promises need that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

BREAKS_WITHIN = timedelta(minutes=15)  # a promise that is about to break
AT_THE_HOUR = timedelta(minutes=1)  # "at half past three" lasts as long as the clock shows it


class PromiseState(StrEnum):
    PENDING = "pending"  # its time is to come, and nobody has rung yet
    AT_RISK = "at_risk"  # the same, and a quarter of an hour is left at most
    KEPT = "kept"  # the customer was rung by then, whoever answered
    BROKEN = "broken"  # its time has come, and nobody had rung by then
    REPLACED = "replaced"  # another hour was agreed on, which counts instead


OPEN = frozenset({PromiseState.PENDING, PromiseState.AT_RISK})  # it can still be kept


@dataclass(frozen=True, kw_only=True)
class Promised:
    """What a customer was told of when we call, and when we rang; the ledger knows it of each ticket."""

    promised_at: datetime | None = None  # by when the customer was told that we call
    warned_at: datetime | None = None  # when technicians were told that it may break
    agreed_at: datetime | None = None  # the hour that the customer chose, or agreed on with us
    agreed_on: datetime | None = None  # when they did
    # The first and the last time that we rang, as `rules.callbacks.outbound_call.rings` says it.
    first_rung_at: datetime | None = None
    last_rung_at: datetime | None = None


def was_kept(promised_at: datetime, rung_at: datetime | None) -> bool:
    """Whether the customer was rung by then, whoever answered; `rung_at` is the first time."""
    return rung_at is not None and rung_at <= promised_at


def promise_state(of: Promised, now: datetime) -> PromiseState | None:
    """How the promise stands; None where nothing was promised or agreed on."""
    if _is_replaced(of):
        return PromiseState.REPLACED
    if of.promised_at is None:
        return None
    if was_kept(of.promised_at, of.first_rung_at):
        return PromiseState.KEPT
    if now >= of.promised_at:
        return PromiseState.BROKEN
    return PromiseState.AT_RISK if is_near(of.promised_at, now) else PromiseState.PENDING


def agreed_hour(of: Promised) -> datetime | None:
    """The hour at which the customer waits for us, as agreed; None once we rang since."""
    if of.agreed_at is None or of.agreed_on is None:
        return None
    rung_since = of.last_rung_at is not None and of.last_rung_at > of.agreed_on
    return None if rung_since else of.agreed_at


def call_due_at(of: Promised) -> datetime | None:
    """The time by which we owe the customer a call; None where we owe none, or rang in time."""
    if _is_replaced(of):
        return agreed_hour(of)
    if of.promised_at is None or was_kept(of.promised_at, of.first_rung_at):
        return None
    return of.promised_at


def late_since(of: Promised, now: datetime) -> datetime | None:
    """Since when the customer waits for a call that we owe; None while none is late."""
    due = call_due_at(of)
    if due is None:
        return None
    return due if now >= (due + AT_THE_HOUR if _is_replaced(of) else due) else None


def is_warned(of: Promised) -> bool:
    """Whether technicians were warned of the call that we owe now, and not of an earlier one."""
    if of.warned_at is None or call_due_at(of) is None:
        return False
    return not _is_replaced(of) or of.agreed_on is None or of.warned_at > of.agreed_on


def may_be_told(of: Promised, now: datetime) -> datetime | None:
    """The promise, as it may be told to the customer now: while it is still to be kept."""
    return of.promised_at if promise_state(of, now) in OPEN else None


def agreed_to_come(of: Promised, now: datetime) -> datetime | None:
    """The agreed hour that counts in place of a promise and is still to come."""
    agreed = agreed_hour(of) if _is_replaced(of) else None
    return agreed if agreed is not None and agreed > now else None


def needs_another(of: Promised, now: datetime) -> bool:
    """Whether whoever asks for a time now is to be promised a new one: the first has passed.

    Not once we rang, if late: that call would count as keeping any later promise.
    """
    return promise_state(of, now) is PromiseState.BROKEN and of.first_rung_at is None


def may_be_moved(of: Promised, now: datetime) -> bool:
    """Whether the promise may be put off before it breaks: nobody rang, and no hour was agreed on."""
    return may_be_told(of, now) is not None and of.first_rung_at is None and of.agreed_at is None


def may_be_sooner(of: Promised, opening: datetime, now: datetime) -> bool:
    """Whether the promise was made for the working day's `opening` or later, and may be made anew.

    So it is of whoever the week-end's help is found to be for only after they were told a time.
    """
    return may_be_moved(of, now) and of.promised_at is not None and of.promised_at >= opening


def is_near(at: datetime, now: datetime) -> bool:
    """Whether there is little time left until then."""
    return at <= now + BREAKS_WITHIN


def _is_replaced(of: Promised) -> bool:
    """Whether the agreed hour counts; a promise that was made for it counts before it does."""
    if of.agreed_at is None or of.agreed_on is None:
        return False
    rung_before = of.first_rung_at is not None and of.first_rung_at <= of.agreed_on
    made_for_it = of.promised_at is not None and of.promised_at >= of.agreed_at and not rung_before
    return not made_for_it
