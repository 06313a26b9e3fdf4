"""A pretend Twilio that knows only Twilio's public contract.

It takes the place of the network and of Twilio's servers, never of our own code: telephones dial
it (`phone`), it fetches TwiML over signed HTTP and performs it (`carrier`), it answers the REST
requests of the unmodified twilio client (`rest`), and it writes down all that it did
(`state.journal`), which is the truth against which a lost call is measured.

It imports nothing of ours, so that it cannot share our mistakes. Facts about Twilio carry their
source as "Twilio docs: TITLE"; what those documents leave open is a named switch in `state.quirks`.
"""

from simulator.carrier import Carrier
from simulator.phone import Phone
from simulator.state.clock import RealClock, VirtualClock
from simulator.state.faults import Faults
from simulator.state.numbers import Number
from simulator.state.quirks import EmptyRecord, Quirks
from simulator.state.script import HangUp, Press, PressNow, Silence, Speak, Talk, Utter
from simulator.state.subscriber import Answers, Subscriber

__all__ = [
    "Answers",
    "Carrier",
    "EmptyRecord",
    "Faults",
    "HangUp",
    "Number",
    "Phone",
    "Press",
    "PressNow",
    "Quirks",
    "RealClock",
    "Silence",
    "Speak",
    "Subscriber",
    "Talk",
    "Utter",
    "VirtualClock",
]
