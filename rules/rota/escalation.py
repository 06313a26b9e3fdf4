"""Escalation: whom to alert next, everybody on call in turn, until somebody takes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.errors import BadInput


@dataclass(frozen=True)
class EscalationWaits:
    """How long one person is waited for, and how soon nobody is alerted a second time."""

    wait: timedelta = timedelta(minutes=5)
    gap: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        if self.wait <= timedelta() or self.gap <= timedelta():
            raise BadInput(f"expected some time to wait, found {self.wait} and {self.gap}")


@dataclass(frozen=True)
class Tried:
    """Somebody was alerted; `refused_at` is when it was clear that they do not take it.

    A telephone that nobody answers is no refusal: its owner has a text, and is waited for.
    """

    who: str
    at: datetime
    refused_at: datetime | None = None  # they said so, or could not be reached at all


@dataclass(frozen=True)
class Alert:
    """Alert this person now."""

    who: str


@dataclass(frozen=True)
class Wait:
    """Nobody is to be alerted before the instant; look again then, or when an answer comes."""

    until: datetime


@dataclass(frozen=True)
class NobodyOnCall:
    """There is nobody to alert: look again, and warn those who plan."""


def next_step(
    on_call: Sequence[str], tried: Iterable[Tried], now: datetime, pace: EscalationWaits
) -> Alert | Wait | NobodyOnCall:
    """What to do about an alert that nobody took yet; `on_call` is in order, `tried` in any.

    Whoever was not tried comes first, then whoever was tried longest ago.
    """
    if not on_call:
        return NobodyOnCall()
    told = list(tried)
    ringing = [one.at + pace.wait for one in told if one.refused_at is None]
    if ringing and now < max(ringing):
        return Wait(max(ringing))
    last = _last(told)
    free = [who for who in on_call if who not in last or last[who] + pace.gap <= now]
    if not free:
        return Wait(min(last[who] + pace.gap for who in on_call))
    return Alert(min(free, key=lambda who: (who in last, last.get(who, now), on_call.index(who))))


def is_nobody_left(
    on_call: Sequence[str], tried: Iterable[Tried], now: datetime, pace: EscalationWaits
) -> bool:
    """Whether everybody on call was alerted by now, and nobody is waited for any more."""
    told = list(tried)
    waited_for = any(one.refused_at is None and now < one.at + pace.wait for one in told)
    return not waited_for and {*on_call} <= {one.who for one in told}


def reached_after(on_call: Sequence[str], pace: EscalationWaits) -> timedelta:
    """How long it may take until one of them hears of an alert: each is waited for in turn.

    With nobody on call it is somebody whom a supervisor finds, and is waited for as long.
    """
    return pace.wait * max(1, len(on_call))


def _last(tried: Iterable[Tried]) -> Mapping[str, datetime]:
    """When each person was last alerted."""
    last: dict[str, datetime] = {}
    for one in tried:
        last[one.who] = max(one.at, last.get(one.who, one.at))
    return last
