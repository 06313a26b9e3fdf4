"""Callbacks and calls, as the API answers them."""

from typing import Annotated

from pydantic import RootModel

from rules.callbacks.callback import State as CallbackState
from rules.callbacks.outcomes import Outcome
from rules.tickets.ticket import Kind, Urgency
from web.api.schemas.base import Answer, Written, at, one_of, told
from web.api.schemas.tickets import Ticket

SID = "CA00000000000000000000000000000001"


class PlacedCallback(Answer):
    """A callback in the queue, with the reason for its place."""

    place: Annotated[int, told("1 is called first.", 1)]
    reason: Annotated[str, told("Why it stands there, in Italian.", "bloccato da 40 minuti")]
    id: Annotated[int, told("By which it is claimed.", 501)]
    number: Annotated[str | None, told("The number that is rung.", "+390458001234")]
    urgency: Annotated[str, one_of("How pressing it is", Urgency, "blocking")]
    kind: Annotated[str, one_of("What was left", Kind, "message")]
    j_system: Annotated[bool, told("Whether the customer is rung at the week-end as well.", False)]
    attempts: Annotated[int, told("How often the customer was called.", 0)]
    created_at: Annotated[Written, at("When the request came.")]
    in_charge_at: Annotated[Written, at("From when on its time counts.")]
    due_at: Annotated[Written, at("From when on it is to be called.")]
    agreed_at: Annotated[Written | None, at("The hour that the customer agreed on or chose.")]
    call_due_at: Annotated[Written | None, at("By when we owe the call.")]
    late_since: Annotated[Written | None, at("Since when we owe it, where that is past.")]
    ticket: Annotated[Ticket, told("The request.")]


class Attempt(Answer):
    """The last time that the customer was called, or is being called."""

    id: Annotated[int, told("Its number.", 77)]
    callback_id: Annotated[int, told("Of which callback.", 501)]
    technician: Annotated[str | None, told("Who called.", "anna")]
    placed: Annotated[
        bool, told("By us, from the technician's telephone; otherwise by hand.", True)
    ]
    customer_first: Annotated[
        bool, told("Whether the customer was rung before the technician.", False)
    ]
    state: Annotated[str, told("How far the call is.", "ended")]
    started_at: Annotated[Written, at("When it began.")]
    answered_at: Annotated[Written | None, at("When the customer answered.")]
    ended_at: Annotated[Written | None, at("When it ended.")]
    seconds: Annotated[int | None, told("How long they spoke.", 312)]
    machine: Annotated[str | None, told("What answered, where it was no person.", "machine_start")]
    reason: Annotated[str | None, told("Why it failed.", "il numero non esiste")]
    proposed: Annotated[str | None, told("The outcome that the call itself suggests.", "no_answer")]
    outcome: Annotated[str | None, one_of("As the technician told it", Outcome, "solved")]
    note: Annotated[str | None, told("The technician's words.", "Aggiornato il driver.")]


class Callback(Answer):
    """A customer to be rung; one for each ticket."""

    id: Annotated[int, told("By which it is claimed.", 501)]
    ticket_id: Annotated[int, told("Of which ticket.", 1001)]
    status: Annotated[str, one_of("How far it is", CallbackState, "claimed")]
    number: Annotated[str | None, told("The number that is rung.", "+390458001234")]
    urgency: Annotated[str, one_of("How pressing it is", Urgency, "normal")]
    attempts: Annotated[int, told("How often the customer was called.", 1)]
    claimed_by: Annotated[str | None, told("Who has it in hand.", "anna")]
    lease_until: Annotated[Written | None, at("Until when it is theirs.")]
    handed_to: Annotated[str | None, told("The colleague who is to go on with it.", "luca")]
    in_charge_at: Annotated[Written, at("From when on its time counts.")]
    next_at: Annotated[Written, at("When it is called next, at the earliest.")]
    agreed_at: Annotated[Written | None, at("The hour that the customer agreed on or chose.")]
    call_due_at: Annotated[Written | None, at("By when we owe the call.")]
    attempt: Annotated[Attempt | None, told("The last attempt; null where there was none.")]


class ClaimedCallback(Callback):
    """A callback in hand; `token` releases it, or tells its outcome."""

    token: Annotated[str, told("What proves that it is yours.", "3f0a9c1b5e7d4826a1c0e2b49d6f8a53")]


class DecidedCallback(Callback):
    """A callback of which the outcome was told."""

    warning: Annotated[
        str | None,
        told("What the technician should know, in Italian.", "Tre tentativi su quattro."),
    ]
    quote_id: Annotated[int | None, told("The quote that was begun, by to_be_quoted.", 12)]
    undo_until: Annotated[Written, at("Until when it may be taken back.")]


class CallTicket(Answer):
    """The ticket of a call."""

    id: Annotated[int, told("By which programs ask for it.", 1001)]
    number: Annotated[str, told("As people say it.", "1001")]


class Call(Answer):
    """A call, as the telephone company told us of it."""

    sid: Annotated[str, told("Its name at the telephone company.", SID)]
    direction: Annotated[
        str, told("inbound; staff for a technician's own; outbound for ours.", "inbound")
    ]
    from_number: Annotated[
        str | None, told("Who called; null where they do not show it.", "+390458001234")
    ]
    to_number: Annotated[str | None, told("Which number was called.", "+390455117067")]
    line: Annotated[str | None, told("weekday or weekend.", "weekday")]
    flow: Annotated[str | None, told("weekday, weekend or holiday, by the day.", "weekday")]
    language: Annotated[str, told("In which the caller was spoken to: it or en.", "it")]
    status: Annotated[str, told("How far it is, as the telephone company says.", "completed")]
    customer_code: Annotated[str | None, told("The code that was keyed.", "L1042")]
    started_at: Annotated[Written, at("When it began.")]
    finished_at: Annotated[Written | None, at("When it ended.")]
    duration_s: Annotated[int | None, told("How long it was, in seconds.", 48)]
    fault: Annotated[str | None, told("What went wrong with it.", "11200")]
    ticket: Annotated[CallTicket | None, told("The ticket that it opened or is about.")]


class CallTurn(Answer):
    """One step of a call."""

    at: Annotated[Written, at("When.")]
    step: Annotated[str, told("Which step.", "welcome")]
    digits: Annotated[str, told("What was keyed; empty for nothing.", "1")]
    heard: Annotated[str | None, told("What the caller heard.", "Buongiorno, assistenza Leotron.")]


class CallStory(Call):
    """A call with its turns: what was said, and what was keyed."""

    turns: Annotated[list[CallTurn], told("Its steps, in their order.")]


class PlacedCallbacks(RootModel[list[PlacedCallback]]):
    pass


class Calls(RootModel[list[Call]]):
    pass
