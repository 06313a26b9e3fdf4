"""The groups of config.yaml about calling customers back."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool, StrictInt

from centralino.config.sections import Section


class Callbacks(Section):
    """How long we go on calling back."""

    max_attempts: Annotated[StrictInt, Field(ge=1, le=20)] = 4
    """How many times a customer is called."""
    wait_minutes: Annotated[
        tuple[Annotated[StrictInt, Field(ge=1, le=1440)], ...], Field(min_length=1)
    ] = (10, 30, 120)
    """Minutes to wait after each call without an answer."""
    escalate_after_hours: Annotated[StrictInt, Field(ge=1, le=400)] | None = 8
    """Hours of work without any work on a request in progress; null for never."""


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
    ask_whether_now: StrictBool = False
    """Whether customers who pick up may put the call off by key, before they are connected."""
    customer_first: StrictBool = False
    """Whether the console offers first to ring the customer before the technician who said to be ready."""


class Alerts(Section):
    """Alerts of whoever is on call, when a J-System subscriber cannot work at the week-end."""

    wait_minutes: Annotated[StrictInt, Field(ge=1, le=120)] = 5
    """How long each person is waited for, before the next one is alerted."""
    again_minutes: Annotated[StrictInt, Field(ge=1, le=1440)] = 15
    """How soon nobody is alerted a second time."""


Response = Annotated[StrictInt, Field(ge=1, le=9600)] | None


class ByUrgency(Section):
    """Response times of one kind of customer, in minutes of business time; null is none."""

    blocking: Response = None
    """When the customer cannot work."""
    high: Response = None
    """When it is urgent."""
    normal: Response = None
    """When nothing is said of it."""
    low: Response = None
    """When there is no hurry."""


class Sla(Section):
    """How soon customers are rung, by contract and urgency."""

    contract: ByUrgency = ByUrgency()
    """Requests that the contract pays for."""
    j_system: ByUrgency = ByUrgency()
    """Requests that J-System pays for."""
    other: ByUrgency = ByUrgency()
    """All other requests."""
    warn_minutes: Annotated[StrictInt, Field(ge=0, le=240)] = 15
    """How many minutes of business time before its end technicians are warned."""
