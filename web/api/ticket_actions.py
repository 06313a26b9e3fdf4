"""What technicians do about a ticket: notes, facts, state, whose it is; as the console does it."""

from http import HTTPStatus
from typing import Annotated, Any, Literal

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import ConfigDict, Field, model_validator
from sqlalchemy.orm import Session

from rules.tickets.ticket import State
from store import reading
from store.customers import directory
from store.models import Ticket
from store.tickets import lifecycle, owners
from store.views.as_json.history_json import history_json
from web.api import schemas
from web.api.access import STAFF, caller_of
from web.api.errors import Invalid, found
from web.api.fields import Body, Category, Instant, Line40, Line120, Line255, Note, Urgency
from web.api.once import Answer, Headers, Once, once, reply
from web.api.schemas.base import one_of, told
from web.api.services import Services
from web.api.ticket_intake import number_to_ring
from web.api.tickets import shown

NOT_ITS_STATE = "It does not move there from where it is"
NOT_OWNED = "Who sees to it is decided by its callback, or it is over"
_Note = Annotated[Note | None, told("Words for its history.", "Sente il fornitore.")]


class NoteIn(Body):
    """Something that colleagues should know."""

    note: Annotated[Note, told("What.", "Il cliente chiude alle 18.")]


class MoveIn(Body):
    """Where a ticket moves to."""

    status: Annotated[State, one_of("To where", State, "resolved")]
    note: _Note = None


class GiveIn(Body):
    """Whom a ticket is handed on to."""

    to: Annotated[Line40, told("The colleague's user name.", "luca")]
    note: _Note = None


class PutOffIn(Body):
    """Until when a ticket is put off."""

    until: Annotated[
        Instant | None,
        told("When its owner comes back to it; null: now.", "2026-11-25T09:00:00+01:00"),
    ]


class FactsIn(Body):
    """What a person knows better; from then on no machine touches it."""

    subject: Annotated[Line255 | None, told("It in a line.", "Cassa bloccata")] = None
    category: Annotated[Category, told("What it is about.", "software")] = "other"
    urgency: Annotated[Urgency, told("How pressing it is.", "high")] = "normal"
    callback_number: Annotated[
        Line40 | None,
        Field(
            description="Where the customer is rung; null: at the number that called.",
            examples=["045 8001234"],
            json_schema_extra={"format": "phone"},
        ),
    ] = None
    caller_name: Annotated[Line120 | None, told("Who called or wrote.", "Marco Rossi")] = None
    company: Annotated[Line120 | None, told("Their firm.", "Ferramenta Rossi")] = None
    product: Annotated[Line120 | None, told("What it is about.", "J2K")] = None
    wants: Annotated[
        Literal["callback", "information", "cancel"] | None, told("What they want.", "callback")
    ] = None
    customer_code: Annotated[Line40, told("The code of whose it is.", "L1042")] = ""
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, json_schema_extra={"minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "FactsIn":
        if not self.model_fields_set:
            raise ValueError("expected a fact at least, found none")
        return self


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """/tickets/{ticket_id} and its history, notes, state and owner."""

    @api.patch("/tickets/<int:ticket_id>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(FactsIn)
    @api.output(schemas.Ticket)
    @api.doc(operation_id="correctTicket")
    def correct(ticket_id: int, json_data: FactsIn) -> Response:
        """Correct the facts of a ticket

        What is left out stays as it is; null is "not known". Who pays and when we call are decided
        again at once.
        """
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            facts = _facts(session, services, json_data)
            by, now = caller_of(auth).name, services.now()
            lifecycle.correct(session, row.id, facts, actor=by, now=now)
            services.settle(session, row, now)
            return _fresh(session, services, row)

    @api.get("/tickets/<int:ticket_id>/history")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.History)
    @api.doc(operation_id="listHistory")
    def history(ticket_id: int) -> Response:
        """What was done about a ticket, oldest first"""
        with reading(services.sessions) as session:
            row = _ticket(session, ticket_id)
            return jsonify([history_json(one) for one in lifecycle.history(session, row.id)])

    @api.post("/tickets/<int:ticket_id>/notes")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Headers, location="headers")
    @api.input(NoteIn)
    @api.output(schemas.HistoryEntry, status_code=201)
    @api.doc(operation_id="addNote")
    def add_note(ticket_id: int, headers_data: Headers, json_data: NoteIn) -> Response:
        """Write a note into a ticket's history"""
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data, f"note {ticket_id}")
        with services.sessions.begin() as session:
            answer = once(
                session,
                services,
                asked,
                lambda: _noted(session, services, ticket_id, json_data.note, caller.name),
            )
        return reply(answer)

    @api.post("/tickets/<int:ticket_id>/status")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(MoveIn)
    @api.output(schemas.Ticket)
    @api.doc(operation_id="moveTicket", responses={409: NOT_ITS_STATE})
    def move(ticket_id: int, json_data: MoveIn) -> Response:
        """Move a ticket, and its callback with it

        Who begins what is nobody's sees to it. A move to where it is changes nothing.
        """
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            owners.move(session, row.id, json_data.status, by=by, now=now, note=json_data.note)
            return _fresh(session, services, row)

    _add_owner_routes(api, auth, services)


def _add_owner_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    @api.post("/tickets/<int:ticket_id>/take")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Ticket)
    @api.doc(operation_id="takeTicket", responses={409: NOT_OWNED})
    def take(ticket_id: int) -> Response:
        """See to a ticket that no callback drives on"""
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            owners.take(session, row.id, by=by, now=now)
            return _fresh(session, services, row)

    @api.post("/tickets/<int:ticket_id>/hand-on")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(GiveIn)
    @api.output(schemas.Ticket)
    @api.doc(operation_id="handOnTicket", responses={409: NOT_OWNED})
    def hand_on(ticket_id: int, json_data: GiveIn) -> Response:
        """Hand a ticket that no callback drives on to a colleague

        While its customer is still to be rung, tell the callback's outcome instead: handed_on.
        """
        by, now, to = caller_of(auth).name, services.now(), json_data.to
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            owners.give(session, row.id, to, by=by, now=now, note=json_data.note)
            return _fresh(session, services, row)

    @api.post("/tickets/<int:ticket_id>/put-off")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(PutOffIn)
    @api.output(schemas.Ticket)
    @api.doc(operation_id="putOffTicket", responses={409: NOT_OWNED})
    def put_off(ticket_id: int, json_data: PutOffIn) -> Response:
        """Put a ticket off that no callback drives on, or no longer"""
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            row = _ticket(session, ticket_id)
            owners.come_back(session, row.id, json_data.until, by=by, now=now)
            return _fresh(session, services, row)


def _facts(session: Session, services: Services, asked: FactsIn) -> dict[str, Any]:
    """The columns to be written; raises Invalid, which names the field."""
    facts = asked.model_dump(exclude_unset=True)
    if "callback_number" in facts:
        facts["callback_number"] = number_to_ring(services, asked.callback_number)
    if "customer_code" in facts:
        known = directory.by_code(session, asked.customer_code)
        if known is None:
            raise Invalid("customer_code", "there is no customer with this code")
        facts["customer_code"] = known.code
    nothing = {"subject", "caller_name", "company", "product"}
    return {name: value or None if name in nothing else value for name, value in facts.items()}


def _noted(session: Session, services: Services, ticket_id: int, note: str, by: str) -> Answer:
    row = _ticket(session, ticket_id)
    lifecycle.add(session, row.id, actor=by, event="note", note=note, now=services.now())
    session.flush()
    return Answer(HTTPStatus.CREATED.value, history_json(lifecycle.history(session, row.id)[-1]))


def _ticket(session: Session, ticket_id: int) -> Ticket:
    return found(lifecycle.find(session, ticket_id), "ticket")


def _fresh(session: Session, services: Services, row: Ticket) -> Response:
    """The ticket as the statements before have left it."""
    session.flush()
    session.expire_all()
    return jsonify(shown(session, services, row))
