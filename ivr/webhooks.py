"""The routes: check, parse, ask, record, answer. All that Twilio requests of us.

A step always answers with TwiML, whatever breaks: the caller hears a sentence and leaves a message.
A callback answers 204 once it is committed, and 503 when it could not be: Twilio then comes again.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import cast

import structlog
from flask import Blueprint, Response, g, request, send_file, send_from_directory
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from ivr.best_effort import Patience
from ivr.conversation import Desk, audio_of, hold, note_fallback
from ivr.flows import STEPS, Reply, Step, fallback_reply
from ivr.flows.reply import GoTo, RoadStep
from ivr.signature import refusal
from ivr.status_callbacks import (
    CallNotice,
    MessageNotice,
    RecordingNotice,
    take_call,
    take_recording,
)
from ivr.turn import Turn
from ivr.twiml_cache import Documents
from rules.errors import BadInput
from store import reading
from store.messages import to_customers

log = structlog.get_logger()

XML = "text/xml; charset=utf-8"
Answer = Callable[[Turn, Reply], Response]
NOTE_SECONDS = 1.0  # how long the fallback waits for a database that it does not need


def blueprint(desk: Desk) -> Blueprint:
    """Everything under /voice."""
    voice = Blueprint("voice", __name__, url_prefix="/voice")
    documents = Documents(desk.prompts, desk.voices, desk.links.token)

    def answer(turn: Turn, reply: Reply) -> Response:
        line = desk.lines.get(turn.to_number)
        return Response(documents.of(reply, turn, line), content_type=XML)

    _add_steps(voice, desk, answer)
    _add_callbacks(voice, desk)
    _add_sounds(voice, desk)
    _add_errors(voice, desk, answer)

    @voice.before_request
    def believe_twilio_alone() -> ResponseReturnValue | None:
        g.began = time.perf_counter()
        reason = refusal(desk.trust, request) if request.method == "POST" else None
        return None if reason is None else _refuse(reason)

    @voice.after_request
    def log_line(response: Response) -> Response:
        _log(response)
        return response

    return voice


def _add_steps(voice: Blueprint, desk: Desk, answer: Answer) -> None:
    def step() -> Response:
        name = request.path.rpartition("/")[2]
        g.turn = _turn(desk, name)
        if _is_staff(desk, g.turn):
            return answer(g.turn, Reply((GoTo(RoadStep.PIN),)))
        turn, reply = hold(desk, g.turn)
        return answer(turn, reply)

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    for name in STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    patience = Patience(NOTE_SECONDS)

    @voice.post("/fallback")
    def fallback() -> Response:
        g.turn = turn = _turn(desk, Step.FALLBACK)
        patience.attempt(lambda: note_fallback(desk, turn))
        return answer(turn, fallback_reply(turn, desk.max_seconds))


def _add_callbacks(voice: Blueprint, desk: Desk) -> None:
    @voice.post("/recording")
    def recording() -> ResponseReturnValue:
        notice = RecordingNotice.from_form(request.form)
        g.call_sid = notice.call_sid
        with desk.sessions.begin() as session:
            take_recording(session, notice, desk.hours, desk.now())
        return "", HTTPStatus.NO_CONTENT

    @voice.post("/status")
    def status() -> ResponseReturnValue:
        notice = CallNotice.from_form(request.form)
        g.call_sid = notice.call_sid
        with desk.sessions.begin() as session:
            take_call(session, notice, desk.hours, desk.lines, desk.now())
        return "", HTTPStatus.NO_CONTENT

    @voice.post("/delivery")
    def delivery() -> ResponseReturnValue:
        notice = MessageNotice.from_form(request.form)
        with desk.sessions.begin() as session:
            to_customers.delivered(session, notice.sid, notice.status, desk.now())
        return "", HTTPStatus.NO_CONTENT


def _add_sounds(voice: Blueprint, desk: Desk) -> None:
    # Twilio signs no request for media: these two believe the token, and only known names.
    @voice.get("/audio/<token>")
    def audio(token: str) -> ResponseReturnValue:
        sid = desk.links.recording_sid(token, desk.now())
        if sid is None:
            return "", HTTPStatus.NOT_FOUND
        with reading(desk.sessions) as session:
            path = audio_of(session, desk.recordings, sid)
        if path is None:
            return "", HTTPStatus.NOT_FOUND
        response = send_file(path, mimetype="audio/x-wav")
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @voice.get("/prompts/<name>")
    def prompt(name: str) -> ResponseReturnValue:
        if name not in desk.prompts.files:
            return "", HTTPStatus.NOT_FOUND
        return send_from_directory(desk.sounds, name, max_age=24 * 60 * 60)


def _add_errors(voice: Blueprint, desk: Desk, answer: Answer) -> None:
    @voice.errorhandler(BadInput)
    def not_twilios(error: BadInput) -> ResponseReturnValue:
        return _refuse(str(error))

    @voice.errorhandler(Exception)
    def broken(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException) and error.code is not None:
            return "", error.code  # Twilio reads no page
        log.exception("webhook failed", step=_step())
        if "turn" not in g:
            return "", HTTPStatus.SERVICE_UNAVAILABLE
        turn = cast(Turn, g.turn)
        return answer(turn, fallback_reply(turn, desk.max_seconds))


def _is_staff(desk: Desk, turn: Turn) -> bool:
    """Whether a technician rings: nothing is kept until they have signed in."""
    is_first = turn.step == Step.INCOMING and not turn.attempt
    return is_first and turn.from_number is not None and desk.is_staff(turn.from_number)


def _turn(desk: Desk, step: str) -> Turn:
    return Turn.from_request(step, request.form, request.args, request.headers, desk.now())


def _refuse(reason: str) -> ResponseReturnValue:
    log.warning("webhook refused", step=_step(), reason=reason)
    return "", HTTPStatus.FORBIDDEN


def _log(response: Response) -> None:
    turn: Turn | None = g.get("turn")
    log.info(
        "webhook",
        call_sid=turn.call_sid if turn else g.get("call_sid"),
        step=_step(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.began) * 1000, 1),
    )


def _step() -> str:
    """The step's name; the rest of an address may hold a token."""
    return request.path.split("/")[2]
