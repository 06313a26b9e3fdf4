"""Who asks: the holder of a bearer token. Every route names the roles that it lets in."""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from apiflask import HTTPError, HTTPTokenAuth
from flask import request

from rules.staff.accounts import Role
from store import reading, tokens
from store.customers import installations
from store.models import ApiToken, Installation
from store.staff import accounts
from web.api.services import Services
from web.rate_limit import RateLimit, who_asks

PROGRAM = "installation"  # our program at a customer's: it sees that customer's tickets alone
STAFF = (Role.TECHNICIAN.value, Role.SUPERVISOR.value)
SUPERVISORS = (Role.SUPERVISOR.value,)
EVERYBODY = (PROGRAM, *STAFF)


@dataclass(frozen=True)
class Caller:
    """Who holds the token of a request."""

    role: str
    row_id: int  # of the user or the installation
    name: str
    customer_id: int | None = None  # whose program it is, and whose tickets alone it sees

    @property
    def key(self) -> str:
        """What tells callers apart."""
        return f"{'installation' if self.role == PROGRAM else 'user'}:{self.row_id}"

    @property
    def installation_id(self) -> int | None:
        return self.row_id if self.role == PROGRAM else None


Refusals = Callable[[Caller | None, int], None]


class BearerAuth(HTTPTokenAuth):
    """Counts by address whoever comes with no token, or with none that is good.

    A good token is served wherever it comes from: others may share its address.
    """

    def __init__(self, services: Services, description: str) -> None:
        super().__init__(description=description)
        self._now, self._proxies = services.now, services.proxies
        self._strangers = RateLimit(services.refused_per_minute)

    def authenticate(self, auth: Any, stored_password: Any) -> Caller | None:
        """Who asks; None for a stranger, which becomes a 401; raises a 429 for one too many."""
        caller: Caller | None = super().authenticate(auth, stored_password)
        if caller is None and not self._allows():
            raise _too_many(self._strangers)
        return caller

    def _allows(self) -> bool:
        return self._strangers.allows(who_asks(request, self._proxies), self._now())


def refusals_of(services: Services) -> Refusals:
    """What keeps with which status (HTTP) an installation was refused last, for supervisors to see.

    Once a minute for each: a program gone wild must not keep the ledger busy with that.
    """
    pace = RateLimit(1)

    def note(caller: Caller | None, status: int) -> None:
        if caller is None or caller.installation_id is None or not _is_refusal(status):
            return
        now, is_limit = services.now(), status == HTTPStatus.TOO_MANY_REQUESTS
        if pace.allows(f"{caller.key} {is_limit}", now):
            with services.sessions.begin() as session:
                installations.note_refusal(session, caller.row_id, status, now)

    return note


def bearer_auth(services: Services, refusals: Refusals) -> HTTPTokenAuth:
    """What checks a token, when it was last seen, and how often it comes."""
    words = "A token made by `centralino installations add` or `centralino users token`."
    auth = BearerAuth(services, words)
    pace = RateLimit(services.requests_per_minute)

    @auth.verify_token  # type: ignore[untyped-decorator]
    def verify(token: str) -> Caller | None:
        caller = _holder(services, token)
        if caller is not None and not pace.allows(caller.key, services.now()):
            refusals(caller, HTTPStatus.TOO_MANY_REQUESTS)
            raise _too_many(pace)
        return caller

    @auth.get_user_roles  # type: ignore[untyped-decorator]
    def roles(caller: Caller) -> str:
        return caller.role

    return auth


def caller_of(auth: HTTPTokenAuth) -> Caller:
    """Who asks, within a route that names roles."""
    caller = auth.current_user
    if not isinstance(caller, Caller):
        raise TypeError("expected a route with auth_required, found one without")
    return caller


def _is_refusal(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR


def _too_many(pace: RateLimit) -> HTTPError:
    wait = {"Retry-After": str(pace.seconds)}
    return HTTPError(HTTPStatus.TOO_MANY_REQUESTS, headers=wait)


def _holder(services: Services, token: str) -> Caller | None:
    if token.startswith(f"{accounts.TOKEN}_"):
        return _user(services, token)
    if token.startswith(f"{installations.TOKEN}_"):
        return _installation(services, token)
    return None


def _user(services: Services, token: str) -> Caller | None:
    with reading(services.sessions) as session:
        found = accounts.holder(session, token)
    if found is None:
        return None
    _note(services, found, found.token_id)
    return Caller(found.user.role.value, found.user.id, found.user.name)


def _installation(services: Services, token: str) -> Caller | None:
    with reading(services.sessions) as session:
        found = installations.holder(session, token, services.now())
    if found is None:
        return None
    _note(services, found, found.id)
    if not tokens.same(found.token_hash, token):
        with services.sessions.begin() as session:
            installations.note_earlier(session, found, services.now())
    return Caller(PROGRAM, found.id, found.name, found.customer_id)


def _note(services: Services, found: accounts.Holder | Installation, row_id: int) -> None:
    """Keep when the token was seen, without a transaction where that was a moment ago."""
    now, last = services.now(), found.last_seen_at
    if last is not None and now - last < tokens.SEEN_EVERY:
        return
    table = Installation if isinstance(found, Installation) else ApiToken
    with services.sessions.begin() as session:
        tokens.seen(session, table, row_id, now)
