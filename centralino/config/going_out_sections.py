"""The groups of config.yaml about what goes out to other programs."""

import ipaddress
from typing import Annotated

from pydantic import AfterValidator, Field, StrictFloat

from centralino.config.field_types import Expected
from centralino.config.sections import Section
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
