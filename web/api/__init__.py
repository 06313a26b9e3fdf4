"""The JSON API under /api/v1: an application of its own, built when the first program comes.

Callers wait for the webhooks, and nobody for this: its libraries are loaded after theirs.
"""

import time
from json import JSONDecodeError
from typing import Any

import structlog
from apiflask import APIBlueprint, APIFlask, HTTPError
from flask import Request, Response, g, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import RequestEntityTooLarge, UnsupportedMediaType

from web.api import (
    callbacks,
    calls,
    coverage,
    customers,
    docs_page,
    document,
    errors,
    quotes,
    recordings,
    rota,
    ticket_actions,
    tickets,
    users,
    webhooks,
    work,
)
from web.api.access import Caller, Refusals, bearer_auth, refusals_of
from web.api.services import Services

__all__ = ["PREFIX", "Services", "create_api"]

log = structlog.get_logger()

PREFIX = "/api"
PARTS = (
    *(tickets, ticket_actions, coverage, work, quotes, callbacks),
    *(calls, recordings, customers, users, rota, webhooks),
)
LARGEST_REQUEST = 256 * 1024  # the longest texts that may be sent, all escaped


class JsonRequest(Request):
    """A request whose body is JSON, or nothing that we read."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:  # noqa: ARG002
        """The body; raises UnsupportedMediaType for another than JSON, whatever was forced."""
        if not self.is_json:
            raise UnsupportedMediaType("expected application/json")
        # One of unknown length is cut at the limit without a word.
        if self.content_length is None and len(self.get_data()) >= LARGEST_REQUEST:
            raise RequestEntityTooLarge
        return super().get_json(silent=silent, cache=cache)

    def on_json_loading_failed(self, error: ValueError | None) -> Any:
        """Raise a 400 that says where the body is no JSON, and repeats nothing of it."""
        raise HTTPError(400, f"expected JSON in UTF-8, found {_found(error, self.get_data())}")


class StrictJson(DefaultJSONProvider):
    """JSON as its standard has it: no NaN, and no nesting without an end."""

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """The value; raises ValueError, which becomes a 400."""
        try:
            return super().loads(s, parse_constant=_refuse, **kwargs)
        except RecursionError as error:
            raise ValueError("arrays or objects in one another without an end") from error


def create_api(services: Services) -> APIFlask:
    """The application, ready to be mounted."""
    app = document.Documented(
        "centralino-api",
        title="Centralino",
        version="1",
        spec_path="/openapi.json",
        docs_path=None,
        openapi_blueprint_url_prefix=f"{PREFIX}/v1",
        static_folder=None,  # type: ignore[arg-type]
    )
    app.url_map.merge_slashes = False  # it would redirect to the address that a proxy uses
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.request_class = JsonRequest
    app.json = StrictJson(app)
    refusals = refusals_of(services)
    auth = bearer_auth(services, refusals)
    v1 = APIBlueprint("v1", __name__, url_prefix=f"{PREFIX}/v1", tag="v1")
    for part in PARTS:
        part.add_routes(v1, auth, services)
    app.register_blueprint(v1)
    errors.register(app)
    document.register(app)
    docs_page.register(app, f"{PREFIX}/v1/docs")
    _watch(app, refusals)
    return app


def _watch(app: APIFlask, refusals: Refusals) -> None:
    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        caller = g.get("flask_httpauth_user")
        response.headers["Cache-Control"] = "no-store"
        refusals(caller if isinstance(caller, Caller) else None, response.status_code)
        # The rule and not the address, which may hold a customer's code.
        log.info(
            "api",
            method=request.method,
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            who=caller.key if isinstance(caller, Caller) else None,
            ms=round((time.perf_counter() - g.began) * 1000, 1),
        )
        return response


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant}, which JSON has not")


def _found(error: ValueError | None, body: bytes) -> str:
    match error:
        case _ if not body.strip():
            return "nothing"
        case UnicodeDecodeError():
            return f"the byte 0x{body[error.start]:02X} at position {error.start + 1}"
        case JSONDecodeError():
            return f"at line {error.lineno}, column {error.colno}: {error.msg}"
        case _:
            return str(error)
