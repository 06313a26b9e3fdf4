"""The callback queue: read in order, claimed, given back, finished."""

import hmac
from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import Field
from sqlalchemy.orm import Session

from desk.callbacks import (
    Busy,
    Done,
    Failed,
    GiveUp,
    Machine,
    NoAnswer,
    Outcome,
    Spoken,
    TryAgain,
    after_attempt,
    ordered,
)
from store import callbacks, reading
from store.callback_json import callback_json, placed_json
from store.models import Callback
from web.api import answers
from web.api.access import STAFF, caller_of
from web.api.desk import Desk
from web.api.fields import ID, Body, Line40, Line200, Text1000
from web.api.found import found

Token = Annotated[Line40, Field(description="What the claim answered.")]


class Release(Body):
    token: Token


class Attempted(Body):
    """How an attempt to call back ended."""

    token: Token
    outcome: Literal["spoken", "no_answer", "busy", "machine", "failed"]
    note: Text1000 | None = None
    reason: Annotated[Line200, Field(description="Why the call failed.")] = "chiamata fallita"
    permanent: Annotated[
        bool, Field(strict=True, description="Failed for good: it is not tried again.")
    ] = False


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, desk: Desk) -> None:
    """Everything under /callbacks."""

    @api.get("/callbacks")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(answers.PlacedCallbacks)
    @api.doc(operation_id="listCallbacks")
    def list_callbacks() -> Response:
        """The callbacks in the order in which they will be made"""
        now = desk.now()
        with reading(desk.sessions) as session:
            queue = ordered(callbacks.queue(session, now), now, desk.hours.timezone)
            return jsonify([placed_json(session, placed) for placed in queue])

    @api.post("/callbacks/<int:callback_id>/claim")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(answers.ClaimedCallback)
    @api.doc(
        operation_id="claimCallback", responses={409: "Somebody has it in hand, or it is over"}
    )
    def claim(callback_id: int) -> Response:
        """Take a callback in hand

        For an hour: a callback that nobody has finished by then goes back into the queue.
        """
        caller = caller_of(auth)
        with desk.sessions.begin() as session:
            _of_id(session, callback_id)
            token = callbacks.claim(
                session, callback_id, by=caller.name, now=desk.now(), lease=desk.claim_lease
            )
            if token is None:
                raise HTTPError(HTTPStatus.CONFLICT, "somebody has it in hand, or it is over")
            return jsonify({**_fresh(session, callback_id), "token": token})

    @api.post("/callbacks/<int:callback_id>/release")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Release)
    @api.output(answers.Callback)
    @api.doc(operation_id="releaseCallback", responses={409: "It is no longer held by this token"})
    def release(callback_id: int, json_data: Release) -> Response:
        """Give back a callback that was not tried"""
        with desk.sessions.begin() as session:
            _of_id(session, callback_id)
            if not callbacks.release(session, callback_id, json_data.token, now=desk.now()):
                raise _not_held()
            return jsonify(_fresh(session, callback_id))

    @api.post("/callbacks/<int:callback_id>/outcome")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Attempted)
    @api.output(answers.Callback)
    @api.doc(operation_id="tellOutcome", responses={409: "It is no longer held by this token"})
    def outcome(callback_id: int, json_data: Attempted) -> Response:
        """Tell how an attempt ended

        Unless somebody spoke with the customer, it is tried again later, as often as the
        configuration says.
        """
        with desk.sessions.begin() as session:
            callback = _of_id(session, callback_id)
            _end(session, desk, callback, json_data, by=caller_of(auth).name)
            return jsonify(_fresh(session, callback_id))


def _end(session: Session, desk: Desk, callback: Callback, told: Attempted, *, by: str) -> None:
    """Keep the attempt, and do what the rules say comes after it."""
    now = desk.now()
    held = callback.lease_token
    if held is None or not hmac.compare_digest(held.encode(), told.token.encode()):
        raise _not_held()
    attempt = callbacks.attempted(session, callback.id, technician=by, call_sid=None, now=now)
    callbacks.attempt_ended(session, attempt.id, outcome=told.outcome, now=now, note=told.note)
    tries = len(callbacks.attempts(session, callback.id))
    if not _follow(session, desk, callback.id, told, tries, now):
        raise _not_held()


def _follow(
    session: Session, desk: Desk, callback_id: int, told: Attempted, tries: int, now: datetime
) -> bool:
    match after_attempt(_outcome(told), tries, now, desk.policy):
        case Done():
            return callbacks.finish(session, callback_id, told.token, now=now)
        case TryAgain(at):
            return callbacks.requeue(session, callback_id, told.token, at=at, now=now)
        case GiveUp(reason):
            return callbacks.give_up(session, callback_id, told.token, reason=reason, now=now)


def _outcome(told: Attempted) -> Outcome:
    match told.outcome:
        case "spoken":
            return Spoken()
        case "no_answer":
            return NoAnswer()
        case "busy":
            return Busy()
        case "machine":
            return Machine()
        case "failed":
            return Failed(told.reason, permanent=told.permanent)


def _of_id(session: Session, callback_id: int) -> Callback:
    return found(callbacks.find(session, callback_id) if callback_id <= ID else None, "callback")


def _fresh(session: Session, callback_id: int) -> dict[str, Any]:
    """The callback as the statements before have left it."""
    session.flush()
    return callback_json(session.get_one(Callback, callback_id, populate_existing=True))


def _not_held() -> HTTPError:
    return HTTPError(HTTPStatus.CONFLICT, "it is no longer held by this token")
