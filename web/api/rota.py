"""The rota: shifts read by everybody who works here, made by supervisors, given away by whose they are."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from rules import rota
from rules.rota import Kind
from rules.rota import Shift as Stretch
from rules.staff.accounts import Role
from store import reading
from store.models import Shift
from store.staff import audit_log
from store.staff import rota as shifts
from store.views.as_json.staff_json import shift_json
from web.api import schemas
from web.api.access import STAFF, SUPERVISORS, caller_of
from web.api.errors import Invalid, found
from web.api.fields import ID, Body, Instant, Line40
from web.api.once import Answer, Headers, Once, once, reply
from web.api.schemas.base import one_of, told
from web.api.services import Services

USUAL, LONGEST = timedelta(days=14), timedelta(days=400)


class Wanted(BaseModel):
    """Which shifts."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    start: Annotated[Instant | None, Field(description="From when on; left out: now.")] = None
    end: Annotated[
        Instant | None, Field(description="Until when; left out: two weeks, at most 400 days.")
    ] = None
    who: Annotated[Line40 | None, Field(description="This user's alone.")] = None


class ShiftIn(Body):
    """One person's stretch of time."""

    who: Annotated[Line40, told("The user's name.", "anna")]
    kind: Annotated[Kind, one_of("What it is", Kind, "on_call")]
    start: Annotated[Instant, told("Its first instant.", "2026-11-28T09:15:00+01:00")]
    end: Annotated[Instant, told("The first instant after it.", "2026-11-29T12:45:00+01:00")]
    place: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=99,
            description="Among those on call, 1 is rung first.",
            examples=[1],
        ),
    ] = 1


class GiveShiftIn(Body):
    """Who takes a shift over."""

    to: Annotated[Line40, told("The user's name.", "luca")]


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /rota."""

    @api.get("/rota")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Wanted, location="query")
    @api.output(schemas.Rota)
    @api.doc(operation_id="getRota")
    def get_rota(query_data: Wanted) -> Response:
        """Shifts between two instants, and week-end hours that nobody covers"""
        start = query_data.start or services.now()
        end = query_data.end or start + USUAL
        if not start < end <= start + LONGEST:
            raise Invalid("end", f"expected an instant within {LONGEST.days} days", "query")
        with reading(services.sessions) as session:
            all_ = shifts.between(session, start, end)
        gaps = rota.uncovered_hours(shifts.counting(all_), services.hours, start, end)
        kept = [one for one in all_ if query_data.who in {None, one.shift.who}]
        spans = [{"start": first.isoformat(), "end": last.isoformat()} for first, last in gaps]
        return jsonify({"shifts": [shift_json(one) for one in kept], "gaps": spans})

    @api.post("/rota")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(Headers, location="headers")
    @api.input(ShiftIn)
    @api.output(schemas.Shift, status_code=201)
    @api.doc(operation_id="addShift")
    def add_shift(headers_data: Headers, json_data: ShiftIn) -> Response:
        """Put a shift on the rota"""
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data, "shift")
        with services.sessions.begin() as session:
            answer = once(
                session, services, asked, lambda: _added(session, services, json_data, caller.name)
            )
        return reply(answer)

    @api.delete("/rota/<int:shift_id>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.Shift)
    @api.doc(operation_id="removeShift")
    def remove(shift_id: int) -> Response:
        """Take a shift off the rota; the answer is what it was"""
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            _there(session, shift_id)
            kept = shifts.remove(session, shift_id)
            audit_log.add_shift(session, "shift_removed", kept, by=by, now=now)
            return jsonify(shift_json(kept))

    @api.post("/rota/<int:shift_id>/give")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(GiveShiftIn)
    @api.output(schemas.Shift)
    @api.doc(operation_id="giveShift")
    def give(shift_id: int, json_data: GiveShiftIn) -> Response:
        """Give a shift to a colleague: one's own, or as a supervisor anybody's"""
        caller, now = caller_of(auth), services.now()
        with services.sessions.begin() as session:
            _there(session, shift_id)
            before = shifts.look(session, shift_id).shift
            is_supervisor = caller.role == Role.SUPERVISOR
            if not rota.may_give(before, caller.name, is_supervisor=is_supervisor):
                raise HTTPError(HTTPStatus.FORBIDDEN, "this shift is another's to give")
            kept = shifts.give(session, shift_id, json_data.to, by=caller.name, now=now)
            audit_log.add_shift(session, "shift_given", kept, by=caller.name, now=now)
            return jsonify(shift_json(kept))


def _added(session: Session, services: Services, asked: ShiftIn, by: str) -> Answer:
    stretch = Stretch(asked.who, asked.kind, asked.start, asked.end, asked.place)
    kept = shifts.add(session, stretch)
    audit_log.add_shift(session, "shift_added", kept, by=by, now=services.now())
    return Answer(HTTPStatus.CREATED.value, shift_json(kept))


def _there(session: Session, shift_id: int) -> None:
    found(session.get(Shift, shift_id) if shift_id <= ID else None, "shift")
