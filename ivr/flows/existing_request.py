"""A call about a request that stands: add to it, cancel it, or open another.

That a request stands is no secret to whoever calls from its number; nothing else of it is told.
"""

from dataclasses import replace

from ivr.flows.context import Context
from ivr.flows.price import price_then_message
from ivr.flows.reply import (
    AboutChosen,
    Ask,
    GoTo,
    HangUp,
    Reply,
    RequestCancelled,
    Say,
    StandingTold,
    Step,
)
from ivr.turn import Turn
from rules.language.spoken import spoken_digits
from rules.tickets.repeat_calls import ANOTHER, Standing
from rules.tickets.ticket import number_of


def beforehand(turn: Turn, context: Context) -> Reply:
    """What is to be heard before the beep: that a request stands, the price, and the way on."""
    if context.standing is None or turn.about or turn.kept_sid:
        return price_then_message(turn, context)
    return ask_about(turn, context.standing)


def ask_about(turn: Turn, standing: Standing, attempt: int = 0) -> Reply:
    """The three keys; silence goes on to the beep."""
    says = (
        *((Say("wrong_key"),) if attempt else (_of("standing", turn, standing),)),
        *((Say("standing_missed"),) if standing.missed and not attempt else ()),
        Say("standing_keys"),
    )
    ask = Ask(says, Step.ABOUT, attempt=attempt)
    return Reply((ask, GoTo(Step.MESSAGE)), (StandingTold(),))


def about(turn: Turn, context: Context) -> Reply:
    """1 adds to the request, 2 cancels it, 3 opens another."""
    standing = context.standing
    if standing is None:  # somebody has just finished it
        return price_then_message(turn, context)
    match turn.digits:
        case "1":
            return _choose(turn, context, str(standing.ticket_id))
        case "2":
            ask = Ask((_of("cancel", turn, standing),), Step.CANCEL)
            return Reply((ask, GoTo(Step.MESSAGE)))
        case "3":
            return _choose(turn, context, ANOTHER)
    if turn.digits and turn.attempt == 0:
        return ask_about(turn, standing, attempt=1)
    return price_then_message(turn, context)


def cancel(turn: Turn, context: Context) -> Reply:
    """The second 2 cancels; whatever else goes on to the beep, and the request stands."""
    standing = context.standing
    if standing is None or turn.digits != "2":
        return price_then_message(turn, context)
    says = (_of("cancelled", turn, standing), Say("goodbye"), HangUp())
    return Reply(says, (RequestCancelled(standing.ticket_id),))


def _choose(turn: Turn, context: Context, chosen: str) -> Reply:
    onwards = price_then_message(replace(turn, about=chosen), context)
    return onwards.after(facts=(AboutChosen(chosen),))


def _of(key: str, turn: Turn, standing: Standing) -> Say:
    number = spoken_digits(number_of(standing.ticket_id), turn.language)
    return Say(key, {"number": number})
