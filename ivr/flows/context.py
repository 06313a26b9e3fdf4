"""What a step knows beside the webhook itself."""

from dataclasses import dataclass
from typing import Literal

from desk.hours import Explanation

Line = Literal["weekday", "weekend"]


@dataclass(frozen=True)
class Context:
    """Facts that the caller's edge looked up before asking a step."""

    explanation: Explanation  # of this instant, for both lines
    line: Line | None  # which of our numbers was dialled
    ticket_number: str | None  # None as long as there is no ticket
    code_known: bool | None  # whether turn.digits is a customer's code; None when not looked up
    recording_ready: bool  # whether turn.kept_sid can be played
    timezone: str
    max_seconds: int  # longest message
    keep_days: int  # how long a recording is kept
