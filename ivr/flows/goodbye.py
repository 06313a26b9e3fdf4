"""The end of a call: the code of whoever is not known, another time to be called, goodbye."""

from datetime import datetime

from ivr.flows.context import Context
from ivr.flows.reply import Ask, GoTo, HangUp, Reply, Say, TimeChosen, TimesOffered
from ivr.flows.steps import Step
from ivr.flows.taken_in_charge import is_at_once
from ivr.turn import Turn
from rules.language.kept import kept_for
from rules.language.spoken import spoken_start
from rules.tickets.remote_code import LONGEST

LONGEST_CODE = 8
# The attempts of the last step say what was asked already.
LAST = 1  # the code
AFTER_TIME = 3  # and the time; at 2 all that there is to ask


def code_or_goodbye(turn: Turn, context: Context) -> Reply:
    """Ask for the code where it would tell who calls; silence says goodbye."""
    if not context.asks_code:
        return closing(turn, context)
    return ask_code_after(Say("code_after"))


def goodbye(turn: Turn, context: Context) -> Reply:
    """What follows the last question that was asked."""
    match turn.attempt:
        case 0:
            return code_or_goodbye(turn, context)
        case 1:  # LAST
            return closing(turn, context)
        case 3:  # AFTER_TIME
            return remote_or_last(turn, context)
    return last_words(turn, context)


def ask_code_after(says: Say, attempt: int = 0) -> Reply:
    """The code, when the message is there already."""
    ask = Ask((says,), Step.CODE, LONGEST_CODE, finish_on="#", attempt=attempt)
    return Reply((ask, GoTo(Step.GOODBYE, LAST)))


def closing(turn: Turn, context: Context) -> Reply:
    """Ask for another time than soon, where there are some and nobody has the request in hand."""
    if turn.is_adding or not context.times:
        return remote_or_last(turn, context)
    return _ask_time(turn, context)


def _ask_time(turn: Turn, context: Context, *before: Say, attempt: int = 0) -> Reply:
    """The times, as they are at this instant; silence leaves it at soon."""
    first, *more = (_from(at, turn.language, context) for at in context.times)
    values = {"first": first} | ({"second": more[0]} if more else {})
    times = Say("times_two" if more else "times_one", values)
    ask = Ask((*before, times), Step.TIME, attempt=attempt)
    offered = TimesOffered(
        turn.offered_at if attempt and turn.offered_at else context.explanation.at
    )
    return Reply((ask, GoTo(Step.GOODBYE, AFTER_TIME)), (offered,))


def time(turn: Turn, context: Context) -> Reply:
    """The key of a time puts the call off until then; any other is asked for once more.

    Whoever chose to be rung later needs no code for remote support now.
    """
    keys = {str(key): at for key, at in enumerate(context.times, start=1)}
    chosen = keys.get(turn.digits)
    if chosen is not None:
        told = Say("time_chosen", {"when": _from(chosen, turn.language, context)})
        fact = TimeChosen(chosen, _from(chosen, "it", context))
        return last_words(turn, context).after(told, facts=(fact,))
    if not context.times:
        return remote_or_last(turn, context).after(Say("time_too_late"))
    if turn.digits and turn.attempt == 0:
        return _ask_time(turn, context, Say("wrong_key"), attempt=1)
    return remote_or_last(turn, context)


def _from(at: datetime, language: str, context: Context) -> str:
    return spoken_start(at, context.explanation.at, language, context.timezone)


def remote_or_last(turn: Turn, context: Context) -> Reply:
    """Ask for the code of remote support, while somebody is at work who can use it."""
    if turn.is_adding or not is_at_once(turn, context):
        return last_words(turn, context)
    ask = Ask((Say("remote_code"),), Step.REMOTE, LONGEST, finish_on="#", timeout_s=3)
    return Reply((ask, GoTo(Step.GOODBYE, LAST + 1)))


def last_words(turn: Turn, context: Context) -> Reply:
    """For how long the message is kept, the short way for the next time, goodbye."""
    kept = Say("kept", {"days": kept_for(context.keep_days, turn.language)})
    return Reply((kept, Say("straight_to_the_beep"), Say("goodbye"), HangUp()))
