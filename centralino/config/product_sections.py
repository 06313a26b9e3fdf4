"""The groups of config.yaml about what is covered, and who answers commercial requests."""

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from centralino.config.field_types import Expected, Text
from centralino.config.message_sections import Address
from centralino.config.sections import Section
from rules.entitlement.versions import version_of


def _version(text: str) -> str:
    if version_of(text) is None:
        raise ValueError
    return text


Version = Annotated[
    str,
    StringConstraints(pattern=re.compile(r"^[0-9A-Za-z .,_-]{1,40}\Z")),
    AfterValidator(_version),
    Expected('a version in quotation marks, such as "11.4.2"'),
]
OURS: Mapping[str, str | None] = {"J2K": None}
Products = Mapping[Text, Version | None]


class Supported(Section):
    """What our programs are supported on, as our site lists it."""

    hardware: tuple[Text, ...] = ()
    """Equipment."""
    systems: tuple[Text, ...] = ()
    """Operating systems."""
    peripherals: tuple[Text, ...] = ()
    """Printers, scanners and the like."""


class AccountManager(Section):
    """Who answers commercial requests of customers without an account manager of their own."""

    name: Text | None = None
    """As customers read it."""
    email: Address | None = None
    """To which each commercial request is sent."""
    phone: Text | None = None
    """As customers read it."""
