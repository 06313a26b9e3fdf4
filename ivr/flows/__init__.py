"""The conversation with a caller: pure steps, each from what is known to a Reply.

Silence always leads on to the beep, and after the message to goodbye; a wrong key is asked once
more and then counts as silence; hanging up keeps whatever has come in.
"""

from collections.abc import Callable, Mapping

from ivr.flows.confirmation import sent
from ivr.flows.context import Context, Line, Price
from ivr.flows.customer_code import code
from ivr.flows.existing_request import about, add, beforehand, cancel, proof
from ivr.flows.fallback import fallback_reply
from ivr.flows.goodbye import goodbye, time
from ivr.flows.price import price
from ivr.flows.read_back import keyed, number, understood
from ivr.flows.record_message import beep, or_beep
from ivr.flows.recorded import recorded
from ivr.flows.remote_code import remote
from ivr.flows.reply import Reply
from ivr.flows.review import playback, review
from ivr.flows.steps import Step
from ivr.flows.welcome import incoming, menu
from ivr.turn import Turn

STEPS: Mapping[str, Callable[[Turn, Context], Reply]] = {
    Step.INCOMING: incoming,
    Step.MENU: or_beep(menu),
    Step.CODE: code,
    Step.ABOUT: or_beep(about),
    Step.CANCEL: or_beep(cancel),
    Step.PROOF: proof,
    Step.ADD: add,
    Step.MESSAGE: beforehand,
    Step.BEEP: beep,
    Step.RECORDED: recorded,
    Step.UNDERSTOOD: understood,
    Step.NUMBER: number,
    Step.KEYED: keyed,
    Step.REVIEW: review,
    Step.PLAYBACK: playback,
    Step.SENT: sent,
    Step.PRICE: price,
    Step.TIME: time,
    Step.REMOTE: remote,
    Step.GOODBYE: goodbye,
}

__all__ = ["STEPS", "Context", "Line", "Price", "Reply", "Step", "fallback_reply"]
