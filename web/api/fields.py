"""The kinds of field that a program may send, each with its limits; unknown fields are refused."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictStr,
    StringConstraints,
    WithJsonSchema,
)

from rules.customers import cell_rules

# As the document says it; whoever breaks it is told in words. Controls, and the marks that turn the
# direction of what follows: neither shows, both deceive.
_MARKS = r"\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069"
_UNSEEN = r"\u00ad\u034f\u115f\u1160\u200b-\u200d\u2060-\u2064\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0"
_LINE = rf"^[^\u0000-\u001f{_MARKS}]*$"
_LINES = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f{_MARKS}]*$"
_LINES_WITH_WORDS = rf"{_LINES[:-1]}[^\s\u0000-\u001f{_MARKS}{_UNSEEN}]{_LINES[1:]}"

_CALL_SID = "^CA[0-9a-f]{32}$"

ID = 2**31 - 1  # the largest that a database of ours gives


class Body(BaseModel):
    """What a request holds: exact types, and nothing that we do not know."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


def _one_line(text: str) -> str:
    if control := cell_rules.first_control(text):
        raise ValueError(f"expected one line of text without control characters, found {control}")
    return cell_rules.tidy(text)


def _lines(text: str) -> str:
    if control := cell_rules.first_control(text, besides="\r\n\t"):
        raise ValueError(f"expected text without control characters, found {control}")
    return cell_rules.tidy(text)


def _with_words(text: str) -> str:
    if not text:
        raise ValueError("expected some words, found nothing that shows")
    return text


def _told(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": pattern})


_line, _line_told = AfterValidator(_one_line), _told(_LINE)


def line(longest: int) -> Any:
    """The type of a text of one line."""
    return Annotated[StrictStr, StringConstraints(max_length=longest), _line, _line_told]


Line40 = Annotated[StrictStr, StringConstraints(max_length=40), _line, _line_told]
Line60 = Annotated[StrictStr, StringConstraints(max_length=60), _line, _line_told]
Line120 = Annotated[StrictStr, StringConstraints(max_length=120), _line, _line_told]
Line200 = Annotated[StrictStr, StringConstraints(max_length=200), _line, _line_told]
Line254 = Annotated[StrictStr, StringConstraints(max_length=254), _line, _line_told]
Line255 = Annotated[StrictStr, StringConstraints(max_length=255), _line, _line_told]

# An empty one is none, as programs with a form send it.
EmailOrNone = Annotated[
    Line254 | None,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "email", "maxLength": 254},
                {"type": "string", "maxLength": 0},
                {"type": "null"},
            ]
        }
    ),
]

_text, _lines_told = AfterValidator(_lines), _told(_LINES)
Text1000 = Annotated[StrictStr, StringConstraints(max_length=1000), _text, _lines_told]
Text4000 = Annotated[StrictStr, StringConstraints(max_length=4000), _text, _lines_told]


def lines(longest: int) -> Any:
    """The type of a text of several lines."""
    return Annotated[StrictStr, StringConstraints(max_length=longest), _text, _lines_told]


Message = Annotated[
    StrictStr,
    StringConstraints(min_length=1, max_length=8000),
    _text,
    AfterValidator(_with_words),
    _told(_LINES_WITH_WORDS),
]

# Of a person, into a history: as long as the console lets them be.
Note = Annotated[
    StrictStr,
    StringConstraints(min_length=1, max_length=1000),
    _text,
    AfterValidator(_with_words),
    _told(_LINES_WITH_WORDS),
]


def _written(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError("expected a date and time such as 2026-11-24T09:00:00+01:00")
    return value


def _call_sid(text: str) -> str:
    if not re.fullmatch(_CALL_SID, text):
        raise ValueError("expected the SID of a call: CA and 32 of the signs 0 to 9 and a to f")
    return text


def _within_reason(at: datetime) -> datetime:
    if not 2000 <= at.year <= 2100:  # beyond, arithmetic with offsets may fail
        raise ValueError("expected a year from 2000 to 2100")
    return at.astimezone(UTC)


Instant = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_within_reason)]
# Of any year: what reads it says which years it knows.
AnyInstant = Annotated[AwareDatetime, BeforeValidator(_written)]
Category = Literal["software", "hardware", "system", "commercial", "other"]
Urgency = Literal["blocking", "high", "normal", "low"]
Limit = Annotated[int, Field(ge=1, le=500, description="How many on a page.")]
CallSid = Annotated[str, AfterValidator(_call_sid), _told(_CALL_SID)]
RowId = Annotated[int, Field(ge=1, le=ID)]


Search = Annotated[
    Line120 | None,
    Field(
        description="Looked for everywhere and in every state: the number of a request, (a part of) a "
        "telephone number, a customer's code or name, words that were said or written, by their "
        "beginnings and stems, with accents or without."
    ),
]
