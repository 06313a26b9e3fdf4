"""Coverage of a ticket: what a person found out about who pays, told and taken back."""

from typing import Annotated

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import ConfigDict, Field, model_validator

from rules.entitlement import Activity, Place
from store.tickets import coverage_facts, lifecycle, withdrawals
from web.api import schemas
from web.api.access import STAFF, caller_of
from web.api.errors import found
from web.api.fields import Body, Line60
from web.api.schemas.base import told
from web.api.services import Services
from web.api.tickets import shown

_Flag = Annotated[bool | None, Field(strict=True)]


class CoverageIn(Body):
    """What a technician found out about a request; it comes before all that a machine proposes."""

    activity: Annotated[Activity | None, told("What is asked for, by the terms.", "use")] = None
    unusable: Annotated[_Flag, told("The program cannot be reached or used.", False)] = None
    leotron_software: Annotated[_Flag, told("It is about a program of ours.", True)] = None
    latest_version: Annotated[_Flag, told("The customer has its latest version.", True)] = None
    supported: Annotated[
        _Flag, told("Hardware, operating system and peripherals are on our list.", True)
    ] = None
    place: Annotated[Place | None, told("Where the work is done.", "remote")] = None
    serial: Annotated[Line60 | None, told("Of the piece that is broken.", "SF-204-118")] = None
    bought_from_us: Annotated[_Flag, told("The customer bought that piece from us.", True)] = None
    conformity_defect: Annotated[_Flag, told("It was faulty when it was bought.", False)] = None
    model_config = ConfigDict(
        extra="forbid", hide_input_in_errors=True, json_schema_extra={"minProperties": 1}
    )

    @model_validator(mode="after")
    def _says_something(self) -> "CoverageIn":
        if not self.model_fields_set:
            raise ValueError("expected a fact at least, found none")
        return self


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /tickets/{ticket_id}/coverage."""

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
            return jsonify(shown(session, services, row))

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
            return jsonify(shown(session, services, row))
