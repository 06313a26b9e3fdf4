"""When a message left in this call is taken in charge, and how that is said."""

from datetime import datetime

from ivr.flows.context import Context
from ivr.flows.reply import Say
from ivr.turn import Turn
from rules.hours.schedule import Flow
from rules.language.spoken import spoken_instant


def is_helped(turn: Turn, context: Context) -> bool:
    """Whether the week-end's hours count: as the gate answered, else as the caller claims."""
    return context.weekend.is_open if context.weekend else turn.j_system


def in_charge_at(turn: Turn, context: Context) -> datetime:
    """What the caller is told and what the ticket holds."""
    return context.explanation.in_charge(j_system=is_helped(turn, context))


def is_at_once(turn: Turn, context: Context) -> bool:
    """Whether somebody is at work who takes it in charge now."""
    return in_charge_at(turn, context) <= context.explanation.at


def taken_in_charge(turn: Turn, context: Context) -> Say:
    """To whoever is helped at the week-end: at once, or when."""
    if is_at_once(turn, context):
        return Say("j_system_now")
    return Say("j_system_later", {"when": spoken_promise(turn, context)})


def in_charge(turn: Turn, context: Context) -> Say:
    """When it is taken in charge, to all others."""
    return Say("in_charge", {"when": spoken_promise(turn, context)})


def spoken_promise(turn: Turn, context: Context) -> str:
    """The instant of taking in charge as a person would say it, in the caller's language."""
    at = in_charge_at(turn, context)
    return spoken_instant(at, context.explanation.at, context.timezone, turn.language)


def flow_of(turn: Turn, context: Context) -> Flow:
    """The flow that the call began with, so that midnight changes nothing in mid-call."""
    return turn.flow or context.explanation.flow
