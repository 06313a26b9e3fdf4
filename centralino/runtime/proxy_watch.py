"""Proxy watch: notices that a proxy stands before the service although `web.proxies` is 0.

Everybody then has the proxy's address: who types forty wrong passwords locks all others out.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import structlog

from rules.client_address import FORWARDING, comes_by_proxy

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

NAMES = tuple(f"HTTP_{name.upper().replace('-', '_')}" for name in FORWARDING)


class ProxyWatch:
    """Hands every request on, and remembers for good what the first one showed."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app
        self.is_seen = False

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        if not self.is_seen and any(name in environ for name in NAMES):
            self._look(str(environ.get("REMOTE_ADDR", "")))
        return self._app(environ, start_response)

    def _look(self, peer: str) -> None:
        if comes_by_proxy(peer):
            self.is_seen = True
            log.warning(
                "a proxy stands before the service, and web.proxies is 0",
                reason="all who come by it count as one address",
            )
