"""The first words, up to the beep, and the keys on the way."""

from dataclasses import replace

from ivr.flows.context import Context
from ivr.flows.customer_code import ask_code
from ivr.flows.existing_request import ADD, OTHER_LANGUAGE, about, beforehand
from ivr.flows.record_message import SHORTEST_WAIT_S, record, speak
from ivr.flows.reply import (
    Ask,
    CallBegan,
    Fact,
    FaultEndAwaited,
    HangUp,
    JSystemClaimed,
    LanguageChosen,
    OpenRequestTold,
    Reply,
    Say,
)
from ivr.flows.steps import Step
from ivr.flows.taken_in_charge import flow_of, taken_in_charge
from ivr.turn import Turn
from rules.hours.schedule import Explanation, Flow
from rules.tickets.known_fault import Heard


def incoming(turn: Turn, context: Context) -> Reply:
    """Greet, say that we record, and beep; a key leads to whatever else the day has to offer.

    Whoever has a request is greeted in its language, and offered the other one by its own voice.
    """
    began: tuple[Fact, ...] = (CallBegan(flow_of(turn, context)),)
    known = context.open_request.language if context.open_request else None
    if known in OTHER_LANGUAGE and known != turn.language:
        turn = replace(turn, language=known)
        began = (*began, LanguageChosen(known))
    return welcome(turn, context).after(facts=began)


def menu(turn: Turn, context: Context) -> Reply:
    """1 is the flow's own key, or that of a known fault; 2 the other language; 9 where 2 adds
    to a request that stands."""
    fault = _awaited(turn, context)
    if fault is None:
        return _menu(turn, context)
    says = (Say("fault_noted"), Say("goodbye"), HangUp())
    return Reply(says, (FaultEndAwaited(fault.fault_id),))


def _menu(turn: Turn, context: Context) -> Reply:
    match turn.digits, flow_of(turn, context):
        case "1", Flow.WEEKEND:
            return claim_j_system(turn, context)
        case "1", _ if takes_code(turn, context.explanation):
            return ask_code(turn)
        case "2", Flow.WEEKEND if context.open_request is not None:
            return about(replace(turn, digits=ADD), context)
        case ("2" | "9" as key, _) if key == "2" or context.open_request is not None:
            return _in_other_language(turn, context)
    if turn.digits and turn.attempt == 0:
        return welcome(turn, context, attempt=1)
    return beforehand(turn, context)


def _awaited(turn: Turn, context: Context) -> Heard | None:
    """The fault of whose end the caller wants to be told, by the key just pressed."""
    if turn.from_number is None or context.open_request is not None:
        return None  # nobody to tell, or told with the request that stands
    key = "3" if flow_of(turn, context) is Flow.WEEKEND else "1"
    return context.fault if turn.digits == key else None


def _in_other_language(turn: Turn, context: Context) -> Reply:
    chosen = OTHER_LANGUAGE[turn.language]
    again = welcome(replace(turn, language=chosen), context)
    return again.after(facts=(LanguageChosen(chosen),))


def welcome(turn: Turn, context: Context, attempt: int = 0) -> Reply:
    """All that whoever presses nothing hears before the beep: no more than twelve seconds of it."""
    stands = context.open_request is not None
    may_be_stuck = flow_of(turn, context) is Flow.WEEKEND
    first = Say("wrong_key") if attempt else Say("greeting")
    if context.fault is None:
        says = (first, Say("notice"), *_standing(context), *_last(turn, context))
    else:
        says = (first, Say("notice_brief"), *_of_fault(context.fault, turn, context))
    # Whoever may be stuck at the week-end has that key first, and is told of the request by it.
    is_told = stands and not may_be_stuck
    ask = Ask(
        says, Step.ABOUT if is_told else Step.MENU, timeout_s=SHORTEST_WAIT_S, attempt=attempt
    )
    return Reply((ask, *record(context)), (OpenRequestTold(),) if is_told else ())


def _of_fault(fault: Heard, turn: Turn, context: Context) -> tuple[Say, ...]:
    """What is broken for many, and the key to be told of its end: there is time for little more."""
    told = Say("fault", {"fault": fault.in_language(turn.language)})
    weekend = flow_of(turn, context) is Flow.WEEKEND
    other = Say("fault_language", language=OTHER_LANGUAGE[turn.language])
    if context.open_request is not None:
        spoken = Say("standing_language", language=OTHER_LANGUAGE[turn.language])
        return told, Say("open_request_weekend" if weekend else "fault_open_request"), spoken
    if turn.from_number is None:
        hidden = "fault_hidden_weekend" if weekend else "speak_hidden"
        return told, other, Say(hidden)
    return told, other, Say("fault_key_weekend" if weekend else "fault_key")


def _standing(context: Context) -> tuple[Say, ...]:
    """That a request of this number stands, and how; whoever calls knows of which."""
    if context.open_request is None:
        return ()
    return (Say("open_request_missed" if context.open_request.missed else "open_request"),)


def _last(turn: Turn, context: Context) -> tuple[Say, ...]:
    """The keys of this flow, and what the message should tell."""
    stands, hidden = context.open_request is not None, turn.from_number is None
    other = Say("menu_language", language=OTHER_LANGUAGE[turn.language])
    weekend = flow_of(turn, context) is Flow.WEEKEND
    if stands:
        keys = "open_request_weekend" if weekend else "open_request_keys"
        spoken = Say("standing_language", language=OTHER_LANGUAGE[turn.language])
        return Say(keys), spoken, Say("speak_freely")
    if weekend:
        return Say("menu_j_system"), other, speak(turn, context)
    if hidden and takes_code(turn, context.explanation):
        return Say("menu_code_hidden"), other, speak(turn, context)
    closed = () if _is_open(context) else (Say("closed_now"),)
    return *closed, other, speak(turn, context)


def _is_open(context: Context) -> bool:
    when = context.explanation
    return when.in_charge_standard <= when.at


def takes_code(turn: Turn, when: Explanation) -> bool:
    """Whether a code is taken by key: on weekdays, and on a holiday before which the week-end helps.

    Who hides the number is told of it before the beep, all others are asked after the message.
    """
    flow = turn.flow or when.flow
    before_weekend = flow is Flow.HOLIDAY and when.weekend_is_sooner
    return flow is Flow.WEEKDAY or before_weekend


def claim_j_system(turn: Turn, context: Context) -> Reply:
    """Who says to be a subscriber who is stuck is asked who they are, and then told when we call.

    Where all wait for the same opening, nothing depends on it, and when that is can be told at once.
    """
    asked = ask_code(turn).after(facts=(JSystemClaimed(),))
    if context.weekend is not None:
        return asked
    return asked.after(taken_in_charge(replace(turn, j_system=True), context))
