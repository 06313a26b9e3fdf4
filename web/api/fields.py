"""The kinds of field that a program may send, each with its limits; unknown fields are refused."""

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    StringConstraints,
)

# Controls, and the marks that turn the direction of what follows: neither shows, both deceive.
_MARKS = r"\u007f-\u009f\u202a-\u202e\u2066-\u2069"
LINE = rf"^[^\u0000-\u001f{_MARKS}]*$"
LINES = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_MARKS}]*$"
LINES_WITH_WORDS = rf"{LINES[:-1]}[^\s\u0000-\u001f{_MARKS}]{LINES[1:]}"

ID = 2**31 - 1  # the largest that a database of ours gives


class Body(BaseModel):
    """What a request holds: exact types, and nothing that we do not know."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


Line20 = Annotated[StrictStr, StringConstraints(max_length=20, pattern=LINE)]
Line40 = Annotated[StrictStr, StringConstraints(max_length=40, pattern=LINE)]
Line60 = Annotated[StrictStr, StringConstraints(max_length=60, pattern=LINE)]
Line120 = Annotated[StrictStr, StringConstraints(max_length=120, pattern=LINE)]
Line200 = Annotated[StrictStr, StringConstraints(max_length=200, pattern=LINE)]
Line254 = Annotated[StrictStr, StringConstraints(max_length=254, pattern=LINE)]
Line255 = Annotated[StrictStr, StringConstraints(max_length=255, pattern=LINE)]
Text1000 = Annotated[StrictStr, StringConstraints(max_length=1000, pattern=LINES)]
Text4000 = Annotated[StrictStr, StringConstraints(max_length=4000, pattern=LINES)]
Text10000 = Annotated[StrictStr, StringConstraints(max_length=10_000, pattern=LINES)]
Message = Annotated[
    StrictStr, StringConstraints(min_length=1, max_length=8000, pattern=LINES_WITH_WORDS)
]


def _written(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("expected a date and time such as 2026-11-24T09:00:00+01:00")
    return value


def _within_reason(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2100:  # beyond, arithmetic with offsets may fail
        raise ValueError("expected a year from 2000 to 2100")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_within_reason)]
Category = Literal["software", "hardware", "system", "commercial", "other"]
Urgency = Literal["blocking", "high", "normal", "low"]
Limit = Annotated[int, Field(ge=1, le=500)]
CallSid = Annotated[str, Field(pattern="^CA[0-9a-f]{32}$")]
RowId = Annotated[int, Field(ge=1, le=ID)]
