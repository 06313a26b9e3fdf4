"""The published price as it is spoken, in the same words to all."""

from ivr.flows.context import Price
from ivr.flows.reply import Say
from rules.billing.costs import spoken_euro

MINUTES = {"it": "{} minuti", "en": "{} minutes"}
AN_HOUR = {"it": "un'ora", "en": "one hour"}


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
