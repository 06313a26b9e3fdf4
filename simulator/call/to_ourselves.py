"""A call placed through REST to a number of the account's own: it comes in as a call of its own.

Twilio docs: Call resource. The document of the one who calls says what is spoken into the line.
"""

from xml.etree import ElementTree as ET

from simulator import sound
from simulator.call import walk
from simulator.call.document_request import Hooks, Request
from simulator.call.leg import Leg, Status
from simulator.call.phone_call import PhoneCall, StoryFailed
from simulator.state.numbers import Number

CHARACTERS_A_SECOND = 14


def hold(caller: Leg, number: Number, twiml: str) -> Status:
    """The whole call that comes in; how it ended."""
    leg = Leg(
        caller.exchange,
        from_number=caller.entry.from_number,
        to_number=caller.to_number,
        direction="inbound",
        at=caller.at,
        hooks=Hooks(
            fallback_url=number.voice_fallback_url,
            fallback_method=number.voice_fallback_method,
            status_url=number.status_callback,
            status_method=number.status_callback_method,
        ),
        status=Status.RINGING,
    )
    first = Request("voice", number.voice_url, number.voice_method)
    call = PhoneCall(leg, walk.hold(leg, first))
    words = " ".join(say.text or "" for say in ET.fromstring(twiml).iter("Say"))  # noqa: S314
    try:
        call.speaks(sound.tone(len(words) / CHARACTERS_A_SECOND))
    except StoryFailed:  # whoever calls hears no beep, and speaks into nothing
        leg.note("is not heard", words)
    call.finish()
    return leg.status
