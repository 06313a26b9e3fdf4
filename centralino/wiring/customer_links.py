"""The links that open a customer's own request, as configured."""

from centralino.wiring.parts import Parts
from web.form.links import Links


def links(parts: Parts) -> Links:
    """Makes the links that customers get: `links(parts).link_for(ticket_id)`.

    Without service.public_url they lead to this machine.
    """
    web = parts.settings.web
    return Links(parts.secret, parts.public_url or f"http://{web.host}:{web.port}")
