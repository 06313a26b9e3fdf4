"""The code for remote support, keyed at the end by whoever has one on the screen."""

from ivr.flows.context import Context
from ivr.flows.goodbye import LAST, last_words
from ivr.flows.reply import Ask, GoTo, RemoteCodeGiven, Reply, Say
from ivr.flows.steps import Step
from ivr.turn import Turn
from rules.tickets.remote_code import LONGEST, remote_code


def remote(turn: Turn, context: Context) -> Reply:
    """Nine or ten digits are kept; anything else is asked for once more."""
    if not turn.digits:
        return last_words(turn, context)
    code = remote_code(turn.digits)
    if code is not None:
        told = last_words(turn, context)
        return told.after(Say("remote_code_kept"), facts=(RemoteCodeGiven(code),))
    if turn.attempt == 0:
        ask = Ask((Say("remote_code_wrong"),), Step.REMOTE, LONGEST, finish_on="#", attempt=1)
        return Reply((ask, GoTo(Step.GOODBYE, LAST + 1)))
    return last_words(turn, context)
