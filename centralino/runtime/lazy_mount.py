"""Lazy mount: an application below another's addresses, built with its first request."""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Mount:
    """Hands on what lies below one of the prefixes to the application that `make` makes, once."""

    def __init__(
        self,
        app: "WSGIApplication",
        prefixes: str | tuple[str, ...],
        make: "Callable[[], WSGIApplication]",
    ) -> None:
        self._app, self._make = app, make
        self._prefixes = (prefixes,) if isinstance(prefixes, str) else prefixes
        self._made: WSGIApplication | None = None
        self._guard = threading.Lock()

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        if any(path == prefix or path.startswith(f"{prefix}/") for prefix in self._prefixes):
            return self._below()(environ, start_response)
        return self._app(environ, start_response)

    def _below(self) -> "WSGIApplication":
        with self._guard:
            if self._made is None:
                self._made = self._make()
            return self._made
