"""A call in which the customer is rung first: what they hear, and the technician who is then joined.

A mailbox is never joined, on either side: a key alone says that a person is there. Nothing of the
request is said to the customer, nor of the customer to the technician, before that key: whoever
picks up may be somebody else. Twilio performs a <Dial> with a tone of ringing, and no music of ours.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ivr.flows.bridged_call import NOTHING, WAIT_S, Answer, Asked, Leg
from ivr.flows.reply import Ask, Connect, Dial, HangUp, Reply, Say
from ivr.flows.steps import FirstStep
from rules.callbacks.outbound_call import Facts, merged, were_connected
from rules.language.spoken import spoken_digits


@dataclass(frozen=True)
class CustomersCall:
    """What is known of the call when Twilio asks what to do next."""

    leg: Leg
    technician_phone: str  # E.164
    line: str  # of ours, that the technician sees
    known: Facts


def answered(call: CustomersCall, asked: Asked) -> Answer:  # noqa: ARG001 - as every step
    """Who rings, and the key that proves a person."""
    if not call.leg.is_wanted:
        return _says(call, "first_over"), NOTHING
    return _ask(call, "first_greeting", "first_again"), NOTHING


def accepted(call: CustomersCall, asked: Asked) -> Answer:
    """After 1 the technician is rung; whoever presses nothing is not kept."""
    if not call.leg.is_wanted:
        return _says(call, "first_over"), NOTHING
    if asked.digits != "1":
        return (_ask(call, "first_again") if asked.attempt == 0 else _goodbye(call)), NOTHING
    dial = Dial(
        call.technician_phone,
        call.line,
        call.leg.ring_s,
        call.leg.longest_s,
        then=FirstStep.DIALLED,
        screen=FirstStep.SCREEN,
        tells=FirstStep.TECHNICIAN,
        detects=None,
        star=False,
    )
    joining = Say("first_joining", language=call.leg.language)
    return Reply((joining, dial, HangUp())), Facts(customer_there=True)


def dialled(call: CustomersCall, asked: Asked) -> Answer:
    """Whoever waited in vain is told so; a talk needs no word."""
    told = Facts(dial=asked.dial, bridged=asked.bridged, seconds=asked.seconds)
    if were_connected(merged(call.known, told)):
        return Reply((HangUp(),)), told
    return _says(call, "first_no_technician"), told


def screen(call: CustomersCall, asked: Asked) -> Answer:  # noqa: ARG001 - as every step
    """The technician hears of whom it is, and presses 1."""
    if not call.leg.is_wanted:
        return Reply((HangUp(),)), NOTHING
    number = spoken_digits(call.leg.ticket_number, "it")
    told = Say("first_technician", {"number": number})
    return Reply((Ask((told,), FirstStep.JOIN, timeout_s=WAIT_S), HangUp())), NOTHING


def join(call: CustomersCall, asked: Asked) -> Answer:
    """After 1 they are connected."""
    if asked.digits != "1" or not call.leg.is_wanted:
        return Reply((HangUp(),)), NOTHING
    return Reply((Connect(),)), Facts(accepted=True)


def broken() -> Reply:
    """Something of ours is broken: the customer hears that we call again."""
    return Reply((Say("first_over"), HangUp()))


def _ask(call: CustomersCall, *keys: str) -> Reply:
    """The key, and once more for whoever was slow or pressed nothing."""
    last = len(keys) - 1
    asks = [
        Ask(
            (Say(key, language=call.leg.language),),
            FirstStep.ACCEPTED,
            timeout_s=WAIT_S,
            attempt=int(len(keys) == 1 or at == last),
        )
        for at, key in enumerate(keys)
    ]
    return Reply((*asks, *_goodbye(call).verbs))


def _goodbye(call: CustomersCall) -> Reply:
    return _says(call, "first_goodbye")


def _says(call: CustomersCall, key: str) -> Reply:
    return Reply((Say(key, language=call.leg.language), HangUp()))


CUSTOMERS: Mapping[str, Callable[[CustomersCall, Asked], Answer]] = {
    FirstStep.ANSWERED: answered,
    FirstStep.ACCEPTED: accepted,
    FirstStep.DIALLED: dialled,
}
TECHNICIANS: Mapping[str, Callable[[CustomersCall, Asked], Answer]] = {
    FirstStep.SCREEN: screen,
    FirstStep.JOIN: join,
}
