"""What the API answers about a ticket's owner and messages, and what every answer is."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Written = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Answer(BaseModel):
    model_config = ConfigDict(extra="allow")


class TicketOwner(Answer):
    """Whose it is (in_hand, owned, queue, account_manager, nobody, over), and by name where one is."""

    whose: str
    name: str | None
    since: Written | None
    back_at: Written | None
    idle: bool


class TicketMessage(Answer):
    """A message to the customer: how far it came (delivery), and in Italian why it did not."""

    id: int
    about: str
    kind: str
    to: str
    delivery: str
    reason: str | None
    at: Written
    needs_person: bool


class TicketStretch(Answer):
    """From when to when, in seconds of the recording."""

    from_s: float
    to_s: float


class TicketTranscription(Answer):
    """How the text came to be; `not_understood` are the seconds of what it has no words for."""

    language: str | None
    confidence: float | None
    no_speech: bool
    flagged: list[object]
    not_understood: list[TicketStretch]
    model: str | None
