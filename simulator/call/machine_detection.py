"""Answering machine detection: who picked up, as Twilio hears it some seconds later.

Twilio docs: Answering Machine Detection. Of a leg that was placed through REST the document may
wait for it; of one that <Dial> rings it is always told apart from the call.
"""

from datetime import timedelta

from simulator.call.leg import Leg
from simulator.delivery.callbacks import schedule
from simulator.delivery.webhook import Hook
from simulator.state.subscriber import Subscriber
from simulator.wire.params import Form

AMD_S = 3.0


def detect(leg: Leg, callee: Subscriber, mode: str) -> Form:
    """What detection says of whoever answered the leg; `mode` is Enable or DetectMessageEnd."""
    leg.answered_by = callee.detected(to_message_end=mode == "DetectMessageEnd")
    milliseconds = str(round(AMD_S * 1000))
    return (("AnsweredBy", leg.answered_by), ("MachineDetectionDuration", milliseconds))


def tell_detected(leg: Leg, detected: Form, url: str, method: str) -> None:
    """Tell it to the callback, which knows neither numbers nor the call's status."""
    own = (("AccountSid", leg.exchange.account_sid), ("CallSid", leg.sid))
    hook = Hook("amd", url, method, (*own, *detected), leg.sid)
    schedule(leg.exchange, hook, leg.at + timedelta(seconds=AMD_S))
