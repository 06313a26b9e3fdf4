"""Repeat calls: whether a second call is about a request that is open, or a request of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ANOTHER = "another"  # the caller's answer: not about that request

# Whoever calls twice within so little time calls about the same thing, unless they say otherwise.
SAME_PROBLEM = timedelta(minutes=15)


@dataclass(frozen=True)
class OpenRequest:
    """A request of this caller's number that nobody has finished yet."""

    ticket_id: int
    asked_at: datetime  # when the customer last spoke of it
    customer_id: int | None  # None when it is not certain who asked
    missed: bool = False  # we rang, and nobody answered


@dataclass(frozen=True)
class RepeatCall:
    """What is known of a call that may be a second one."""

    customer_id: int | None  # by the code that was keyed, else None
    shared: bool  # several customers call from this number
    about: str | None = None  # the caller's answer: a ticket's id, ANOTHER, or None for silence


def to_offer(open_requests: Sequence[OpenRequest], call: RepeatCall) -> OpenRequest | None:
    """The request that the caller is told of: the last one that may be theirs."""
    theirs = [one for one in open_requests if _may_be_theirs(one, call)]
    return max(theirs, key=lambda one: (one.asked_at, one.ticket_id), default=None)


def joins(
    open_requests: Sequence[OpenRequest], call: RepeatCall, *, has_message: bool, now: datetime
) -> OpenRequest | None:
    """The request that the call belongs to; None when it wants a ticket of its own.

    What the caller said decides. Of one who said nothing, a message within minutes is about the
    same problem, and a call without a message only asked how it stands. A caller who may be one of
    several customers is never put together with another by such a guess.
    """
    if call.about == ANOTHER:
        return None
    if call.about is not None:
        chosen = [one for one in open_requests if str(one.ticket_id) == call.about]
        return chosen[0] if chosen and _may_be_theirs(chosen[0], call) else None
    last = to_offer(open_requests, call)
    if last is None or (call.shared and not _is_theirs(last, call)):
        return None
    return last if not has_message or now - last.asked_at <= SAME_PROBLEM else None


def _may_be_theirs(one: OpenRequest, call: RepeatCall) -> bool:
    return None in (one.customer_id, call.customer_id) or one.customer_id == call.customer_id


def _is_theirs(one: OpenRequest, call: RepeatCall) -> bool:
    return one.customer_id is not None and one.customer_id == call.customer_id
