"""The confirmation: the ticket's number and when we call, then what could wait until now."""

from ivr.flows.context import Context
from ivr.flows.price import price_or_goodbye
from ivr.flows.reply import MessageConfirmed, Reply, Say
from ivr.flows.taken_in_charge import flow_of, in_charge, is_at_once
from ivr.flows.weekend_answer import answer_afterwards
from ivr.turn import Turn
from rules.hours.schedule import Flow
from rules.language.spoken import spoken_digits, spoken_instant
from rules.language.spoken import spoken_promise as call_by


def sent(turn: Turn, context: Context) -> Reply:
    """The ticket's number digit by digit, when it is taken in charge, what to do before we call."""
    says = (
        *_receipt(turn, context),
        *answer_afterwards(turn, context),
        *_promise(turn, context),
        *_other_line(turn, context),
        Say("safety_copy"),
    )
    return price_or_goodbye(turn, context).after(*says, facts=(MessageConfirmed(),))


def _receipt(turn: Turn, context: Context) -> tuple[Say, ...]:
    if context.ticket_number is None:
        return (Say("sent"),)
    number = spoken_digits(context.ticket_number, turn.language)
    return Say("sent"), Say("ticket", {"number": number})


def _promise(turn: Turn, context: Context) -> tuple[Say, ...]:
    """When it is taken in charge, unless that is now; and by when we call, where that is known."""
    start = () if is_at_once(turn, context) else _start(turn, context)
    now, zone = context.explanation.at, context.timezone
    if context.agreed_at is not None:
        when = spoken_instant(context.agreed_at, now, zone, turn.language)
        return (Say("call_agreed", {"when": when}),)
    if context.promised_at is None:
        return start or (Say("soon"),)
    return *start, Say("call_by", {"when": call_by(context.promised_at, now, turn.language, zone)})


def _start(turn: Turn, context: Context) -> tuple[Say, ...]:
    """When somebody will be here, with the holiday for which nobody is."""
    holiday = context.explanation.holiday
    start = in_charge(turn, context)
    if flow_of(turn, context) is Flow.HOLIDAY and holiday:
        return Say("closed_for", {"holiday": holiday}), start
    return (start,)


def _other_line(turn: Turn, context: Context) -> tuple[Say, ...]:
    """A kind word to whoever dialled the other of the two numbers."""
    match flow_of(turn, context), context.line:
        case Flow.WEEKEND, "weekday":
            return (Say("line_of_weekdays"),)
        case Flow.WEEKDAY, "weekend":
            return (Say("line_of_weekend"),)
    return ()
