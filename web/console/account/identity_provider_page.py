"""Signing in through the company's provider: there, and back."""

from functools import cached_property

import structlog
from flask import abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue

from store.models import User
from store.staff import accounts
from web.console.account import sign_in_page
from web.console.identity_provider import Client, Identity, Refused
from web.console.pages import Pages, Who
from web.console.return_to import inside
from web.console.services import PREFIX, Services
from web.public_address import public_address

log = structlog.get_logger()

WANTED = "wanted"  # where one wanted to go, in the browser's session
UNKNOWN = "Nessuno qui entra con {}: chiedi a un responsabile di aggiungerti."


class Way:
    """The provider, reached when somebody first asks for it."""

    def __init__(self, services: Services) -> None:
        self._services = services

    @cached_property
    def client(self) -> Client:
        if self._services.provider is None:
            abort(404)
        return Client(self._services.provider)


def pages(services: Services) -> Pages:
    """/login/azienda and /login/azienda/rientro"""
    part, way = Pages("provider"), Way(services)

    @part.page("/login/azienda", Who.ANYONE)
    def there() -> ResponseReturnValue:
        client = way.client
        session[WANTED] = inside(request.args.get("poi")) or PREFIX
        try:
            return client.send(_back(services))
        except Refused as refused:
            return _refused(services, refused)

    @part.page("/login/azienda/rientro", Who.ANYONE)
    def back() -> ResponseReturnValue:
        client = way.client
        wanted = session.pop(WANTED, None)
        try:
            identity = client.receive()
            user = _user(services, identity)
        except Refused as refused:
            return _refused(services, refused)
        sign_in_page.enter(services, user, {}, services.now())
        return redirect(inside(wanted) or PREFIX, 303)

    return part


def _back(services: Services) -> str:
    """Our address, as it is registered with the provider."""
    return public_address(services.public_url, url_for("provider.back"))


def _user(services: Services, identity: Identity) -> User:
    with services.sessions.begin() as ledger:
        user = accounts.by_identity(ledger, identity.email, identity.subject)
    if user is None:
        raise Refused("nobody's identity", UNKNOWN.format(identity.email), 403)
    return user


def _refused(services: Services, refused: Refused) -> ResponseReturnValue:
    log.warning("sign in refused", why=str(refused), way="provider")
    form = sign_in_page.SignInForm(formdata=None)
    return sign_in_page.shown(services, form, refused.status, refused.words)
