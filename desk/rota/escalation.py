"""Whom to alert next: everybody on call in turn, round and round, until somebody takes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from desk.errors import BadInput


@dataclass(frozen=True)
class Pace:
    """How long one person is waited for, and how soon nobody is alerted a second time."""

    wait: timedelta = timedelta(minutes=5)
    gap: timedelta = timedelta(minutes=15)

    def __post_init__(self) -> None:
        if self.wait <= timedelta() or self.gap <= timedelta():
            raise BadInput(f"expected some time to wait, found {self.wait} and {self.gap}")


@dataclass(frozen=True)
class Tried:
    """Somebody was alerted; `refused_at` is when it was clear that they do not take it."""

    who: str
    at: datetime
    refused_at: datetime | None = None  # no answer, engaged, no key; None while it rings


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
    on_call: Sequence[str], tried: Iterable[Tried], now: datetime, pace: Pace
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


def _last(tried: Iterable[Tried]) -> Mapping[str, datetime]:
    """When each person was last alerted."""
    last: dict[str, datetime] = {}
    for one in tried:
        last[one.who] = max(one.at, last.get(one.who, one.at))
    return last
