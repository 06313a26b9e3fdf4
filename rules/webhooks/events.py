"""Events that other programs are told of, by the entries of a ticket's history that they tell."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from rules.errors import BadInput


class EventType(StrEnum):
    """What a webhook's `type` says."""

    TICKET_CREATED = "ticket.created"
    TICKET_UPDATED = "ticket.updated"  # its facts, its message, what the customer added
    TICKET_MOVED = "ticket.moved"  # into another state
    TICKET_NOTED = "ticket.noted"  # somebody wrote a note
    TICKET_OWNED = "ticket.owned"  # taken, handed on, put off, or nobody's
    TICKET_ERASED = "ticket.erased"  # what tells of a person is gone: forget it too
    CALLBACK_CLAIMED = "callback.claimed"
    CALLBACK_RELEASED = "callback.released"
    CALLBACK_ATTEMPTED = "callback.attempted"  # in vain, or to be rung again at an hour agreed on
    CALLBACK_DONE = "callback.done"  # somebody spoke with the customer
    CALLBACK_GIVEN_UP = "callback.given_up"
    CALLBACK_AT_RISK = "callback.at_risk"  # of breaking its promise or response time
    QUOTE_SENT = "quote.sent"
    QUOTE_ANSWERED = "quote.answered"
    TEST = "webhook.test"  # asked for by a supervisor


_TOLD: Mapping[EventType, tuple[str, ...]] = {
    EventType.TICKET_CREATED: ("opened", "split_from", "parted_from", "not_rehearsed"),
    EventType.TICKET_UPDATED: (
        *("enriched", "corrected", "message_came", "text_corrected", "read_again", "no_speech"),
        *("program_report", "added_to", "asked_again", "customer_added", "number_changed"),
        *("merged_into", "merged_from", "apart", "apart_from", "split_off", "parted", "withdrawn"),
        *("payer_changed", "weekend_gate", "worked", "work_corrected", "rang_back"),
        *("promise_renewed", "promise_moved", "promise_sooner", "time_chosen"),
    ),
    EventType.TICKET_MOVED: ("moved", "quarantined", "unquarantined"),
    EventType.TICKET_NOTED: ("note",),
    EventType.TICKET_OWNED: (
        *("owner_taken", "owner_given", "owner_left", "put_off", "put_off_no_more"),
    ),
    EventType.TICKET_ERASED: ("erased",),
    EventType.CALLBACK_CLAIMED: ("claimed",),
    EventType.CALLBACK_RELEASED: ("released", "put_back", "undone", "handed_on"),
    EventType.CALLBACK_ATTEMPTED: (
        *("not_reached", "call_agreed", "not_joined", "not_called", "needs_person"),
    ),
    EventType.CALLBACK_DONE: ("called_back",),
    EventType.CALLBACK_GIVEN_UP: ("given_up",),
    EventType.CALLBACK_AT_RISK: ("promise_at_risk", "response_at_risk"),
    EventType.QUOTE_SENT: ("quote_sent",),
    EventType.QUOTE_ANSWERED: ("price_agreed", "price_declined"),
}
# The history's entries to what they are told as; of others nobody is told.
TYPES: Mapping[str, EventType] = MappingProxyType(
    {entry: kind for kind, entries in _TOLD.items() for entry in entries}
)
CHOICES = tuple(_TOLD)


def check_events(wanted: Iterable[str]) -> list[str]:
    """The events that somebody wants to be told of, each once; raises BadInput for an unknown one."""
    chosen = list(wanted)
    unknown = [one for one in chosen if one not in set(CHOICES)]
    if unknown:
        known = ", ".join(CHOICES)
        rule = f'events: expected some of {known}, found "{unknown[0][:40]}"'
        raise BadInput(rule, "webhook_event", known=known)
    return [kind.value for kind in CHOICES if kind in chosen]
