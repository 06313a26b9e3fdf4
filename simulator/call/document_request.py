"""A document that a call asks for, and where it is told of: what a REST request or a verb names."""

from dataclasses import dataclass

from simulator.wire.params import Form


@dataclass(frozen=True)
class Request:
    """A document to fetch, with what its verb adds to the standard parameters."""

    kind: str
    url: str
    method: str = "POST"
    form: Form = ()
    twiml: str | None = None  # given in a REST request instead of a URL


@dataclass(frozen=True)
class Hooks:
    """Where a leg is told of; with `events` None, a number's callback, only its end is."""

    fallback_url: str = ""
    fallback_method: str = "POST"
    status_url: str = ""
    status_method: str = "POST"
    events: frozenset[str] | None = None
    kind: str = "status"
