"""Repeat calls: whether a second call is about a request that is open, or a request of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.callbacks.customer_number import is_slip
from rules.calls.caller import is_alike

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
    unproven: bool = False  # the telephone alone does not prove that the caller asked: must_prove
    closed: bool = False  # nor may anything be added on its strength: must_prove_to_add
    language: str | None = None  # that was spoken in it


@dataclass(frozen=True)
class RepeatCall:
    """What is known of a call that may be a second one."""

    customer_id: int | None  # by the code that was keyed, else None
    shared: bool  # several customers call from this number
    about: str | None = None  # the caller's answer: a ticket's id, ANOTHER, or None for silence
    forwarded: bool = False  # another line sent the call on to us: the number is not the caller's
    confirmed: bool = False  # the number is a customer's on record, or we spoke with them at it


def to_offer(open_requests: Sequence[OpenRequest], call: RepeatCall) -> OpenRequest | None:
    """The request that the caller is told of: the last one that may be theirs."""
    theirs = [one for one in open_requests if _may_be_theirs(one, call)]
    return max(theirs, key=lambda one: (one.asked_at, one.ticket_id), default=None)


def must_prove(one: OpenRequest, call: RepeatCall) -> bool:
    """Whether only its number or its customer's code shows that the request is the caller's.

    Then its number is not told either, and without it nothing is cancelled.
    """
    return must_prove_to_add(one, call) or (not call.confirmed and not _is_theirs(one, call))


def must_prove_to_add(one: OpenRequest, call: RepeatCall) -> bool:
    """The same of adding to it, where other people may call from the number.

    Whoever calls from a telephone of their own, which nobody confirmed yet, may still add.
    """
    return (call.shared or call.forwarded) and not _is_theirs(one, call)


def proven(
    open_requests: Sequence[OpenRequest], call: RepeatCall, keyed: str, keyed_by: int | None
) -> OpenRequest | None:
    """The request that the keyed digits prove to be the caller's: by its number, or by a code.

    `keyed_by` is the customer whose code it is. Another customer's request is never proven.
    """
    theirs = [one for one in open_requests if _may_be_theirs(one, call)]
    named = [one for one in theirs if str(one.ticket_id) == keyed]
    coded = [one for one in theirs if keyed_by is not None and one.customer_id == keyed_by]
    return max(named or coded, key=lambda one: (one.asked_at, one.ticket_id), default=None)


def may_cancel(one: OpenRequest, call: RepeatCall) -> bool:
    """Whether the caller may be who asked: nobody cancels what another customer wants."""
    return _may_be_theirs(one, call)


def joins(
    open_requests: Sequence[OpenRequest], call: RepeatCall, *, has_message: bool, now: datetime
) -> OpenRequest | None:
    """The request that the call belongs to; None when it wants a ticket of its own.

    What the caller said decides; where it had to be proven, it was before. Of one who said nothing,
    a message within minutes is about the same problem, and a call without a message only asked how
    it stands. A caller who may be one of several people is never put together with another by such
    a guess.
    """
    if call.about == ANOTHER:
        return None
    if call.about is not None:
        chosen = [one for one in open_requests if str(one.ticket_id) == call.about]
        return chosen[0] if chosen and _may_be_theirs(chosen[0], call) else None
    last = to_offer(open_requests, call)
    if last is None or must_prove_to_add(last, call):
        return None
    return last if not has_message or now - last.asked_at <= SAME_PROBLEM else None


@dataclass(frozen=True)
class Said:
    """Who a message says to be; None where it does not."""

    code: str | None = None
    company: str | None = None
    name: str | None = None
    number: str | None = None  # to be called at, E.164


def tells_another(later: Said, stands: Said) -> bool:
    """Whether a later message is somebody else's: by code, else by firm, else by number, else by name.

    What only one of them says tells nothing.
    """
    if later.code and stands.code:
        return later.code != stands.code
    if later.company and stands.company:
        return not is_alike(later.company, stands.company)
    if later.number and stands.number:
        same = later.number == stands.number
        return not (same or is_slip(later.number, stands.number))
    if later.name and stands.name:
        return not is_alike(later.name, stands.name)
    return False


def _may_be_theirs(one: OpenRequest, call: RepeatCall) -> bool:
    return None in (one.customer_id, call.customer_id) or one.customer_id == call.customer_id


def _is_theirs(one: OpenRequest, call: RepeatCall) -> bool:
    return one.customer_id is not None and one.customer_id == call.customer_id
