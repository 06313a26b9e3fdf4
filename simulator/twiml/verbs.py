"""TwiML verbs as values, with Twilio's defaults already in them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Say:
    text: str
    voice: str
    language: str
    loop: int


@dataclass(frozen=True)
class Play:
    url: str
    loop: int
    digits: str


@dataclass(frozen=True)
class Pause:
    length: int


@dataclass(frozen=True)
class Redirect:
    url: str
    method: str


@dataclass(frozen=True)
class Hangup:
    pass


@dataclass(frozen=True)
class Reject:
    reason: str


@dataclass(frozen=True)
class Gather:
    prompts: tuple[Say | Play | Pause, ...]
    keys: bool
    speech: bool
    action: str | None  # None: the current document
    method: str
    timeout: int
    finish_on_key: str  # empty: no key ends it
    num_digits: int | None
    speech_timeout: float
    action_on_empty: bool
    language: str


@dataclass(frozen=True)
class Record:
    action: str | None
    method: str
    timeout: int  # 0: silence never ends it
    finish_on_key: str
    max_length: int
    beep: bool
    trim: bool
    callback: str | None
    callback_method: str
    callback_events: frozenset[str]


@dataclass(frozen=True)
class Callee:
    """A <Number>, or the plain number of a <Dial>."""

    number: str
    url: str | None
    method: str
    status_callback: str | None
    status_callback_method: str
    status_events: frozenset[str]
    machine_detection: str  # Enable, DetectMessageEnd, or empty
    amd_callback: str | None
    amd_callback_method: str


@dataclass(frozen=True)
class Dial:
    callees: tuple[Callee, ...]
    action: str | None
    method: str
    timeout: int
    time_limit: int
    caller_id: str | None
    answer_on_bridge: bool
    sequential: bool
    hangup_on_star: bool


Verb = Say | Play | Pause | Redirect | Hangup | Reject | Gather | Record | Dial
