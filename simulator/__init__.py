"""A pretend Twilio that knows only Twilio's public contract.

It takes the place of the network and of Twilio's servers, never of our own code: telephones dial
it (`phone`), it fetches TwiML over signed HTTP and performs it (`carrier`), it answers the REST
requests of the unmodified twilio client (`rest`), and it writes down all that it did
(`state.journal`), which is the truth against which a lost call is measured.

It imports nothing of ours, so that it cannot share our mistakes. Facts about Twilio carry their
source as "Twilio docs: TITLE"; what those documents leave open is a named switch in `state.quirks`.
Whoever asks for one part of it, as the configuration asks for the voices, loads no other.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_PLACES = {
    "simulator.carrier": ("Carrier",),
    "simulator.phone": ("Phone",),
    "simulator.state.clock": ("RealClock", "VirtualClock"),
    "simulator.state.faults": ("Faults",),
    "simulator.state.numbers": ("Number",),
    "simulator.state.quirks": ("EmptyRecord", "Quirks"),
    "simulator.state.script": (
        *("HangUp", "Press", "PressNow", "Silence"),
        *("Speak", "Talk", "Utter"),
    ),
    "simulator.state.subscriber": ("Answers", "Subscriber"),
}


def __getattr__(name: str) -> Any:
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(place), name)
    raise AttributeError(name)
