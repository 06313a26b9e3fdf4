"""A tiny desk that answers TwiML out of a dictionary, and a carrier connected to it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask, Request, Response, request
from twilio.request_validator import RequestValidator
from werkzeug.serving import WSGIRequestHandler, make_server

from simulator import Carrier, Number, Phone, VirtualClock

ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "a-token-for-tests"
PUBLIC = "https://desk.example"
WEEKDAY, WEEKEND = "+390455117067", "+390452525658"
START = datetime(2026, 1, 7, 9, 30, tzinfo=UTC)

Answer = str | tuple[Any, ...] | Callable[[Request], Any]


@dataclass
class Desk:
    """Answers each path with what stands in `pages`: TwiML without its root, or a callable."""

    pages: dict[str, Answer] = field(default_factory=dict)
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    address: str = ""

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for at, form in self.seen if at == path]

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.seen]

    def answer(self, path: str) -> Any:
        self.seen.append((f"/{path}", dict(request.form)))
        self.headers.append(dict(request.headers))
        self._check_signature(f"/{path}")
        found = self.pages.get(f"/{path}", ("", 404))
        found = found(request) if callable(found) else found
        return twiml(found) if isinstance(found, str) else found

    def _check_signature(self, path: str) -> None:
        """As a desk does it, with Twilio's own validator and from the public address."""
        url = PUBLIC + request.environ["RAW_URI"]
        given = request.headers.get("X-Twilio-Signature", "")
        form = request.form if request.method == "POST" else {}
        if not RequestValidator(TOKEN).validate(url, form, given):
            self.unsigned.append(path)


def twiml(verbs: str) -> Response:
    return Response(f"<Response>{verbs}</Response>", content_type="text/xml; charset=utf-8")


class Quiet(WSGIRequestHandler):
    def log(self, *args: object) -> None:
        pass


@contextmanager
def serve(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def desk() -> Iterator[Desk]:
    app, desk = Flask("desk"), Desk()
    app.add_url_rule("/<path:path>", view_func=desk.answer, methods=["GET", "POST"])
    with serve(app) as address:
        desk.address = address
        yield desk


@pytest.fixture
def make_carrier(desk: Desk) -> Callable[..., Carrier]:
    def make(**options: Any) -> Carrier:
        number = Number(
            voice_url=f"{PUBLIC}/voice/incoming",
            voice_fallback_url=options.pop("fallback", ""),
            status_callback=f"{PUBLIC}/voice/status",
        )
        settings: dict[str, Any] = {
            "account_sid": ACCOUNT,
            "auth_token": TOKEN,
            "numbers": {WEEKDAY: number, WEEKEND: number},
            "connect": {PUBLIC: desk.address},
            "clock": VirtualClock(START),
        }
        return Carrier(**settings | options)

    return make


@pytest.fixture
def carrier(make_carrier: Callable[..., Carrier]) -> Carrier:
    return make_carrier()


@pytest.fixture
def phone(carrier: Carrier) -> Phone:
    return Phone(carrier, "+393471234567")
