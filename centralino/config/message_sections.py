"""The group of config.yaml about words to customers: text messages and e-mail."""

import re
from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)

from centralino.config.field_types import Expected, File, Secret, Text
from centralino.config.sections import Section, contradiction
from rules import phone_numbers
from rules.email_addresses import parse_email

# https://www.twilio.com/docs/glossary/what-alphanumeric-sender-id
_IN_THE_HOUSE = re.compile(r"[!-?A-~]+@[A-Za-z0-9-]+")
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def _sender(text: str) -> str:
    if phone_numbers.parse_number(text) != text and not _SENDER_NAME.fullmatch(text):
        raise ValueError
    return text


SmsSender = Annotated[
    str,
    AfterValidator(_sender),
    Expected("a telephone number in E.164, or a name of 11 letters and digits at most"),
]
ClockTime = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^([01][0-9]|2[0-3]):[0-5][0-9]\Z")),
    Expected('a time of day in quotation marks, such as "21:00"'),
]


def _address(typed: str) -> str:
    """One of the rule that holds for customers, or of a machine in the house: root@localhost."""
    found = parse_email(typed)
    if found is None and not _IN_THE_HOUSE.fullmatch(typed):
        raise ValueError
    return found or typed


Address = Annotated[
    str,
    AfterValidator(_address),
    Expected("an e-mail address such as assistenza@example.it"),
]


def _country(code: str) -> str:
    if code not in phone_numbers.COUNTRIES:
        raise ValueError
    return code


Country = Annotated[
    str,
    AfterValidator(_country),
    Expected("a country as ISO 3166 writes it, such as IT"),
]


class Email(Section):
    """The mail server through which we send."""

    host: Text | None = None
    """The SMTP server's name; null sends no e-mail."""
    port: Annotated[StrictInt, Field(ge=1, le=65535)] = 587
    """The SMTP server's port."""
    tls: StrictBool = True
    """Whether the connection is encrypted with STARTTLS."""
    user: Text | None = None
    """With what name we sign in; null does not."""
    password: Secret | None = None
    """The password: from the environment or from a file."""
    password_file: File | None = None
    """File that holds the password."""
    sender: Address | None = None
    """In whose name e-mail goes out."""
    most_a_day: Annotated[StrictInt, Field(ge=1, le=1000)] = 20
    """How many e-mails one address gets in 24 hours, at most."""
    most_in_an_hour: Annotated[StrictInt, Field(ge=1, le=100_000)] = 120
    """How many go out to all customers in an hour, at most; half of them by the form."""
    most_in_a_day: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 600
    """The same in 24 hours."""

    @model_validator(mode="after")
    def _whole(self) -> "Email":
        if self.host and not self.sender:
            raise contradiction("an address to send from, since there is a host", "sender")
        if self.user and not self.tls:
            raise contradiction("true, since a password must not travel openly", "tls")
        return self


class Messages(Section):
    """Words to customers, by SMS and e-mail."""

    sms: StrictBool = False
    """Whether text messages are sent."""
    sms_from: SmsSender | None = None
    """The number or name that sends them; null is the number of the working days' line."""
    quiet_from: ClockTime = "21:00"
    """From when on no text message is sent."""
    quiet_to: ClockTime = "08:00"
    """Until when."""
    most_a_day: Annotated[StrictInt, Field(ge=1, le=100)] = 5
    """How many text messages one number gets in 24 hours, at most."""
    most_in_an_hour: Annotated[StrictInt, Field(ge=1, le=100_000)] = 60
    """How many go out to all customers in an hour, at most; half of them by the form."""
    most_in_a_day: Annotated[StrictInt, Field(ge=1, le=1_000_000)] = 300
    """The same in 24 hours."""
    countries: tuple[Country, ...] = ("IT",)
    """Countries to whose numbers text messages are sent."""
    email: Email = Email()
    """The mail server."""


Scheme = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^[a-z][a-z0-9]{1,19}\Z")),
    Expected("what an address of Apprise begins with, such as tgram"),
]


class Notices(Section):
    """Notices to technicians, beside the console, by services that they choose."""

    schemas: tuple[Scheme, ...] = (
        *("tgram", "slack", "workflows", "msteams"),
        *("ntfys", "gotifys", "mailtos", "discord"),
    )
    """What their addresses may begin with, as Apprise writes them."""
    most_an_hour: Annotated[StrictInt, Field(ge=1, le=1000)] = 30
    """How many notices one address gets in an hour, at most."""
