"""What a step knows beside the webhook itself."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from rules.entitlement.weekend_gate import WeekendGate
from rules.hours.schedule import Explanation
from rules.tickets.known_fault import Heard
from rules.tickets.repeat_calls import OpenRequest

Line = Literal["weekday", "weekend"]


@dataclass(frozen=True)
class Price:
    """What an intervention costs that no contract pays."""

    hourly: Decimal  # euro, without VAT
    first_hour: Decimal  # the least that is charged, with VAT
    minimum_minutes: int


@dataclass(frozen=True)
class Understood:
    """What a message was understood to ask for."""

    number: str | None  # at which the caller will be rung, E.164
    matter: str | None


@dataclass(frozen=True)
class Context:
    """Facts that the caller's edge looked up before asking a step."""

    explanation: Explanation  # of this instant, for both lines
    line: Line | None  # which of our numbers was dialled
    ticket_number: str | None  # None as long as there is no ticket
    promised_at: datetime | None  # by when we call back; None when nothing can be promised
    agreed_at: datetime | None  # or the hour that was agreed on, which is to come
    code_known: bool | None  # whether turn.digits is a customer's code; None when not looked up
    open_request: OpenRequest | None  # a request of this caller that is not finished yet
    proven: OpenRequest | None  # the request that the digits just keyed prove to be the caller's
    price: Price | None  # what the caller should hear of it after the message, if anything
    recording_ready: bool  # whether turn.kept_sid can be played
    timezone: str
    max_seconds: int  # longest message
    keep_days: int  # how long a recording is kept
    weekend: WeekendGate | None = None  # whether the caller is helped at the week-end, once decided
    published: Price | None = None  # what work costs outside contract and J-System, for all alike
    is_listening: bool = False  # the recogniser is at work: the message is read within seconds
    is_read: bool = False  # nothing more is to be waited for: the text is there, or none comes
    understood: Understood | None = None  # what was understood of it; None where nobody spoke
    ours: frozenset[str] = frozenset()  # our own numbers (E.164), which nobody is rung at
    fault: Heard | None = None  # a known fault, of which callers hear before the beep
    times: tuple[datetime, ...] = ()  # from which the caller may be rung in the place of soon
    asks_code: bool = False  # whether a code would tell who calls, once the message is there
