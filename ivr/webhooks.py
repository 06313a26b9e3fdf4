"""Webhooks of a caller's call: check, parse, ask, record, answer.

A step always answers with TwiML, whatever breaks: the caller hears a sentence and leaves a message.
A callback answers 204 once it is committed, and 503 when it could not be: Twilio then comes again.
"""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, g, request, send_file, send_from_directory
from flask.typing import ResponseReturnValue

from ivr import known_fields
from ivr.best_effort import Patience
from ivr.conversation import audio_of, hold, note_fallback
from ivr.flows import STEPS, Reply, Step, fallback_reply
from ivr.flows.reply import GoTo
from ivr.flows.steps import DialInStep
from ivr.guarded_blueprint import guarded_blueprint, step_name, twiml_response
from ivr.services import Services
from ivr.signature import heard
from ivr.status_callbacks import (
    CallStatusCallback,
    MessageStatusCallback,
    RecordingStatusCallback,
    take_call,
    take_recording,
)
from ivr.turn import Turn
from ivr.twiml_cache import Documents
from store import reading
from store.messages import to_customers
from store.recording_files import served

Answer = Callable[[Turn, Reply], Response]
# Twilio signs no request for media: these two believe the token, and only known names.
UNSIGNED = frozenset({"audio", "prompts"})
NEEDED = {
    "recording": known_fields.OF_A_RECORDING,
    "delivery": known_fields.OF_A_MESSAGE,
}
NOTE_SECONDS = 1.0  # how long the fallback waits for a database that it does not need


def blueprint(services: Services) -> Blueprint:
    """Everything under /voice."""
    documents = Documents(services.prompts_now, services.voices, services.links.token)

    def answer(turn: Turn, reply: Reply) -> Response:
        line = services.lines.get(turn.to_number)
        return twiml_response(documents.of(reply, turn, line))

    def apology() -> Response | None:
        turn: Turn | None = g.get("turn")
        return answer(turn, fallback_reply(turn, services.max_seconds)) if turn else None

    def puzzled() -> Response | None:
        if step_name() not in {*STEPS, Step.FALLBACK}:
            return None
        turn = Turn.of_nobody(step_name(), request.form, request.args, services.now())
        return answer(turn, fallback_reply(turn, services.max_seconds))

    voice = guarded_blueprint(
        "voice",
        "/voice",
        services.trust,
        logged_as="webhook",
        apology=apology,
        unsigned=UNSIGNED,
        missed=services.missed,
        needed=lambda step: NEEDED.get(step, known_fields.OF_A_CALLER),
        puzzled=puzzled,
    )
    _add_steps(voice, services, answer)
    _add_callbacks(voice, services)
    _add_sounds(voice, services)
    return voice


def _add_steps(voice: Blueprint, services: Services, answer: Answer) -> None:
    def step() -> Response:
        g.turn = _turn(services, step_name())
        if _is_staff(services, g.turn):
            return answer(g.turn, Reply((GoTo(DialInStep.PIN),)))
        turn, reply = hold(services, g.turn)
        return answer(turn, reply)

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    for name in STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    patience = Patience(NOTE_SECONDS)

    @voice.post("/fallback")
    def fallback() -> Response:
        g.turn = turn = _turn(services, Step.FALLBACK)
        services.missed()  # whatever brought the call here may have kept us from more
        patience.attempt(lambda: note_fallback(services, turn))
        return answer(turn, fallback_reply(turn, services.max_seconds))


def _add_callbacks(voice: Blueprint, services: Services) -> None:
    @voice.post("/recording")
    def recording() -> ResponseReturnValue:
        posted = RecordingStatusCallback.from_form(request.form)
        with services.sessions.begin() as session:
            take_recording(session, posted, services.hours, services.now())
        return "", HTTPStatus.NO_CONTENT

    @voice.post("/status")
    def status() -> ResponseReturnValue:
        posted = CallStatusCallback.from_form(request.form)
        with services.sessions.begin() as session:
            take_call(
                session,
                posted,
                services.hours,
                services.lines,
                services.now(),
                services.ours,
            )
        return "", HTTPStatus.NO_CONTENT

    @voice.post("/delivery")
    def delivery() -> ResponseReturnValue:
        posted = MessageStatusCallback.from_form(request.form)
        with services.sessions.begin() as session:
            of = (posted.sid, posted.status, services.now(), posted.code)
            to_customers.delivered(session, *of)
        return "", HTTPStatus.NO_CONTENT


def _add_sounds(voice: Blueprint, services: Services) -> None:
    @voice.get("/audio/<token>")
    def audio(token: str) -> ResponseReturnValue:
        sid = services.links.recording_sid(token, services.now())
        if sid is None:
            return "", HTTPStatus.NOT_FOUND
        with reading(services.sessions) as session:
            path = audio_of(session, services.recordings, sid)
        if path is None:
            return "", HTTPStatus.NOT_FOUND
        response = send_file(served(path), mimetype="audio/x-wav")
        response.headers["Cache-Control"] = "private, no-store"
        return response

    @voice.get("/prompts/<name>")
    def prompt(name: str) -> ResponseReturnValue:
        if name not in services.prompts.files:
            return "", HTTPStatus.NOT_FOUND
        return send_from_directory(services.sounds, name, max_age=24 * 60 * 60)


def _is_staff(services: Services, turn: Turn) -> bool:
    """Whether a technician rings: nothing is kept until they have signed in."""
    is_first = turn.step == Step.INCOMING and not turn.attempt
    return is_first and turn.from_number is not None and services.is_staff(turn.from_number)


def _turn(services: Services, step: str) -> Turn:
    form = heard(request.form)
    return Turn.from_request(
        step, form, request.args, request.headers, services.now(), services.ours
    )
