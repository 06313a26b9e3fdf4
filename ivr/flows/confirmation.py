"""Confirmation and goodbye."""

from ivr.flows.context import Context
from ivr.flows.reply import HangUp, MessageConfirmed, Reply, Say
from ivr.flows.taken_in_charge import is_at_once, spoken_promise
from ivr.turn import Turn
from rules.language.spoken import spoken_digits, spoken_instant
from rules.language.spoken import spoken_promise as call_by


def sent(turn: Turn, context: Context) -> Reply:
    """The ticket's number digit by digit, when it is taken in charge, goodbye."""
    says = (*_receipt(turn, context), *_promise(turn, context), Say("goodbye"))
    return Reply((*says, HangUp()), (MessageConfirmed(),))


def _receipt(turn: Turn, context: Context) -> tuple[Say, ...]:
    if context.ticket_number is None:
        return (Say("sent"),)
    number = spoken_digits(context.ticket_number, turn.language)
    return Say("sent"), Say("ticket", {"number": number})


def _promise(turn: Turn, context: Context) -> tuple[Say, ...]:
    """When it is taken in charge, unless that is now; and by when we call, where that is known."""
    at_once = is_at_once(turn, context)
    start = () if at_once else (Say("in_charge", {"when": spoken_promise(turn, context)}),)
    now, zone = context.explanation.at, context.timezone
    if context.agreed_at is not None:
        when = spoken_instant(context.agreed_at, now, zone, turn.language)
        return (Say("call_agreed", {"when": when}),)
    if context.promised_at is None:
        return start or (Say("soon"),)
    return *start, Say("call_by", {"when": call_by(context.promised_at, now, turn.language, zone)})
