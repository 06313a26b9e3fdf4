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
from web.console.services import PREFIX, Desk

log = structlog.get_logger()

WANTED = "wanted"  # where one wanted to go, in the browser's session
UNKNOWN = "Nessuno qui entra con {}: chiedi a un responsabile di aggiungerti."


class Way:
    """The provider, reached when somebody first asks for it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @cached_property
    def client(self) -> Client:
        if self._desk.provider is None:
            abort(404)
        return Client(self._desk.provider)


def pages(desk: Desk) -> Pages:
    """/login/azienda and /login/azienda/rientro"""
    part, way = Pages("provider"), Way(desk)

    @part.page("/login/azienda", Who.ANYONE)
    def there() -> ResponseReturnValue:
        client = way.client
        session[WANTED] = inside(request.args.get("poi")) or PREFIX
        try:
            return client.send(_back(desk))
        except Refused as refused:
            return _refused(desk, refused)

    @part.page("/login/azienda/rientro", Who.ANYONE)
    def back() -> ResponseReturnValue:
        client = way.client
        wanted = session.pop(WANTED, None)
        try:
            identity = client.receive()
            user = _user(desk, identity)
        except Refused as refused:
            return _refused(desk, refused)
        sign_in_page.enter(desk, user, {}, desk.now())
        return redirect(inside(wanted) or PREFIX, 303)

    return part


def _back(desk: Desk) -> str:
    """Our address, as it is registered with the provider."""
    if desk.public_url is None:
        return url_for("provider.back", _external=True)
    return desk.public_url + url_for("provider.back")


def _user(desk: Desk, identity: Identity) -> User:
    with desk.sessions.begin() as ledger:
        user = accounts.by_identity(ledger, identity.email, identity.subject)
    if user is None:
        raise Refused("nobody's identity", UNKNOWN.format(identity.email), 403)
    return user


def _refused(desk: Desk, refused: Refused) -> ResponseReturnValue:
    log.warning("sign in refused", why=str(refused), way="provider")
    form = sign_in_page.SignInForm(formdata=None)
    return sign_in_page.shown(desk, form, refused.status, refused.words)
