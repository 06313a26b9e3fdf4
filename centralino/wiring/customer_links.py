"""The links that open a customer's own request, as configured."""

from centralino.config.settings import Settings
from centralino.wiring.web_secret import web_secret
from web.form.links import Links


def links(settings: Settings) -> Links:
    """Makes the links that customers get: `links(settings).link_for(ticket_id)`.

    Without service.public_url they lead to this machine.
    """
    base = settings.service.public_url or f"http://{settings.web.host}:{settings.web.port}"
    return Links(web_secret(settings), base)
