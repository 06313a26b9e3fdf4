"""Calls, as the telephone company told us of them."""

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict

from store import reading
from store.calls import call_log
from store.views import everywhere
from store.views.call_json import call_json, call_story
from web.api import schemas
from web.api.access import STAFF
from web.api.errors import found
from web.api.fields import CallSid, Limit, Search
from web.api.services import Services


class Wanted(BaseModel):
    """Which calls; those that came before the call `before` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    q: Search = None
    limit: Limit = 100
    before: CallSid | None = None


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /calls."""

    @api.get("/calls")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Wanted, location="query")
    @api.output(schemas.Calls)
    @api.doc(operation_id="listCalls")
    def list_calls(query_data: Wanted) -> Response:
        """The newest calls first"""
        with reading(services.sessions) as session:
            sid = query_data.before
            before = found(call_log.find(session, sid), "call") if sid else None
            fits = everywhere.calls(session, query_data.q) if query_data.q else None
            rows = call_log.list_calls(session, query_data.limit, before=before, fits=fits)
            return jsonify([call_json(session, row) for row in rows])

    @api.get("/calls/<call_sid>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.CallStory)
    @api.doc(operation_id="getCall")
    def get_call(call_sid: str) -> Response:
        """One call with its turns"""
        with reading(services.sessions) as session:
            return jsonify(call_story(session, found(call_log.find(session, call_sid), "call")))
