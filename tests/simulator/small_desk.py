"""A tiny desk that answers TwiML out of a dictionary."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask import Request, Response, request
from twilio.request_validator import RequestValidator

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
