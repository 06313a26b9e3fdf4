"""A telephone: what a test, a rehearsal or a person dials with.

phone = Phone(carrier, number="+393471234567")
call = phone.dial("+390455117067")
call.hears("lasci un messaggio").speaks("stampante.wav").press("#").hears("grazie").ends()

script = [Press("1", when="prema 1"), Speak("stampante.wav"), HangUp()]
result = phone.dial("+390455117067", script=script).finish()
"""

from collections.abc import Sequence
from dataclasses import dataclass

from simulator.call.phone_call import PhoneCall
from simulator.carrier import Carrier
from simulator.state.journal import CallEntry
from simulator.state.script import ScriptAct


@dataclass(frozen=True)
class Phone:
    """`number` is what arrives as From: E.164, or a hidden form such as anonymous."""

    carrier: Carrier
    number: str = "+393471234567"

    def dial(self, to: str, script: Sequence[ScriptAct] = ()) -> PhoneCall:
        """Rings a number of the account; the call stands at the first thing that it says."""
        return self.carrier.begin_call(self.number, to, script)

    def calls(self, to: str, *script: ScriptAct) -> CallEntry:
        """A whole call in one go, as the journal knows it afterwards."""
        return self.dial(to, script).finish()
