"""The door: each request goes to the application of the firm whose host it names, and to no other.

Each firm has applications of its own (`centralino.wiring.web`), which know its database, its secrets and
its terms and have never heard of another firm's: what they have in common is code alone. They are made
for the firm's first request, so that one more costs next to nothing until somebody asks for it.
"""

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask
from structlog.contextvars import bound_contextvars

from centralino.config.settings import Settings
from centralino.runtime.clock import Clock
from centralino.tenants.installation import Firm, Installation, host_of
from centralino.wiring.web import create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

ALIVE = "/healthz"
_TEXT = [("Content-Type", "text/plain; charset=utf-8")]


class Door:
    """All firms' applications as one, for any WSGI server."""

    def __init__(self, firms: Sequence[Firm], now: Clock) -> None:
        self._by_host: Mapping[str, _Rooms] = {
            firm.host: _Rooms(str(firm.name), firm.settings, now) for firm in firms
        }
        self.extensions: dict[str, Callable[[], object]] = {"missed": self._missed}

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        rooms = self._by_host.get(host_of(str(environ.get("HTTP_HOST", ""))))
        if rooms is not None:
            with bound_contextvars(tenant=rooms.name):
                return rooms.app()(environ, start_response)
        if environ.get("PATH_INFO") == ALIVE:  # who asks for the process, and for no firm
            start_response("200 OK", _TEXT)
            return [b"ok\n"]
        start_response("421 Misdirected Request", _TEXT)
        return [b"expected the host of a firm that is served here\n"]

    def _missed(self) -> None:
        """A process that starts missed what came before, of whichever firm; nobody waits for it."""
        threading.Thread(target=self._note, name="missed at the start", daemon=True).start()

    def _note(self) -> None:
        for rooms in self._by_host.values():
            with bound_contextvars(tenant=rooms.name):
                rooms.app().extensions["missed"].at_once()


class _Rooms:
    """One firm's application, made once."""

    def __init__(self, name: str, settings: Settings, now: Clock) -> None:
        self.name, self._settings, self._now = name, settings, now
        self._app: Flask | None = None
        self._guard = threading.Lock()

    def app(self) -> Flask:
        if self._app is None:
            with self._guard:
                if self._app is None:
                    self._app = create_app(self._settings, self._now, self.name)
        return self._app


def web_of(installation: Installation, now: Clock) -> Any:
    """What a WSGI server serves: the only firm's application as it is, or the door to several."""
    if not installation.is_shared:
        return create_app(installation.firms[0].settings, now)
    return Door(installation.firms, now)
