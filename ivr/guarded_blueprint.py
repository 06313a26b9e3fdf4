"""A Flask blueprint behind which only Twilio gets: what it did not sign is refused, and changes nothing.

All of its doors are made here, so that none can be made without the check, the short answers to a
fault, and the line in the log.
"""

import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from ivr import known_fields
from ivr.signature import Trust, refusal
from ivr.turn import is_sid
from rules.errors import BadInput
from store.database import haste

log = structlog.get_logger()

LARGEST_STRANGERS = 64 * 1024  # bytes; Twilio itself may send more, and seldom sends over 2 kB
FIRST_WORDS_SECONDS = 0.9  # how long a caller waits for the database; then the fallback answers


def guarded_blueprint(
    name: str,
    prefix: str,
    trust: Trust,
    *,
    logged_as: str,
    apology: Callable[[], Response | None],
    unsigned: frozenset[str] = frozenset(),
    missed: Callable[[], object] = lambda: None,
    needed: Callable[[str], frozenset[str]] = lambda _step: known_fields.OF_A_CALL,
    puzzled: Callable[[], Response | None] = lambda: None,
) -> Blueprint:
    """A blueprint without routes as yet; `logged_as` is what its lines in the log are called.

    `missed` is told when a webhook could not be kept: Twilio is to be asked what we missed.

    `apology` is what whoever is on the line hears when a step breaks; None where nobody listens:
    then it is 503, and Twilio comes again. `unsigned` names the steps that Twilio does not sign.
    `needed` names what each step's request has to bring; `puzzled` is what whoever is on the line hears
    when it brings something else, which is written down nowhere; None is a refusal.
    """
    blueprint = Blueprint(name, __name__, url_prefix=prefix)

    @blueprint.before_request
    def believe_twilio_alone() -> ResponseReturnValue | None:
        g.began = time.perf_counter()
        request.get_data(
            cache=True
        )  # its bytes are what was signed, and the form would use them up
        haste.begin(FIRST_WORDS_SECONDS)
        if step_name() in unsigned:
            return None
        call_sid = request.form.get("CallSid", "")
        g.call_sid = call_sid if is_sid(call_sid, "CA") else None
        reason = refusal(trust, request)
        if reason is not None and len(request.get_data()) > LARGEST_STRANGERS:
            return "", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        if reason is not None:
            return _refused(reason)
        amiss = known_fields.fault(request.form.to_dict(), needed(step_name()))
        return None if amiss is None else _puzzled(amiss, puzzled)

    @blueprint.after_request
    def log_line(response: Response) -> Response:
        _log(logged_as, response)
        return response

    @blueprint.teardown_request
    def be_calm(_error: BaseException | None) -> None:
        haste.end()

    _answer_faults(blueprint, apology, missed, puzzled)
    return blueprint


def step_name() -> str:
    """The step that the address names; what may follow there is a token, and no matter for a log."""
    rule = request.url_rule.rule if request.url_rule else ""
    return [part for part in rule.split("/") if not part.startswith("<")][-1]


def twiml_response(document: str | bytes) -> Response:
    """A document that Twilio carries out."""
    return Response(document, content_type="text/xml; charset=utf-8")


def _answer_faults(
    blueprint: Blueprint,
    apology: Callable[[], Response | None],
    missed: Callable[[], object],
    puzzled: Callable[[], Response | None],
) -> None:
    @blueprint.errorhandler(BadInput)
    def not_twilios(error: BadInput) -> ResponseReturnValue:
        return _puzzled(str(error), puzzled)

    @blueprint.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException) and error.code is not None:
            return "", error.code  # Twilio reads no page
        if isinstance(error, OperationalError):  # a database that is away: no traceback tells more
            log.error("webhook failed", step=step_name(), error=str(error.orig))
        else:
            log.exception("webhook failed", step=step_name())
        missed()
        return apology() or ("", HTTPStatus.SERVICE_UNAVAILABLE)


def _puzzled(reason: str, puzzled: Callable[[], Response | None]) -> ResponseReturnValue:
    """Twilio signed it, and it is not as Twilio's are."""
    response = puzzled()
    if response is None:
        return _refused(reason)
    log.warning("webhook not understood", step=step_name(), reason=reason)
    return response


def _refused(reason: str) -> ResponseReturnValue:
    log.warning("webhook refused", step=step_name(), reason=reason)
    return "", HTTPStatus.FORBIDDEN


def _log(logged_as: str, response: Response) -> None:
    log.info(
        logged_as,
        call_sid=g.get("call_sid"),
        step=step_name(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.began) * 1000, 1),
    )
