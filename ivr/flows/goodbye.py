"""The end of a call: the code of whoever is not known, what is left to be said, goodbye."""

from ivr.flows.context import Context
from ivr.flows.reply import Ask, GoTo, HangUp, Reply, Say
from ivr.flows.steps import Step
from ivr.flows.taken_in_charge import is_at_once
from ivr.turn import Turn
from rules.language.kept import kept_for
from rules.tickets.remote_code import LONGEST

LONGEST_CODE = 8
LAST = 1  # the attempt at which the code is not asked for any more


def code_or_goodbye(turn: Turn, context: Context) -> Reply:
    """Ask for the code where it would tell who calls; silence says goodbye."""
    if not context.asks_code:
        return closing(turn, context)
    return ask_code_after(Say("code_after"))


def goodbye(turn: Turn, context: Context) -> Reply:
    """What follows the last question that was asked."""
    if turn.attempt > LAST:
        return last_words(turn, context)
    if turn.attempt == LAST:
        return closing(turn, context)
    return code_or_goodbye(turn, context)


def ask_code_after(says: Say, attempt: int = 0) -> Reply:
    """The code, when the message is there already."""
    ask = Ask((says,), Step.CODE, LONGEST_CODE, finish_on="#", attempt=attempt)
    return Reply((ask, GoTo(Step.GOODBYE, LAST)))


def closing(turn: Turn, context: Context) -> Reply:
    """Ask for the code of remote support, while somebody is at work who can use it."""
    if turn.is_adding or not is_at_once(turn, context):
        return last_words(turn, context)
    ask = Ask((Say("remote_code"),), Step.REMOTE, LONGEST, finish_on="#", timeout_s=3)
    return Reply((ask, GoTo(Step.GOODBYE, LAST + 1)))


def last_words(turn: Turn, context: Context) -> Reply:
    """For how long the message is kept, the short way for the next time, goodbye."""
    kept = Say("kept", {"days": kept_for(context.keep_days, turn.language)})
    return Reply((kept, Say("straight_to_the_beep"), Say("goodbye"), HangUp()))
