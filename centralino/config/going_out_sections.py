"""The groups of config.yaml about what goes out to other programs."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field, StrictFloat, model_validator

from centralino.config.field_types import BaseUrl, Expected, File, Secret, Text
from centralino.config.message_sections import Address
from centralino.config.sections import Section, contradiction
from rules.webhooks.addresses import Network


def _network(text: str) -> str:
    ipaddress.ip_network(text)
    return text


NetworkText = Annotated[
    str, AfterValidator(_network), Expected("a network such as 10.0.0.0/8 or fd00::/8")
]


class Webhooks(Section):
    """Signed messages to other programs about what happens to requests."""

    networks: tuple[NetworkText, ...] = ()
    """Networks of one's own whose machines may receive webhooks, also without TLS."""
    timeout_seconds: Annotated[StrictFloat, Field(gt=0, le=60)] = 10.0
    """How long a receiver may take to answer."""

    @property
    def allowed(self) -> tuple[Network, ...]:
        """The networks."""
        return tuple(ipaddress.ip_network(one) for one in self.networks)


class Zammad(Section):
    """A Zammad that is told of every request."""

    url: BaseUrl | None = None
    """Where it is, such as https://helpdesk.example.it; null tells none."""
    token: Secret | None = None
    """An access token with the right ticket.agent: from the environment or from a file."""
    token_file: File | None = None
    """File that holds the token."""
    group: Text = "Users"
    """The group in which requests are opened."""
    customer: Address | None = None
    """Whose requests are there of whom no e-mail address is known."""
    timeout_seconds: Annotated[StrictFloat, Field(gt=0, le=60)] = 15.0
    """How long it may take to answer."""

    @model_validator(mode="after")
    def _whole(self) -> "Zammad":
        if self.url and not self.token:
            raise contradiction("an access token, since there is a url", "token")
        if self.url and not self.customer:
            raise contradiction("an e-mail address, since there is a url", "customer")
        return self


class Helpdesk(Section):
    """Another helpdesk, which is told of every request."""

    zammad: Zammad = Zammad()
    """Zammad, by its REST API."""
