"""Both legs of a call that we placed: how they stand, as Twilio knows them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Legs:
    """A call that we placed, and the one that it placed, if any."""

    status: str
    other_sid: str | None = None
    other_status: str | None = None
    other_seconds: int | None = None
