"""The groups of config.yaml as frozen values; config.yaml itself explains each key."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    StrictFloat,
    StrictInt,
    ValidationInfo,
    field_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from centralino.config.attribute_docstrings import attribute_docstrings
from centralino.config.database_url import DatabaseUrl
from centralino.config.field_types import (
    Count,
    Country,
    Day,
    File,
    Folder,
    LanguageCode,
    LanguageTag,
    Model,
    Money,
    Number,
    OpeningHours,
    PaymentLink,
    Percent,
    Province,
    PublicUrl,
    SoundPlace,
    Text,
    Timezone,
)
from rules.errors import BadInput
from rules.hours.schedule import Hours, provinces_of


class Section(BaseModel):
    """A group of keys: unknown ones are refused, and nothing changes once it is read."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Called by pydantic for the schema alone: what keys are said to be stands in the source."""
        schema = handler(core)
        keys = handler.resolve_ref_schema(schema).get("properties", {})
        for name, words in attribute_docstrings(cls).items():
            if name in keys:
                keys[name]["description"] = words
        return schema


def contradiction(expected: str, *within: str) -> PydanticCustomError:
    """An error for a value, or one within it, that is wrong only beside another one."""
    context = {"expected": expected, "within": within}
    return PydanticCustomError("contradiction", "{expected}", context)


class Service(Section):
    """What belongs to the whole service."""

    timezone: Timezone
    """Time zone in which hours, days and dates are meant."""
    public_url: PublicUrl | None = None
    """Address at which Twilio reaches this service; null takes each request's own."""


class Voice(Section):
    """How sentences sound in one language."""

    voice: Text
    """A voice that Twilio knows."""
    language: LanguageTag
    """The voice's language tag."""


class LineVoices(Section):
    """The voices of one line, by language."""

    it: Voice = Voice(voice="Polly.Bianca-Neural", language="it-IT")
    """The voice for Italian."""
    en: Voice = Voice(voice="Polly.Amy-Neural", language="en-GB")
    """The voice for English."""


class Line(Section):
    """One of the two telephone lines."""

    number: Number
    """The line's telephone number in E.164."""
    hours: OpeningHours
    """When its technicians are at work, in opening_hours syntax."""
    voices: LineVoices = LineVoices()
    """The voices in which this line speaks."""
    also: tuple[Number, ...] = ()
    """Our public numbers from which calls are sent on to this line."""


class Lines(Section):
    """Both telephone lines."""

    weekday: Line
    """The line of working days."""
    weekend: Line
    """The line of the week-end."""

    @property
    def numbers(self) -> frozenset[str]:
        """What callers dial (E.164), and what nobody calls from or can be called at."""
        both = (self.weekday, self.weekend)
        return frozenset(number for line in both for number in (line.number, *line.also))

    @field_validator("weekend")
    @classmethod
    def _another_number(cls, weekend: Line, info: ValidationInfo) -> Line:
        weekday: Line | None = info.data.get("weekday")
        if weekday and weekday.number == weekend.number:
            other = f"another number than that of lines.weekday ({weekday.number})"
            raise contradiction(other, "number")
        return weekend


def _check_country(country: str) -> None:
    try:
        Hours("UTC", weekday="24/7", weekend="24/7", country=country, province=None)
    except BadInput as error:
        raise ValueError(error) from error


def _province_of(country: str) -> str:
    known = provinces_of(country)
    if not known:
        return f"null, as no province of {country} is known"
    *others, last = known[:5]
    such = "VR" if "VR" in known else f"{', '.join(others)} or {last}" if others else last
    return f"a province of {country} such as {such}, or null"


class Holidays(Section):
    """The days on which nobody is at work."""

    country: Country
    """Country whose public holidays count, as a two-letter code."""
    province: Province | None
    """Province whose patron saint counts too."""
    extra: Mapping[Day, Text] = {}
    """Further days of closure with their reason."""
    working: tuple[Day, ...] = ()
    """Public holidays on which the desk works all the same."""

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        _check_country(country)
        return country

    @field_validator("province")
    @classmethod
    def _known_province(cls, province: str | None, info: ValidationInfo) -> str | None:
        country = info.data.get("country")  # none: it is wrong itself, and has been told
        if country and province is not None and province not in provinces_of(country):
            raise contradiction(_province_of(country))
        return province

    @field_validator("working")
    @classmethod
    def _not_closed_too(cls, working: tuple[date, ...], info: ValidationInfo) -> tuple[date, ...]:
        twice = sorted(set(working) & set(info.data.get("extra", {})))
        if twice:
            raise contradiction(f"no day that holidays.extra closes ({twice[0]})")
        return working

    @property
    def working_days(self) -> frozenset[date]:
        """The working holidays as a set."""
        return frozenset(self.working)


class Database(Section):
    """Where calls, tickets and callbacks are kept."""

    url: DatabaseUrl
    """The database's address."""
    url_file: File | None = None
    """File that holds the database's address."""


class Recordings(Section):
    """The callers' messages."""

    path: SoundPlace
    """Folder in which the recordings are kept, or an address such as s3://BUCKET/FOLDER."""
    keep_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 90
    """After how many days a recording is deleted here."""
    keep_texts_days: Annotated[StrictInt, Field(ge=1, le=3650)] = 730
    """After how many days a request that is over is erased."""
    max_seconds: Annotated[StrictInt, Field(ge=10, le=600)] = 90
    """How long a message may be."""

    @field_validator("keep_texts_days")
    @classmethod
    def _not_before_the_audio(cls, days: int, info: ValidationInfo) -> int:
        if days < info.data.get("keep_days", 0):
            raise contradiction(f"at least recordings.keep_days ({info.data['keep_days']})")
        return days


class Transcription(Section):
    """From the recording to its text."""

    engine: Literal["whisper", "faster-whisper"] = "whisper"
    """The speech recogniser."""
    model: Model = "base"
    """A model's official name, the path of a .pt file or folder, or demo."""
    language: LanguageCode | None = "it"
    """Language of the messages; null lets the model find it."""
    prompt: str = ""
    """Words of the trade, to make their spelling likelier."""
    models_path: Annotated[Folder, Field(validate_default=True)] = Path("var/models")
    """Folder of the models that are named."""
    threads: Annotated[StrictInt, Field(ge=1, le=256)] | None = None
    """Processor cores to use; null takes all."""
    nice: Annotated[StrictInt, Field(ge=0, le=19)] = 10
    """How much the recogniser yields to webhooks, as nice has it; 0 yields nothing."""

    @field_validator("language")
    @classmethod
    def _known_to_demo(cls, language: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("model") == "demo" and language != "it":
            raise contradiction("it, the one language that the demo model knows")
        return language


class Program(Section):
    """Leotron's own program, which opens tickets by itself."""

    join_hours: Annotated[StrictInt, Field(ge=0, le=72)] = 4
    """How long after a customer's call a report of the program joins its ticket, in hours."""
    requests_per_minute: Annotated[StrictInt, Field(ge=1, le=6000)] = 120
    """How many requests one bearer token may make."""


class Promised(Section):
    """The time by which callers are told that we call back."""

    confidence: Annotated[StrictFloat, Field(ge=0.5, le=0.99)] = 0.90
    """How many promises are to be kept, as a share."""
    technicians: Annotated[Count, Field(le=100)] = 2
    """Technicians on duty where no rota says otherwise."""
    warn_minutes: Annotated[StrictInt, Field(ge=0, le=240)] = 15
    """How many minutes of work before its time technicians are warned."""


class JSystem(Section):
    """The J-System module."""

    minutes_per_month: Annotated[StrictInt, Field(ge=0)]
    """Minutes of system work included in each month."""


class Costs(Section):
    """What work outside contract and J-System costs."""

    hourly: Money
    """One hour of work in euro, without VAT."""
    vat_percent: Percent
    """VAT, in per cent."""
    minimum_minutes: Annotated[StrictInt, Field(ge=0, le=480)]
    """The least that is charged, in minutes."""
    payment_link: PaymentLink | None = None
    """Where customers can pay."""
