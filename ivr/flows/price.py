"""The price before the message, to whoever may have to pay it.

It is said to all in the same words, so that it tells nobody what contract a caller has.
"""

from ivr.flows.context import Context
from ivr.flows.price_sentence import sentence
from ivr.flows.record_message import message
from ivr.flows.reply import Ask, GoTo, PriceAgreed, PriceTold, Reply, Say, Step
from ivr.flows.weekend_answer import refusal
from ivr.turn import Turn


def price_then_message(turn: Turn, context: Context) -> Reply:
    """Ask whether the price is agreed to; silence leaves that to the technician."""
    if context.price is None or turn.price_told or turn.kept_sid or turn.is_adding:
        return message(turn, context)
    told = (*refusal(turn, context), sentence(context.price, turn.language))
    ask = Ask((*told, Say("price_key")), Step.PRICE)
    return Reply((ask, GoTo(Step.MESSAGE)), (PriceTold(),))


def price(turn: Turn, context: Context) -> Reply:
    """1 agrees, and is kept with the very words; any other key is left to the technician too."""
    if turn.digits != "1" or context.price is None:
        return message(turn, context)
    agreed = PriceAgreed(sentence(context.price, turn.language), context.price.first_hour)
    return message(turn, context).after(Say("price_agreed"), facts=(agreed,))
