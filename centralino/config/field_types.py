"""Field types of the configuration, each with the words that tell what is expected."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    PlainValidator,
    SecretStr,
    StrictFloat,
    StrictInt,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from rules import phone_numbers
from rules.client_address import is_this_machine
from rules.errors import BadInput
from rules.hours.schedule import Hours
from store.recording_files import Bucket, Place, place_of
from transcription.models import Settings, choose

DAY = "a day such as 2026-12-24"


@dataclass(frozen=True)
class Expected:
    """What a key wants, as a message says it after "expected"."""

    words: str


def _number(text: str) -> str:
    if phone_numbers.parse_number(text) != text:
        raise ValueError
    return text


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError from error
    return name


def _hours(text: str) -> str:
    try:
        Hours("UTC", weekday=text, weekend=text)
    except BadInput as error:
        raise ValueError(error) from error
    return text


def _day(value: Any) -> Any:
    """Refuses what pydantic would take for a day: a count of seconds, or an instant."""
    if isinstance(value, datetime) or not isinstance(value, date | str):
        raise ValueError
    return value


def _within_root(path: Path, info: ValidationInfo) -> Path:
    """The path from the configuration's own folder, wherever the command was typed."""
    root: Path = (info.context or {}).get("root", Path())
    return root / path.expanduser()


def _model(text: str, info: ValidationInfo) -> str:
    """A name that is known, or the path of a file, which need be there only where it is loaded."""
    if "/" in text or text.endswith(".pt"):
        return str(_within_root(Path(text), info))
    try:
        choose(Settings(model=text, models_path=Path()))
    except BadInput as error:
        raise ValueError from error
    return text


def _public_url(text: str) -> str:
    parts = urlsplit(text)
    host = parts.hostname or ""
    is_here = is_this_machine(host) or host.endswith(".localhost")  # RFC 6761, 6.3
    secure = parts.scheme == "https" or (parts.scheme == "http" and is_here)
    if not secure or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError
    if parts.path.strip("/"):  # the addresses that we give to Twilio begin at the root
        raise ValueError
    return text.rstrip("/")


def _payment_link(text: str) -> str:
    parts = urlsplit(text)
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= 100
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not plain:
        raise ValueError
    return text


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or "@" in parts.netloc:
        raise ValueError
    return text.rstrip("/")


def _not_bool(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise ValueError
    return value


Text = Annotated[str, StringConstraints(min_length=1), Expected("text")]
Timezone = Annotated[str, AfterValidator(_zone), Expected("a time zone such as Europe/Rome")]
Number = Annotated[
    str,
    AfterValidator(_number),
    Expected('a telephone number in E.164 and quotation marks, such as "+390455117067"'),
]
OpeningHours = Annotated[
    str, AfterValidator(_hours), Expected("hours such as Mo-Fr 09:15-12:45,14:45-18:15")
]
Country = Annotated[str, Expected("the code of a country that is known, such as IT")]
Province = Annotated[str, Expected("a province such as VR")]
Day = Annotated[date, BeforeValidator(_day), Expected(DAY)]
Folder = Annotated[Path, AfterValidator(_within_root), Expected("the path of a folder")]


def _sounds(text: Any, info: ValidationInfo) -> Place:
    if not isinstance(text, str | Path) or not str(text):
        raise ValueError
    place = place_of(str(text))
    return place if isinstance(place, Bucket) else _within_root(place, info)


SoundPlace = Annotated[
    Place,
    PlainValidator(_sounds),
    PlainSerializer(str),
    WithJsonSchema({"type": "string"}),
    Expected("the path of a folder, or an address such as s3://BUCKET/FOLDER"),
]
File = Annotated[Path, AfterValidator(_within_root), Expected("the path of a file")]
PublicUrl = Annotated[
    str,
    AfterValidator(_public_url),
    Expected(
        "an address without a path such as https://assistenza.example.it"
        " (http for this machine alone)"
    ),
]
PaymentLink = Annotated[
    str,
    AfterValidator(_payment_link),
    Expected("an address of at most 100 characters such as https://paypal.me/example"),
]
Model = Annotated[
    str,
    AfterValidator(_model),
    Expected("demo, an official name such as small or large-v3, or the path of a .pt file"),
]
BaseUrl = Annotated[
    str, AfterValidator(_base_url), Expected("an address that begins with http:// or https://")
]
AccountSid = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^AC[0-9a-fA-F]{32}\Z")),
    Expected("an account SID: AC and 32 hexadecimal digits"),
]
KeySid = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^SK[0-9a-fA-F]{32}\Z")),
    Expected("an API key's SID: SK and 32 hexadecimal digits"),
]
LanguageCode = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^[a-z]{2,3}\Z")),
    Expected('a language such as "it"'),
]
LanguageTag = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})+\Z")),
    Expected("a language tag such as it-IT"),
]
Secret = Annotated[SecretStr, Expected("text")]
LongSecret = Annotated[SecretStr, Field(min_length=32), Expected("32 characters or more")]
Count = Annotated[StrictInt, Field(ge=1)]
Seconds = Annotated[StrictFloat, Field(gt=0, le=600)]
_Amount = Annotated[
    Decimal,
    BeforeValidator(_not_bool),
    Field(ge=0, max_digits=8, decimal_places=2),
    PlainSerializer(float, return_type=float),
]
Money = Annotated[
    _Amount,
    WithJsonSchema({"type": "number", "minimum": 0}),
    Expected("an amount such as 80.00"),
]
Percent = Annotated[
    _Amount,
    Field(le=100),
    WithJsonSchema({"type": "number", "minimum": 0, "maximum": 100}),
    Expected("an amount from 0 to 100, such as 22"),
]
