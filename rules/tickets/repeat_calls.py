"""A second call: whether it is about a request that stands, or a request of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ANOTHER = "another"  # the caller's answer: not about that request

# Whoever calls twice within so little time calls about the same thing, unless they say otherwise.
SAME_PROBLEM = timedelta(minutes=15)


@dataclass(frozen=True)
class Standing:
    """A request of this caller's number that nobody has finished yet."""

    ticket_id: int
    asked_at: datetime  # when the customer last spoke of it
    customer_id: int | None  # None when it is not certain who asked
    missed: bool = False  # we rang, and nobody answered


@dataclass(frozen=True)
class Again:
    """What is known of a call that may be a second one."""

    customer_id: int | None  # by the code that was keyed, else None
    shared: bool  # several customers call from this number
    about: str | None = None  # the caller's answer: a ticket's id, ANOTHER, or None for silence


def to_offer(standing: Sequence[Standing], again: Again) -> Standing | None:
    """The request that the caller is told of: the last one that may be theirs."""
    theirs = [one for one in standing if _may_be_theirs(one, again)]
    return max(theirs, key=lambda one: (one.asked_at, one.ticket_id), default=None)


def joins(
    standing: Sequence[Standing], again: Again, *, has_message: bool, now: datetime
) -> Standing | None:
    """The request that the call belongs to; None when it wants a ticket of its own.

    What the caller said decides. Of one who said nothing, a message within minutes is about the
    same problem, and a call without a message only asked how it stands. A caller who may be one of
    several customers is never put together with another by such a guess.
    """
    if again.about == ANOTHER:
        return None
    if again.about is not None:
        chosen = [one for one in standing if str(one.ticket_id) == again.about]
        return chosen[0] if chosen and _may_be_theirs(chosen[0], again) else None
    last = to_offer(standing, again)
    if last is None or (again.shared and not _is_theirs(last, again)):
        return None
    return last if not has_message or now - last.asked_at <= SAME_PROBLEM else None


def _may_be_theirs(one: Standing, again: Again) -> bool:
    return None in (one.customer_id, again.customer_id) or one.customer_id == again.customer_id


def _is_theirs(one: Standing, again: Again) -> bool:
    return one.customer_id is not None and one.customer_id == again.customer_id
