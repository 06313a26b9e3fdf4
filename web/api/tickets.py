"""Tickets: opened by our program, read by whoever they concern."""

import hashlib
import json
import re
from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint, HTTPTokenAuth
from apiflask.schemas import FileSchema
from flask import Response, jsonify
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from rules.entitlement import Activity, Place
from rules.tickets.ticket import State
from store import reading
from store.intake import idempotency
from store.intake.idempotency import Answer
from store.models import Ticket
from store.tickets import access_log, attachments, coverage_facts, lifecycle, withdrawals
from store.views import everywhere, ticket_json
from web import attachment_files
from web.api import schemas
from web.api.access import EVERYBODY, PROGRAM, STAFF, Caller, caller_of
from web.api.errors import found
from web.api.fields import Body, CallSid, Limit, Line60, RowId, Search
from web.api.services import Services
from web.api.ticket_intake import TicketIn, file

EXAMPLE = {
    "message": "Alla chiusura di cassa il programma si ferma con un errore.",
    "subject": "Errore alla chiusura di cassa",
    "category": "software",
    "urgency": "high",
    "callback_number": "045 8001234",
    "caller_name": "Marco Rossi",
    "product": "J2K",
    "software_version": "11.4.2",
    "last_error": "E2041: archivio MOVIM bloccato da un altro utente",
    "occurred_at": "2026-11-24T09:58:12+01:00",
}


ANY_FILE = "application/octet-stream"
_KEY = "^[!-~]+$"


def _key(text: str) -> str:
    if not re.fullmatch(_KEY, text):
        raise ValueError("expected letters, digits and signs of ASCII without blanks")
    return text


class Headers(BaseModel):
    idempotency_key: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=255,
            description="The same for each time that one request is sent.",
            json_schema_extra={"pattern": _KEY},
        ),
        AfterValidator(_key),
    ] = None


_Flag = Annotated[bool | None, Field(strict=True)]


class CoverageIn(Body):
    """What a technician found out about a request; it comes before all that a machine proposes."""

    activity: Annotated[Activity | None, Field(description="What is asked for, by the terms.")] = (
        None
    )
    unusable: Annotated[_Flag, Field(description="The program cannot be reached or used.")] = None
    leotron_software: Annotated[_Flag, Field(description="It is about a program of ours.")] = None
    latest_version: _Flag = None
    supported: Annotated[
        _Flag, Field(description="Hardware, operating system and peripherals are on our list.")
    ] = None
    place: Annotated[Place | None, Field(description="Where the work is done.")] = None
    serial: Annotated[Line60 | None, Field(description="Of the piece that is broken.")] = None
    bought_from_us: _Flag = None
    conformity_defect: _Flag = None
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, json_schema_extra={"minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "CoverageIn":
        if not self.model_fields_set:
            raise ValueError("expected a fact at least, found none")
        return self


class Wanted(BaseModel):
    """Which tickets; those with a smaller id than `before` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    call_sid: CallSid | None = None
    status: State | None = None
    q: Search = None
    limit: Limit = 100
    before: RowId | None = None


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /tickets."""

    @api.post("/tickets")
    @api.auth_required(auth, roles=list(EVERYBODY))
    @api.input(Headers, location="headers")
    @api.input(TicketIn, example=EXAMPLE)
    @api.output(schemas.Ticket, status_code=201, description="A new ticket")
    @api.doc(
        operation_id="openTicket",
        responses={200: "The request was added to a ticket that is open already"},
    )
    def open_ticket(headers_data: Headers, json_data: TicketIn) -> Response:
        """Ask for help

        For Leotron's program, with its installation's token; with a user's token, for the customer
        of `customer_code`. The customer's open request by telephone of the last hours takes the
        report up (200); else it is a ticket of its own (201). Sent again with the same
        Idempotency-Key and body, it gets the same answer and changes nothing.
        """
        with services.sessions.begin() as session:
            answer = _once(session, services, caller_of(auth), headers_data, json_data)
        response = jsonify(answer.body)
        response.status_code = answer.status
        response.headers["Location"] = f"/api/v1/tickets/{answer.body['id']}"
        return response

    @api.get("/tickets")
    @api.auth_required(auth, roles=list(EVERYBODY))
    @api.input(Wanted, location="query")
    @api.output(schemas.Tickets)
    @api.doc(operation_id="listTickets")
    def list_tickets(query_data: Wanted) -> Response:
        """The newest tickets first

        A program sees its own customer's alone, and of calls those that more than a code shows to be
        theirs: from a number of the customer's, or where a technician said so.
        """
        with reading(services.sessions) as session:
            rows = lifecycle.list_(
                session,
                status=query_data.status,
                call_sid=query_data.call_sid,
                limit=query_data.limit,
                before=query_data.before,
                fits=everywhere.tickets(session, query_data.q) if query_data.q else None,
                shown_to=caller_of(auth).customer_id,
            )
            return jsonify(ticket_json.many_json(session, rows, services.configured))

    @api.patch("/tickets/<int:ticket_id>/coverage")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(CoverageIn)
    @api.output(schemas.Ticket)
    @api.doc(operation_id="settleCoverage")
    def settle_coverage(ticket_id: int, json_data: CoverageIn) -> Response:
        """Say what the coverage of a ticket hangs on

        What is left out stays as it is; null is "nobody knows". Who pays is decided again at once.
        """
        said = json_data.model_dump(exclude_unset=True)
        with services.sessions.begin() as session:
            row = found(lifecycle.find(session, ticket_id), "ticket")
            who, now = caller_of(auth).name, services.now()
            coverage_facts.settle(session, row.id, said, actor=who, now=now)
            services.settle(session, row, now)
            session.flush()
            return jsonify(_shown(session, services, row))

    @api.delete("/tickets/<int:ticket_id>/coverage/<fact>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Ticket)
    @api.doc(operation_id="withdrawCoverage")
    def withdraw_coverage(ticket_id: int, fact: str) -> Response:
        """Take back what a person told of a fact

        What the request's words propose stands again, and who pays is decided again at once.
        """
        with services.sessions.begin() as session:
            row = found(lifecycle.find(session, ticket_id), "ticket")
            who, now = caller_of(auth).name, services.now()
            withdrawals.of_fact(session, row.id, fact, actor=who, now=now)
            services.settle(session, row, now)
            session.flush()
            return jsonify(_shown(session, services, row))

    @api.get("/tickets/<int:ticket_id>")
    @api.auth_required(auth, roles=list(EVERYBODY))
    @api.output(schemas.Ticket)
    @api.doc(operation_id="getTicket")
    def get_ticket(ticket_id: int) -> Response:
        """One ticket"""
        caller = caller_of(auth)
        with reading(services.sessions) as session:
            return jsonify(_shown(session, services, _readable(session, caller, ticket_id)))

    @api.get("/tickets/<int:ticket_id>/attachments/<int:attachment_id>")
    @api.auth_required(auth, roles=list(EVERYBODY))
    @api.output(FileSchema(type="string", format="binary"), content_type=ANY_FILE)
    @api.doc(operation_id="getAttachment")
    def get_attachment(ticket_id: int, attachment_id: int) -> Response:
        """A file that the customer sent with a ticket

        Its name, type and size stand in the ticket. Who fetched it is noted.
        """
        caller, now = caller_of(auth), services.now()
        with services.sessions.begin() as session:
            ticket = _readable(session, caller, ticket_id)
            file = found(attachments.find(session, ticket.id, attachment_id), "attachment")
            who = f"program {caller.name}" if caller.role == PROGRAM else caller.name
            access_log.note(
                session, ticket.id, access_log.FILE_OPENED, by=who, what=file.name, now=now
            )
            return attachment_files.saved(found(services.attachments, "attachment"), file)


def _readable(session: Session, caller: Caller, ticket_id: int) -> Ticket:
    """A ticket that the caller may read; another's is not there, so that numbers tell nothing."""
    if caller.customer_id is None:
        return found(lifecycle.find(session, ticket_id), "ticket")
    return found(lifecycle.find_shown(session, ticket_id, caller.customer_id), "ticket")


def _once(
    session: Session, services: Services, caller: Caller, headers: Headers, asked: TicketIn
) -> Answer:
    """The answer: a new one, or the one that was given under the key before."""
    key = headers.idempotency_key
    if key is None:
        return _filed(session, services, caller, asked)
    now = services.now()
    told = _digest(asked)
    before = idempotency.begin(session, caller=caller.key, key=key, digest=told, now=now)
    if before is not None:
        return before
    answer = _filed(session, services, caller, asked)
    idempotency.answered(session, caller=caller.key, key=key, answer=answer)
    return answer


def _filed(session: Session, services: Services, caller: Caller, asked: TicketIn) -> Answer:
    ticket, is_new = file(session, services, caller, asked)
    session.flush()
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return Answer(status.value, _shown(session, services, ticket))


def _shown(session: Session, services: Services, ticket: Ticket) -> dict[str, Any]:
    """The ticket, with the link that opens the customer's own page of it."""
    link = services.link_for(ticket) if services.link_for else None
    return ticket_json.as_json(session, ticket, services.configured) | {"link": link}


def _digest(asked: TicketIn) -> str:
    """What makes one request another: what it says, not how its JSON is written."""
    said = json.dumps(asked.model_dump(mode="json"), sort_keys=True)
    return hashlib.sha256(said.encode(errors="surrogatepass")).hexdigest()
