"""Errors as RFC 9457 problem documents, which name the field and the rule and repeat no value."""

from http import HTTPStatus
from typing import Any, TypeVar

import structlog
from apiflask import APIFlask, HTTPError
from flask import Response, json, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from rules.errors import CentralinoError, MoveRefused, NotFound, TemporaryFailure
from store.intake.idempotency import KeyReused

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
INVALID = "urn:centralino:problem:invalid-request"
REUSED = "urn:centralino:problem:idempotency-key-reused"
RETRY_SECONDS = 5

# Where a field was found, in words that belong to HTTP.
_PLACES = {"json": "body", "headers": "header"}


class Invalid(HTTPError):
    """A request that can be read and breaks a rule: of one field, or of the whole body."""

    def __init__(self, field: str, rule: str, place: str = "json") -> None:
        super().__init__(HTTPStatus.UNPROCESSABLE_ENTITY, detail={place: {field: [rule]}})


def register(app: APIFlask) -> None:
    """Answer each error of the application with its problem."""
    app.error_processor(of_http)
    app.register_error_handler(CentralinoError, of_rule)
    app.register_error_handler(OperationalError, busy)
    app.register_error_handler(PoolTimeout, busy)
    app.register_error_handler(Exception, broken)


def of_http(error: HTTPError) -> Response:
    """The problem of an error that HTTP has a number for."""
    errors = _errors(error.detail) if isinstance(error.detail, dict) else []
    detail = "; ".join(f"{one['field']}: {one['rule']}" for one in errors)
    kind = INVALID if errors else "about:blank"
    told = error.message if error.message != HTTPStatus(error.status_code).phrase else None
    response = problem(error.status_code, detail or told, kind=kind, errors=errors)
    response.headers.extend(error.headers or {})
    return response


def of_rule(error: Exception) -> Response:
    """The problem of a rule of ours that was broken."""
    match error:
        case NotFound():
            return problem(404, str(error))
        case MoveRefused():
            return problem(409, str(error))
        case KeyReused():
            return problem(422, str(error), kind=REUSED)
        case TemporaryFailure():
            return busy(error)
        case _:
            return problem(422, str(error), kind=INVALID)


def busy(error: Exception) -> Response:
    """The database is locked or away: nothing was done, and the program may come again."""
    log.warning("api could not reach its database", error=type(error).__name__)
    response = problem(503, "nothing was done; try again")
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def broken(error: Exception) -> Response:
    """What nobody foresaw: the log has it, the program has a number."""
    if isinstance(error, HTTPException):  # one that Flask raised while it handled another
        return problem(error.code or 500)
    log.exception("api request failed", route=str(request.url_rule))
    return problem(500)


def problem(
    status: int,
    detail: str | None = None,
    *,
    kind: str = "about:blank",
    errors: list[dict[str, str]] | None = None,
) -> Response:
    """The document itself."""
    body: dict[str, Any] = {"type": kind, "title": HTTPStatus(status).phrase, "status": status}
    if detail:
        body["detail"] = detail
    if errors:
        body["errors"] = errors
    return Response(json.dumps(body), status, content_type=MEDIA_TYPE)


def _errors(detail: dict[str, Any]) -> list[dict[str, str]]:
    return [
        {"in": _PLACES.get(place, place), "field": _field(name), "rule": _rule(rule)}
        for place, fields in detail.items()
        for name, rules in fields.items()
        for rule in rules
    ]


def _field(name: str) -> str:
    """What the sender called it; a name that they made up is not repeated at length."""
    return "(body)" if name == "_schema" else name[:80]


def _rule(rule: str) -> str:
    return rule.removeprefix("Value error, ")


Thing = TypeVar("Thing")


def found(thing: Thing | None, name: str) -> Thing:
    """The thing; raises NotFound."""
    if thing is None:
        raise NotFound(f"there is no such {name}")
    return thing
