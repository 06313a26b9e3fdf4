"""The callback queue: read in order, claimed, given back, finished."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import Field
from sqlalchemy.orm import Session

from rules.callbacks.outcomes import IN_VAIN, KINDS, NOT_TRIED, Outcome, ReportedOutcome
from rules.callbacks.priority import ordered
from store import reading
from store.callbacks import hang_ups, outbound_calls, outcomes
from store.callbacks import queue as callbacks
from store.models import Callback
from store.views.as_json.callback_json import callback_json, placed_json
from web.api import schemas
from web.api.access import STAFF, caller_of
from web.api.errors import found
from web.api.fields import ID, Body, Instant, Line40, Line200, Text1000
from web.api.schemas.base import told
from web.api.services import Services

NO_CALLS = "no call can be placed: it needs service.public_url and calling.daily_cap"
MEANINGS = (
    "; ".join(f"{outcome}: {kind.meaning}" for outcome, kind in KINDS.items())
    + f". Tried again: {', '.join(one for one in Outcome if one in IN_VAIN)}; "
    + f"no attempt is used up by {', '.join(one for one in Outcome if one in NOT_TRIED)}."
)
Token = Annotated[Line40, told("What the claim answered.", "3f0a9c1b5e7d4826a1c0e2b49d6f8a53")]


class Release(Body):
    """A callback given back."""

    token: Token


class PlaceCall(Body):
    """A callback in hand, whose call is placed or ended."""

    token: Token


class Attempted(Body):
    """What became of a callback."""

    token: Token
    outcome: Annotated[
        Outcome,
        told(MEANINGS, "spoken"),
    ]
    note: Annotated[Text1000 | None, told("Words for the history.", "Richiama il titolare.")] = None
    at: Annotated[Instant | None, told("call_again: when.", "2026-11-25T10:00:00+01:00")] = None
    to: Annotated[Line40 | None, told("handed_on: the colleague's name.", "luca")] = None
    reason: Annotated[Line200, told("failed: why.", "chiamata fallita")] = "chiamata fallita"
    permanent: Annotated[
        bool,
        Field(
            strict=True,
            description="failed: for good, so that it is not tried again.",
            examples=[False],
        ),
    ] = False

    def reported(self) -> ReportedOutcome:
        """As the rule wants it; raises BadInput."""
        return ReportedOutcome(
            self.outcome,
            at=self.at,
            to=self.to,
            note=self.note,
            reason=self.reason,
            permanent=self.permanent,
        )


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /callbacks."""

    @api.get("/callbacks")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.PlacedCallbacks)
    @api.doc(operation_id="listCallbacks")
    def list_callbacks() -> Response:
        """The callbacks in the order in which they will be made"""
        now = services.now()
        with reading(services.sessions) as session:
            queue = ordered(callbacks.queue(session, now), now, services.hours)
            return jsonify(placed_json(session, queue, services.configured))

    @api.get("/callbacks/<int:callback_id>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Callback)
    @api.doc(operation_id="getCallback")
    def get_callback(callback_id: int) -> Response:
        """One callback, with the last attempt to make it

        While a call is going on, its state is that of the attempt.
        """
        with reading(services.sessions) as session:
            return jsonify(callback_json(session, _of_id(session, callback_id)))

    @api.post("/callbacks/<int:callback_id>/claim")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.ClaimedCallback)
    @api.doc(
        operation_id="claimCallback", responses={409: "Somebody has it in hand, or it is over"}
    )
    def claim(callback_id: int) -> Response:
        """Take a callback in hand

        For an hour: a callback that nobody has finished by then goes back into the queue.
        """
        caller = caller_of(auth)
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            token = callbacks.claim(
                session, callback_id, by=caller.name, now=services.now(), lease=services.claim_lease
            )
            if token is None:
                raise HTTPError(HTTPStatus.CONFLICT, _why_not(session, callback_id, services.now()))
            return jsonify({**_fresh(session, callback_id), "token": token})

    @api.post("/callbacks/<int:callback_id>/release")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Release)
    @api.output(schemas.Callback)
    @api.doc(operation_id="releaseCallback", responses={409: "It is no longer held by this token"})
    def release(callback_id: int, json_data: Release) -> Response:
        """Give back a callback that was not tried"""
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            if not callbacks.release(session, callback_id, json_data.token, now=services.now()):
                raise _not_held()
            return jsonify(_fresh(session, callback_id))

    @api.post("/callbacks/<int:callback_id>/call")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(PlaceCall)
    @api.output(schemas.Callback, status_code=HTTPStatus.ACCEPTED)
    @api.doc(
        operation_id="placeCall",
        responses={409: "It is not held by this token, a call is going on, or none can be placed"},
    )
    def call(callback_id: int, json_data: PlaceCall) -> Response:
        """Have your own telephone rung, and then the customer's

        Press 1 when you pick up. The call is placed a moment later: GET the callback to follow it.
        """
        if services.calling is None:
            raise HTTPError(HTTPStatus.CONFLICT, NO_CALLS)
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            outbound_calls.request_call(
                session,
                callback_id,
                json_data.token,
                by=caller_of(auth).name,
                now=services.now(),
                policy=services.calling,
                timezone=services.hours.timezone,
            )
            answer = jsonify(_fresh(session, callback_id))
        answer.status_code = HTTPStatus.ACCEPTED
        return answer

    @api.post("/callbacks/<int:callback_id>/hangup")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(PlaceCall)
    @api.output(schemas.Callback, status_code=HTTPStatus.ACCEPTED)
    @api.doc(operation_id="hangUp", responses={409: "It is no longer held by this token"})
    def hang_up(callback_id: int, json_data: PlaceCall) -> Response:
        """Have the call ended that goes on, on both telephones

        It is ended a moment later: GET the callback to follow it. Where none goes on, nothing changes.
        """
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            hang_ups.ask(session, callback_id, json_data.token, now=services.now())
            answer = jsonify(_fresh(session, callback_id))
        answer.status_code = HTTPStatus.ACCEPTED
        return answer

    @api.post("/callbacks/<int:callback_id>/outcome")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Attempted)
    @api.output(schemas.DecidedCallback)
    @api.doc(operation_id="tellOutcome", responses={409: "It is no longer held by this token"})
    def outcome(callback_id: int, json_data: Attempted) -> Response:
        """Tell what became of a callback

        Unless somebody spoke with the customer, it is tried again later within opening hours, as
        often as the configuration says.
        """
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            recorded = outcomes.record_outcome(
                session,
                callback_id,
                json_data.token,
                json_data.reported(),
                by=caller_of(auth).name,
                now=services.now(),
                policy=services.policy,
                hours=services.hours,
                vat_percent=services.vat_percent,
            )
            return jsonify(
                {
                    **_fresh(session, callback_id),
                    "warning": recorded.warning,
                    "quote_id": recorded.quote_id,
                    "undo_until": recorded.undo_until.isoformat(),
                }
            )

    @api.post("/callbacks/<int:callback_id>/undo")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.ClaimedCallback)
    @api.doc(operation_id="undoOutcome", responses={409: "It is too late, or something followed"})
    def undo(callback_id: int) -> Response:
        """Take back the outcome that you told within the last minute

        The callback is in hand again, by a new token.
        """
        with services.sessions.begin() as session:
            _of_id(session, callback_id)
            token = outcomes.undo(session, callback_id, by=caller_of(auth).name, now=services.now())
            return jsonify({**_fresh(session, callback_id), "token": token})


def _why_not(session: Session, callback_id: int, now: datetime) -> str:
    holder = callbacks.holder_of(session, callback_id, now)
    if holder is None:
        return "it is over"
    return f"{holder.name} has it in hand until {holder.until.isoformat()}"


def _of_id(session: Session, callback_id: int) -> Callback:
    return found(callbacks.find(session, callback_id) if callback_id <= ID else None, "callback")


def _fresh(session: Session, callback_id: int) -> dict[str, Any]:
    """The callback as the statements before have left it."""
    session.flush()
    callback = session.get_one(Callback, callback_id, populate_existing=True)
    return callback_json(session, callback)


def _not_held() -> HTTPError:
    return HTTPError(HTTPStatus.CONFLICT, "it is no longer held by this token")
