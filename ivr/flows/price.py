"""The price after the message, to whoever may have to pay it.

It is said to all in the same words, so that it tells nobody what contract a caller has.
"""

from ivr.flows.context import Context
from ivr.flows.goodbye import code_or_goodbye
from ivr.flows.price_sentence import sentence
from ivr.flows.record_message import message
from ivr.flows.reply import Ask, GoTo, PriceAgreed, PriceTold, Reply, Say
from ivr.flows.steps import Step
from ivr.flows.weekend_answer import is_refused
from ivr.turn import Turn


def price_or_goodbye(turn: Turn, context: Context) -> Reply:
    """Ask whether the price is agreed to; silence leaves that to the technician."""
    if turn.price_told or turn.is_adding:
        return code_or_goodbye(turn, context)
    if context.price is not None:
        says = (sentence(context.price, turn.language), Say("price_key"))
        return Reply((Ask(says, Step.PRICE), GoTo(Step.GOODBYE)), (PriceTold(),))
    onwards = code_or_goodbye(turn, context)
    if context.published is not None and is_refused(turn, context):
        return onwards.after(sentence(context.published, turn.language), facts=(PriceTold(),))
    return onwards


def price(turn: Turn, context: Context) -> Reply:
    """1 agrees, and is kept with the very words; any other key is left to the technician too."""
    if turn.kept_sid is None:  # a call that was under way when the price moved behind the message
        return message(turn, context)
    onwards = code_or_goodbye(turn, context)
    if turn.digits != "1" or context.price is None:
        return onwards
    agreed = PriceAgreed(sentence(context.price, turn.language), context.price.first_hour)
    return onwards.after(Say("price_agreed"), facts=(agreed,))
