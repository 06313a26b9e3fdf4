"""The week-end gate's answer as a caller hears it: before the beep only to whoever asked for it by key.

Who is refused hears the published sentence and the price in the same words as all the others who
are: they tell nobody what a customer has.
"""

from ivr.flows.context import Context
from ivr.flows.reply import Say
from ivr.flows.taken_in_charge import (
    flow_of,
    in_charge,
    is_at_once,
    taken_in_charge,
)
from ivr.turn import Turn
from rules.hours.schedule import Flow


def answer(turn: Turn, context: Context) -> tuple[Say, ...]:
    """What whoever claimed help by key hears before the beep."""
    if not turn.j_system or context.weekend is None:
        return ()  # where all wait for the same opening, it was told with the key
    if context.weekend.is_open:
        return (taken_in_charge(turn, context),)
    return Say("weekend_refused"), in_charge(turn, context)


def answer_afterwards(turn: Turn, context: Context) -> tuple[Say, ...]:
    """What whoever claimed nothing hears after the message."""
    if turn.j_system or turn.is_adding:
        return ()
    if context.weekend is not None and context.weekend.is_open:
        return (Say("j_system_now"),) if is_at_once(turn, context) else ()
    return (Say("j_system_only"),) if flow_of(turn, context) is Flow.WEEKEND else ()


def is_refused(turn: Turn, context: Context) -> bool:
    """Whether the caller claimed help by key, and is known to have none."""
    return turn.j_system and context.weekend is not None and not context.weekend.is_open
