"""Somebody who can be rung, by <Dial> or through REST, and what they do then."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from simulator.state.script import ScriptAct

EXTRA_RING_S = 5.0  # Twilio adds about so much to a timeout for ringing


class Answers(StrEnum):
    """How a ringing telephone is answered, if at all."""

    PERSON = "person"
    MACHINE = "machine"  # a voicemail that picks up, speaks, and presses nothing
    FAX = "fax"
    BUSY = "busy"
    NEVER = "never"
    UNREACHABLE = "unreachable"


PICKED_UP = frozenset({Answers.PERSON, Answers.MACHINE, Answers.FAX})


@dataclass(frozen=True)
class Subscriber:
    """`rings_s` until they answer, `script` what they do then, `talks_s` how long they talk once
    they are connected with somebody."""

    number: str
    answers: Answers = Answers.PERSON
    rings_s: float = 6.0
    script: Sequence[ScriptAct] = ()
    talks_s: float = 30.0

    @property
    def picks_up(self) -> bool:
        return self.answers in PICKED_UP

    def detected(self, *, to_message_end: bool) -> str:
        """What detection says of them. Twilio docs: Answering Machine Detection."""
        machine = "machine_end_beep" if to_message_end else "machine_start"
        return {Answers.MACHINE: machine, Answers.FAX: "fax"}.get(self.answers, "human")


def nobody(number: str) -> Subscriber:
    """Whoever has not been told of: a telephone that rings and is never answered."""
    return Subscriber(number, Answers.NEVER)
