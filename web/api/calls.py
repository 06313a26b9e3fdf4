"""Calls, as the telephone company told us of them."""

from typing import Annotated, Literal

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from rules.phone_numbers import parse_number
from store import reading
from store.calls import call_log
from store.views import call_list
from store.views.as_json.call_json import call_json, call_story
from web.api import schemas
from web.api.access import STAFF
from web.api.errors import found
from web.api.fields import CallSid, Instant, Limit, Line40, Search
from web.api.next_page import listed, page_of
from web.api.services import Services


class Wanted(BaseModel):
    """Which calls; those that came before the call `before` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    line: Annotated[
        Literal["weekday", "weekend"] | None, Field(description="On which line they came.")
    ] = None
    number: Annotated[
        Line40 | None, Field(description="From this telephone number, however it is written.")
    ] = None
    with_message: Annotated[
        bool | None, Field(description="True: that left a message; false: that left none.")
    ] = None
    started_from: Annotated[Instant | None, Field(description="That began then or later.")] = None
    started_to: Annotated[Instant | None, Field(description="That began before then.")] = None
    q: Search = None
    limit: Limit = 100
    before: Annotated[
        CallSid | None, Field(description="The SID at which the page before ended.")
    ] = None


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /calls."""

    @api.get("/calls")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Wanted, location="query")
    @api.output(schemas.Calls)
    @api.doc(operation_id="listCalls")
    def list_calls(query_data: Wanted) -> Response:
        """The newest calls first"""
        sid, limit = query_data.before, query_data.limit
        with reading(services.sessions) as session:
            before = found(call_log.find(session, sid), "call") if sid else None
            fits = call_list.fits(session, _listed(query_data))
            rows = call_log.list_calls(session, limit + 1, before=before, fits=fits)
            calls, more = page_of(rows, limit)
            told = [call_json(session, row) for row in calls]
        return listed(told, more=more, name="before", last=calls[-1].sid if calls else None)

    @api.get("/calls/<call_sid>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.CallStory)
    @api.doc(operation_id="getCall")
    def get_call(call_sid: str) -> Response:
        """One call with its turns"""
        with reading(services.sessions) as session:
            return jsonify(call_story(session, found(call_log.find(session, call_sid), "call")))


def _listed(asked: Wanted) -> call_list.Wanted:
    """The same question as the console's list asks it."""
    number = asked.number
    return call_list.Wanted(
        line=asked.line,
        with_message=asked.with_message,
        number=parse_number(number) or number if number else None,
        since=asked.started_from,
        until=asked.started_to,
        text=asked.q,
    )
