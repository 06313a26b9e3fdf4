"""A call about a request that stands: add to it, cancel it, or open another.

That a request stands is no secret to whoever calls from its number; nothing else of it is told.
Where the number may be several people's, adding and cancelling want a proof: `must_prove_to_add`,
`must_prove`. Whoever shows no number is told of the request that they proved by its number or code.
"""

from dataclasses import replace

from ivr.flows.context import Context
from ivr.flows.record_message import message
from ivr.flows.reply import (
    AboutChosen,
    Ask,
    GoTo,
    HangUp,
    LanguageChosen,
    OpenRequestTold,
    Reply,
    RequestCancelled,
    Say,
)
from ivr.flows.steps import Step
from ivr.turn import Turn
from rules.language.spoken import spoken_digits
from rules.tickets.repeat_calls import ANOTHER, OpenRequest
from rules.tickets.ticket import number_of

ADD = "1"  # the key
LANGUAGE = "9"  # the key of the other language, where 2 cancels, or adds
OTHER_LANGUAGE = {"it": "en", "en": "it"}
LONGEST_PROOF = 8  # digits of a request's number, or of a code


def beforehand(turn: Turn, context: Context) -> Reply:
    """What is to be heard before the beep: that a request stands, and the way on."""
    if context.open_request is None or turn.about or turn.kept_sid:
        return message(turn, context)
    return ask_about(turn, context.open_request)


def ask_about(turn: Turn, open_request: OpenRequest, attempt: int = 0) -> Reply:
    """The three keys; silence goes on to the beep."""
    says = (
        *((Say("wrong_key"),) if attempt else (_standing(turn, open_request),)),
        *((Say("standing_missed"),) if open_request.missed and not attempt else ()),
        Say("standing_keys"),
    )
    ask = Ask(says, Step.ABOUT, attempt=attempt)
    return Reply((ask, GoTo(Step.MESSAGE)), (OpenRequestTold(),))


def about(turn: Turn, context: Context) -> Reply:
    """1 adds to the request, 2 cancels it, 3 opens another, 9 says all of it in the other language."""
    open_request = context.open_request
    if open_request is None:  # somebody has just finished it
        return message(turn, context)
    match turn.digits:
        case "1":  # ADD
            closed, chosen = open_request.closed, str(open_request.ticket_id)
            return ask_proof(Step.ADD) if closed else _choose(turn, context, chosen)
        case "2":
            unproven = open_request.unproven
            return ask_proof(Step.PROOF) if unproven else _ask_again(turn, open_request)
        case "3":
            return _choose(turn, context, ANOTHER)
        case "9":  # LANGUAGE
            chosen = OTHER_LANGUAGE[turn.language]
            again = ask_about(replace(turn, language=chosen), open_request)
            return again.after(facts=(LanguageChosen(chosen),))
    is_first = bool(turn.digits) and turn.attempt == 0
    return ask_about(turn, open_request, attempt=1) if is_first else message(turn, context)


def cancel(turn: Turn, context: Context) -> Reply:
    """The second 2 cancels; whatever else goes on to the beep, and the request stands."""
    open_request = context.open_request
    if open_request is None or open_request.unproven or turn.digits != "2":
        return message(turn, context)
    return _cancelled(turn, open_request)


def _ask_again(turn: Turn, open_request: OpenRequest) -> Reply:
    ask = Ask((_of("cancel", turn, open_request),), Step.CANCEL)
    return Reply((ask, GoTo(Step.MESSAGE)))


def ask_proof(to: Step, attempt: int = 0) -> Reply:
    """Its number or the customer's code, where the telephone does not show whose the request is."""
    wanted = Say("add_proof" if to is Step.ADD else "cancel_proof")
    says = (*((Say("cancel_unproven"),) if attempt else ()), wanted)
    ask = Ask(says, to, LONGEST_PROOF, finish_on="#", timeout_s=6, attempt=attempt)
    return Reply((ask, GoTo(Step.MESSAGE)))


def proof(turn: Turn, context: Context) -> Reply:
    """What proves the request cancels it; what does not is asked once more, and the request stands."""
    if context.proven is not None:
        return _cancelled(turn, context.proven)
    if context.open_request is not None and turn.digits and turn.attempt == 0:
        return ask_proof(Step.PROOF, attempt=1)
    return message(turn, context)


def add(turn: Turn, context: Context) -> Reply:
    """What proves the request adds to it; what does not is asked once more, and opens another."""
    if context.proven is not None:
        return _choose(turn, context, str(context.proven.ticket_id))
    if context.open_request is not None and turn.digits and turn.attempt == 0:
        return ask_proof(Step.ADD, attempt=1)
    return message(turn, context)


def _cancelled(turn: Turn, request: OpenRequest) -> Reply:
    says = (_of("cancelled", turn, request), Say("goodbye"), HangUp())
    return Reply(says, (RequestCancelled(request.ticket_id),))


def _standing(turn: Turn, open_request: OpenRequest) -> Say:
    """That it stands; its number proves whose it is, and is told to nobody who has to prove it."""
    if turn.from_number is None:
        return _of("standing_found", turn, open_request)
    if open_request.unproven:
        return Say("standing_unnamed")
    return _of("standing", turn, open_request)


def _choose(turn: Turn, context: Context, chosen: str) -> Reply:
    onwards = message(replace(turn, about=chosen), context)
    return onwards.after(facts=(AboutChosen(chosen),))


def _of(key: str, turn: Turn, open_request: OpenRequest) -> Say:
    number = spoken_digits(number_of(open_request.ticket_id), turn.language)
    return Say(key, {"number": number})
