"""The price before the message, to whoever may have to pay it.

It is said to all in the same words, so that it tells nobody what contract a caller has.
"""

from ivr.flows.context import Context, Price
from ivr.flows.record_message import message
from ivr.flows.reply import Ask, GoTo, PriceAgreed, PriceTold, Reply, Say, Step
from ivr.turn import Turn
from rules.billing.costs import spoken_euro

MINUTES = {"it": "{} minuti", "en": "{} minutes"}
AN_HOUR = {"it": "un'ora", "en": "one hour"}


def price_then_message(turn: Turn, context: Context) -> Reply:
    """Ask whether the price is agreed to; silence leaves that to the technician."""
    if context.price is None or turn.price_told or turn.kept_sid or turn.is_adding:
        return message(turn, context)
    ask = Ask((sentence(context.price, turn.language), Say("price_key")), Step.PRICE)
    return Reply((ask, GoTo(Step.MESSAGE)), (PriceTold(),))


def price(turn: Turn, context: Context) -> Reply:
    """1 agrees, and is kept with the very words; any other key is left to the technician too."""
    if turn.digits != "1" or context.price is None:
        return message(turn, context)
    agreed = PriceAgreed(sentence(context.price, turn.language), context.price.first_hour)
    return message(turn, context).after(Say("price_agreed"), facts=(agreed,))


def sentence(price: Price, language: str) -> Say:
    """The published price as it is spoken."""
    minimum = AN_HOUR[language]
    if price.minimum_minutes != 60:
        minimum = MINUTES[language].format(price.minimum_minutes)
    values = {
        "hourly": spoken_euro(price.hourly, language),
        "minimum": minimum,
        "first": spoken_euro(price.first_hour, language),
    }
    return Say("price", values)
