"""When a message left in this call is taken in charge, and how that is said."""

from datetime import datetime

from ivr.flows.context import Context
from ivr.turn import Turn
from rules.hours.schedule import Explanation, Flow
from rules.language.spoken import spoken_instant


def in_charge_at(turn: Turn, explanation: Explanation) -> datetime:
    """What the caller is told and what the ticket holds."""
    return explanation.in_charge(j_system=turn.j_system)


def is_at_once(turn: Turn, explanation: Explanation) -> bool:
    """Whether somebody is at work who takes it in charge now."""
    return in_charge_at(turn, explanation) <= explanation.at


def spoken_promise(turn: Turn, context: Context) -> str:
    """The instant of taking in charge as a person would say it, in the caller's language."""
    at = in_charge_at(turn, context.explanation)
    return spoken_instant(at, context.explanation.at, context.timezone, turn.language)


def flow_of(turn: Turn, context: Context) -> Flow:
    """The flow that the call began with, so that midnight changes nothing in mid-call."""
    return turn.flow or context.explanation.flow
