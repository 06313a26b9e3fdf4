"""Tickets: opened by our program, read by whoever they concern."""

from http import HTTPStatus
from typing import Annotated, Any

from apiflask import APIBlueprint, HTTPTokenAuth
from apiflask.schemas import FileSchema
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from rules.entitlement.decision import Coverage
from rules.tickets.ticket import LIVE, Channel, State
from store import reading
from store.customers import directory
from store.models import Ticket
from store.tickets import access_log, attachments, lifecycle
from store.views import ticket_list
from store.views.as_json import ticket_json
from web import attachment_files
from web.api import schemas
from web.api.access import EVERYBODY, PROGRAM, Caller, caller_of
from web.api.errors import found
from web.api.fields import CallSid, Category, Instant, Limit, Line40, RowId, Search, Urgency
from web.api.next_page import listed, page_of
from web.api.once import Answer, Headers, Once, once, reply
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

NOBODY = 0  # no customer's id
ANY_FILE = "application/octet-stream"


class Wanted(BaseModel):
    """Which tickets; those with a smaller id than `before` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    call_sid: Annotated[CallSid | None, Field(description="That this call opened or is about.")] = (
        None
    )
    status: Annotated[State | None, Field(description="How far they are.")] = None
    live: Annotated[
        bool | None, Field(description="True: that somebody still has to do something about.")
    ] = None
    urgency: Annotated[Urgency | None, Field(description="How pressing they are.")] = None
    category: Annotated[Category | None, Field(description="What they are about.")] = None
    channel: Annotated[Channel | None, Field(description="By which door they came.")] = None
    cover: Annotated[Coverage | None, Field(description="Who pays.")] = None
    customer: Annotated[Line40 | None, Field(description="The code of the customer.")] = None
    owner: Annotated[
        Line40 | None, Field(description="The user's name of whose they are, in hand or to see to.")
    ] = None
    nobodys: Annotated[
        bool | None, Field(description="True: in progress, and nobody sees to them.")
    ] = None
    not_arrived: Annotated[
        bool | None, Field(description="True: of which a message did not reach the customer.")
    ] = None
    created_from: Annotated[Instant | None, Field(description="That came then or later.")] = None
    created_to: Annotated[Instant | None, Field(description="That came before then.")] = None
    q: Search = None
    limit: Limit = 100
    before: Annotated[RowId | None, Field(description="The id at which the page before ended.")] = (
        None
    )


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
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data)
        with services.sessions.begin() as session:
            answer = once(
                session, services, asked, lambda: _filed(session, services, caller, json_data)
            )
        return reply(answer, f"/api/v1/tickets/{answer.body['id']}")

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
        limit = query_data.limit
        with reading(services.sessions) as session:
            found_, more = page_of(
                ticket_list.tickets(
                    session,
                    _listed(session, query_data),
                    limit + 1,
                    shown_to=caller_of(auth).customer_id,
                ),
                limit,
            )
            told = ticket_json.many_json(session, found_, services.configured)
        return listed(told, more=more, name="before", last=found_[-1].id if found_ else None)

    @api.get("/tickets/<int:ticket_id>")
    @api.auth_required(auth, roles=list(EVERYBODY))
    @api.output(schemas.Ticket)
    @api.doc(operation_id="getTicket")
    def get_ticket(ticket_id: int) -> Response:
        """One ticket"""
        caller = caller_of(auth)
        with reading(services.sessions) as session:
            return jsonify(shown(session, services, readable(session, caller, ticket_id)))

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
            ticket = readable(session, caller, ticket_id)
            file = found(attachments.find(session, ticket.id, attachment_id), "attachment")
            who = f"program {caller.name}" if caller.role == PROGRAM else caller.name
            access_log.note(
                session, ticket.id, access_log.FILE_OPENED, by=who, what=file.name, now=now
            )
            return attachment_files.saved(found(services.attachments, "attachment"), file)


def _listed(session: Session, asked: Wanted) -> ticket_list.Wanted:
    """The same question as the console's list asks it; a code that is nobody's finds nothing."""
    known = directory.by_code(session, asked.customer) if asked.customer else None
    states = (asked.status,) if asked.status else ()
    return ticket_list.Wanted(
        states=states or (sorted(LIVE) if asked.live else ()),
        urgency=asked.urgency,
        category=asked.category,
        channel=asked.channel,
        cover=asked.cover,
        customer_id=(known.id if known else NOBODY) if asked.customer else None,
        owned_by=asked.owner,
        nobodys=bool(asked.nobodys),
        not_arrived=bool(asked.not_arrived),
        call_sid=asked.call_sid,
        since=asked.created_from,
        until=asked.created_to,
        text=asked.q,
        before=asked.before,
    )


def readable(session: Session, caller: Caller, ticket_id: int) -> Ticket:
    """A ticket that the caller may read; another's is not there, so that numbers tell nothing."""
    if caller.customer_id is None:
        return found(lifecycle.find(session, ticket_id), "ticket")
    return found(lifecycle.find_shown(session, ticket_id, caller.customer_id), "ticket")


def _filed(session: Session, services: Services, caller: Caller, asked: TicketIn) -> Answer:
    ticket, is_new = file(session, services, caller, asked)
    session.flush()
    status = HTTPStatus.CREATED if is_new else HTTPStatus.OK
    return Answer(status.value, shown(session, services, ticket))


def shown(session: Session, services: Services, ticket: Ticket) -> dict[str, Any]:
    """The ticket, with the link that opens the customer's own page of it."""
    link = services.link_for(ticket) if services.link_for else None
    return ticket_json.as_json(session, ticket, services.configured) | {"link": link}
