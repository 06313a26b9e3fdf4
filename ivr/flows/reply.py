"""What a step answers: verbs for the caller and facts for us. A malformed one can't be built."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.flows.steps import AnyStep, Step, TechnicianStep
from rules.hours.schedule import Flow


def _require(condition: bool, text: str) -> None:
    if not condition:
        raise ValueError(text)


@dataclass(frozen=True)
class Say:
    """A sentence of prompts.yaml, in the caller's language unless another is named."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    language: str | None = None

    def __post_init__(self) -> None:
        _require(self.key in PLACEHOLDERS, f"no sentence is called {self.key!r}")
        wanted = PLACEHOLDERS[self.key]
        _require(
            wanted == self.values.keys(),
            f"{self.key}: expected values for {sorted(wanted)}, found {sorted(self.values)}",
        )


@dataclass(frozen=True)
class Play:
    """The caller's own message."""

    recording_sid: str


@dataclass(frozen=True)
class Pause:
    seconds: int

    def __post_init__(self) -> None:
        _require(1 <= self.seconds <= 10, "a pause takes 1 to 10 seconds")


@dataclass(frozen=True)
class Ask:
    """Keys are asked for; silence goes on with the verbs that follow.

    With one digit asked, # and * are keys like all others: no finish key.
    """

    says: tuple[Say, ...]
    then: AnyStep
    digits: int = 1  # ends when so many were pressed
    finish_on: str = ""  # or with this key
    timeout_s: int = 4  # or after so much silence
    attempt: int = 0

    def __post_init__(self) -> None:
        _require(bool(self.says), "something has to be asked")
        _require(isinstance(self.then, AnyStep), f"no step is called {self.then!r}")
        _require(1 <= self.digits <= 20, "1 to 20 keys may be asked for")
        _require(self.finish_on in ("", "#"), "the only finish key is #")
        _require(1 <= self.timeout_s <= 20, "a caller is waited for 1 to 20 seconds")


@dataclass(frozen=True)
class Record:
    """Beep and record; `then` answers what was recorded, the next verbs follow when nothing was."""

    then: Step
    max_seconds: int
    silence_s: int = 6
    attempt: int = 0

    def __post_init__(self) -> None:
        _require(isinstance(self.then, Step), f"no step is called {self.then!r}")
        _require(2 <= self.max_seconds <= 14400, "Twilio records 2 to 14400 seconds")
        _require(5 <= self.silence_s <= 8, "5 to 8 seconds of silence end a message")


@dataclass(frozen=True)
class GoTo:
    step: AnyStep
    attempt: int = 0

    def __post_init__(self) -> None:
        _require(isinstance(self.step, AnyStep), f"no step is called {self.step!r}")


@dataclass(frozen=True)
class HangUp:
    pass


@dataclass(frozen=True)
class Connect:
    """The end of what somebody hears who was rung: they are connected with whoever waits."""


@dataclass(frozen=True)
class Dial:
    """Ring the customer, or the technician, and connect them; `then` answers what became of it."""

    number: str  # E.164
    caller_id: str  # what they see: one of our numbers
    ring_s: int
    longest_s: int
    then: AnyStep = TechnicianStep.DIALLED
    screen: AnyStep | None = None  # what they hear before they are connected
    tells: AnyStep = TechnicianStep.CUSTOMER  # where Twilio tells of their leg
    detects: AnyStep | None = TechnicianStep.MACHINE  # None where a key says who picked up
    star: bool = True  # whether it ends the call of whoever is rung

    def __post_init__(self) -> None:
        _require(5 <= self.ring_s <= 600, "Twilio rings for 5 to 600 seconds")
        _require(60 <= self.longest_s <= 14400, "a conversation lasts 1 minute to 4 hours")


Verb = Say | Play | Pause | Ask | Record | Dial | GoTo | HangUp | Connect


@dataclass(frozen=True)
class CallBegan:
    flow: Flow


@dataclass(frozen=True)
class LanguageChosen:
    language: str


@dataclass(frozen=True)
class CodeGiven:
    code: str  # as keyed, known to us or not


@dataclass(frozen=True)
class JSystemClaimed:
    pass


@dataclass(frozen=True)
class OpenRequestTold:
    """The caller heard of the request that stands; they are not told twice."""


@dataclass(frozen=True)
class AboutChosen:
    about: str  # a ticket's id, or rules.tickets.repeat_calls.ANOTHER


@dataclass(frozen=True)
class RequestNamed:
    """A caller who shows no number proved the request to be theirs, by what was keyed."""

    ticket_id: int


@dataclass(frozen=True)
class RequestCancelled:
    ticket_id: int


@dataclass(frozen=True)
class PriceTold:
    """The caller heard the price; they are not asked twice."""


@dataclass(frozen=True)
class PriceAgreed:
    sentence: Say  # exactly what was agreed to
    total: Decimal  # euro for the first hour, with VAT


@dataclass(frozen=True)
class FaultEndAwaited:
    """The caller wants to be told of the end of a known fault, and no callback."""

    fault_id: int


@dataclass(frozen=True)
class MessageRecorded:
    recording_sid: str
    duration_s: int | None


@dataclass(frozen=True)
class MessageSuperseded:
    by: str  # the recording that counts from now on


@dataclass(frozen=True)
class NumberRead:
    """The caller hears which number we understood; who hangs up now has not said no."""

    number: str  # E.164


@dataclass(frozen=True)
class NumberRefused:
    """The number that was read back is not right."""


@dataclass(frozen=True)
class NumberKeyed:
    number: str  # E.164, checked


@dataclass(frozen=True)
class TimesOffered:
    """The caller hears the times that there are at that instant; a key means one of those."""

    at: datetime


@dataclass(frozen=True)
class TimeChosen:
    """The caller wishes to be rung from then on, and no sooner."""

    at: datetime
    words: str  # the same in Italian, for technicians


@dataclass(frozen=True)
class RemoteCodeGiven:
    code: str  # nine or ten digits


@dataclass(frozen=True)
class NothingRecorded:
    pass


@dataclass(frozen=True)
class MessageConfirmed:
    pass


Fact = (
    CallBegan
    | LanguageChosen
    | CodeGiven
    | JSystemClaimed
    | OpenRequestTold
    | AboutChosen
    | RequestNamed
    | RequestCancelled
    | PriceTold
    | PriceAgreed
    | FaultEndAwaited
    | MessageRecorded
    | MessageSuperseded
    | NumberRead
    | NumberRefused
    | NumberKeyed
    | TimesOffered
    | TimeChosen
    | RemoteCodeGiven
    | NothingRecorded
    | MessageConfirmed
)


@dataclass(frozen=True)
class Reply:
    """Verbs that end with hanging up, another step or connecting; none at all when nobody hears them."""

    verbs: tuple[Verb, ...]
    facts: tuple[Fact, ...] = ()

    def __post_init__(self) -> None:
        # So an Ask or a Record is followed by what happens on silence: Twilio hangs up at the end.
        ends = [isinstance(verb, GoTo | HangUp | Connect) for verb in self.verbs]
        _require(not any(ends[:-1]), "nothing can follow GoTo, HangUp and Connect")
        _require(not ends or ends[-1], "a reply ends with GoTo, HangUp or Connect")
        records = [isinstance(verb, Record) for verb in self.verbs]
        _require(sum(records) <= 1, "a reply records once")

    @property
    def heard(self) -> str:
        """The keys of its sentences in order, for the record of the call."""
        return " ".join(say.key for verb in self.verbs for say in _says(verb))

    def after(self, *says: Say, facts: tuple[Fact, ...] = ()) -> "Reply":
        """The same with these sentences said before and these facts added in front."""
        return Reply((*says, *self.verbs), (*facts, *self.facts))


def _says(verb: Verb) -> tuple[Say, ...]:
    if isinstance(verb, Ask):
        return verb.says
    return (verb,) if isinstance(verb, Say) else ()
