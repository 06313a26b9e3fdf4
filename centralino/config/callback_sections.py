"""The groups of config.yaml about calling customers back."""

from typing import Annotated, Literal

from pydantic import Field, StrictInt

from centralino.config.sections import Section


class Callbacks(Section):
    """How long we go on calling back."""

    max_attempts: Annotated[StrictInt, Field(ge=1, le=20)] = 4
    """How many times a customer is called."""
    wait_minutes: Annotated[
        tuple[Annotated[StrictInt, Field(ge=1, le=1440)], ...], Field(min_length=1)
    ] = (10, 30, 120)
    """Minutes to wait after each call without an answer."""


class Calling(Section):
    """Calls placed for technicians, their telephone first and then the customer's."""

    numbers: Annotated[tuple[Literal["fixed", "mobile"], ...], Field(min_length=1)] = (
        "fixed",
        "mobile",
    )
    """Kinds of Italian number that may be rung."""
    daily_cap: Annotated[StrictInt, Field(ge=0, le=10_000)] = 200
    """Calls placed in a day, of all technicians."""
    ring_seconds: Annotated[StrictInt, Field(ge=5, le=120)] = 25
    """How long each telephone rings."""
    longest_minutes: Annotated[StrictInt, Field(ge=1, le=240)] = 120
    """How long one conversation may last."""


class Alerts(Section):
    """Alerts of whoever is on call, when a J-System subscriber cannot work at the week-end."""

    wait_minutes: Annotated[StrictInt, Field(ge=1, le=120)] = 5
    """How long each person is waited for, before the next one is alerted."""
    again_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 15
    """How soon nobody is alerted a second time."""
