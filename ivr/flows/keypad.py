"""The number at which the caller wants to be rung, by keypad."""

from ivr.flows.reply import Ask, Fact, GoTo, Reply, Say
from ivr.flows.steps import Step

LONGEST_NUMBER = 15  # digits, as E.164 has them


def ask_keypad(*before: Say, attempt: int = 0, facts: tuple[Fact, ...] = ()) -> Reply:
    """The number by keypad; silence leaves it to the technician."""
    says = (*before, Say("key_number"))
    ask = Ask(says, Step.KEYED, LONGEST_NUMBER, finish_on="#", timeout_s=6, attempt=attempt)
    return Reply((ask, GoTo(Step.SENT)), facts)
