"""The week-end gate's answer as a caller hears it, once, before the beep.

Who is refused hears the published sentence and the price in the same words as all the others who
are: they tell nobody what a customer has.
"""

from ivr.flows.context import Context
from ivr.flows.price_sentence import sentence
from ivr.flows.reply import Say
from ivr.flows.taken_in_charge import flow_of, spoken_promise, taken_in_charge
from ivr.turn import Turn
from rules.hours.schedule import Flow


def answer(turn: Turn, context: Context) -> tuple[Say, ...]:
    """What is said on the way to the beep; nothing to whoever has heard it by now."""
    gate = context.weekend
    if gate is not None and gate.is_open:
        told = context.greeted is not None and context.greeted.is_open
        return () if told else (taken_in_charge(turn, context),)
    if flow_of(turn, context) is not Flow.WEEKEND:
        return ()
    if not turn.j_system:
        return Say("j_system_only"), _in_charge(turn, context)
    if turn.price_told:
        return ()  # it was said before the price
    price = (sentence(context.published, turn.language),) if context.published else ()
    refused = refusal(turn, context)
    return (*refused, *price) if refused else ()


def is_let_in(turn: Turn, context: Context) -> bool:
    """Whether the caller claimed help by key, and gets it."""
    return turn.j_system and context.weekend is not None and context.weekend.is_open


def refusal(turn: Turn, context: Context) -> tuple[Say, ...]:
    """To whoever claimed help and is known to have none; they may leave a message all the same."""
    if context.weekend is None or context.weekend.is_open or not turn.j_system:
        return ()
    return Say("weekend_refused"), _in_charge(turn, context)


def _in_charge(turn: Turn, context: Context) -> Say:
    return Say("in_charge", {"when": spoken_promise(turn, context)})
