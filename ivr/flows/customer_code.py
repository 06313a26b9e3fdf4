"""The customer's code, keyed in.

It says who a caller claims to be, so nothing about a customer is ever spoken on its strength, but
that a request of theirs stands to whoever shows no number.
"""

from ivr.flows.context import Context
from ivr.flows.existing_request import ask_about, beforehand
from ivr.flows.goodbye import LONGEST_CODE, ask_code_after, closing
from ivr.flows.reply import Ask, CodeGiven, GoTo, Reply, RequestNamed, Say
from ivr.flows.steps import Step
from ivr.turn import Turn


def ask_code(turn: Turn, attempt: int = 0) -> Reply:
    """Ask for it, the second time because it was not found; silence goes on to the message.

    Whoever shows no number may key a request's number as well, and is told of that request.
    """
    first = Say("code" if turn.from_number else "code_or_request")
    says = (Say("code_unknown"),) if attempt else (first,)
    ask = Ask(says, Step.CODE, LONGEST_CODE, finish_on="#", timeout_s=6, attempt=attempt)
    return Reply((ask, GoTo(Step.MESSAGE)))


def code(turn: Turn, context: Context) -> Reply:
    """A code that we don't know is asked for once more, then kept as it was keyed."""
    if turn.kept_sid:
        return _afterwards(turn, context)
    if not turn.digits:
        return beforehand(turn, context)
    given = (CodeGiven(turn.digits),)
    if context.proven is not None:
        of_whom = given if context.code_known else ()
        told = ask_about(turn, context.proven)
        return told.after(facts=(*of_whom, RequestNamed(context.proven.ticket_id)))
    if _is_asked_again(turn, context):
        return ask_code(turn, attempt=1).after(facts=given)
    return beforehand(turn, context).after(facts=given)


def _afterwards(turn: Turn, context: Context) -> Reply:
    """The same when the message is there already."""
    if not turn.digits:
        return closing(turn, context)
    given = (CodeGiven(turn.digits),)
    if _is_asked_again(turn, context):
        return ask_code_after(Say("code_unknown"), attempt=1).after(facts=given)
    return closing(turn, context).after(facts=given)


def _is_asked_again(turn: Turn, context: Context) -> bool:
    return context.code_known is False and turn.attempt == 0
