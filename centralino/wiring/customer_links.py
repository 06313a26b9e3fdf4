"""The links that open a customer's own request, as configured."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from centralino.config.settings import Settings
from centralino.wiring.web_secret import web_secret
from store.models import Ticket
from web.request_links import Links

if TYPE_CHECKING:
    from centralino.wiring.parts import Parts


def links(parts: "Parts") -> Links:
    """Makes the links that customers get: `links(parts).link_for(ticket)`.

    Without service.public_url they lead to this machine.
    """
    web = parts.settings.web
    return Links(parts.secret, parts.public_url or f"http://{web.host}:{web.port}")


def link_for(settings: Settings) -> Callable[[Ticket], str] | None:
    """The link of a ticket, for whoever is told of it elsewhere; None where nobody could open it.

    The secret is looked up with the first link, and not before.
    """
    public = settings.service.public_url
    if public is None:
        return None
    made = cache(lambda: Links(web_secret(settings), public))
    return lambda ticket: made().link_for(ticket)
