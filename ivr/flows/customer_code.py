"""The customer's code, keyed in.

It says who a caller claims to be, so nothing about a customer is ever spoken on its strength, but
that a request of theirs stands to whoever shows no number.
"""

from ivr.flows.context import Context
from ivr.flows.existing_request import ask_about, beforehand
from ivr.flows.reply import Ask, CodeGiven, GoTo, Reply, RequestNamed, Say, Step
from ivr.turn import Turn

LONGEST_CODE = 8


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
    if not turn.digits:
        return beforehand(turn, context)
    given = (CodeGiven(turn.digits),)
    if context.proven is not None:
        of_whom = given if context.code_known else ()
        told = ask_about(turn, context.proven)
        return told.after(facts=(*of_whom, RequestNamed(context.proven.ticket_id)))
    if context.code_known is False and turn.attempt == 0:
        return ask_code(turn, attempt=1).after(facts=given)
    return beforehand(turn, context).after(facts=given)
