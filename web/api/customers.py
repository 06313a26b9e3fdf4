"""Customers: read by technicians, written by supervisors, under the rules of the CSV files."""

from typing import Annotated, Any

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field

from desk.cells import MOST_PHONES, Wrong
from desk.customers import CUSTOMER, CustomerRow
from desk.sheet import read_fields
from store import customer_pages, customers_book, reading
from store.customer_pages import customer_json
from web.api import answers
from web.api.access import STAFF, SUPERVISORS
from web.api.desk import Desk
from web.api.fields import Body, Limit, Line40, Line120, Line200, Line254, Text10000
from web.api.found import found
from web.api.problems import Invalid

Day = Annotated[Line40, Field(json_schema_extra={"format": "date"})]
Phone = Annotated[Line40, Field(json_schema_extra={"format": "phone"})]


class Wanted(BaseModel):
    """Which customers; those behind the code `after` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    limit: Limit = 100
    after: Line40 | None = None


class CustomerIn(Body):
    """A customer; what is left out is none, no, or without an end."""

    name: Line200
    phones: Annotated[list[Phone], Field(default_factory=list, max_length=MOST_PHONES)]
    email: Annotated[Line254 | None, Field(json_schema_extra={"format": "email"})] = None
    contract: Annotated[bool, Field(strict=True)] = False
    contract_until: Annotated[Day | None, Field(description="The last day.")] = None
    j_system: Annotated[bool, Field(strict=True)] = False
    j_system_until: Annotated[Day | None, Field(description="The last day.")] = None
    software: Line120 | None = None
    software_version: Line40 | None = None
    notes: Text10000 | None = None


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, desk: Desk) -> None:
    """Everything under /customers."""

    @api.get("/customers")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Wanted, location="query")
    @api.output(answers.Customers)
    @api.doc(operation_id="listCustomers")
    def list_customers(query_data: Wanted) -> Response:
        """The customers by their codes"""
        with reading(desk.sessions) as session:
            rows = customer_pages.page(session, after=query_data.after, limit=query_data.limit)
            return jsonify([customer_json(row) for row in rows])

    @api.get("/customers/<code>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(answers.Customer)
    @api.doc(operation_id="getCustomer")
    def get_customer(code: str) -> Response:
        """One customer"""
        with reading(desk.sessions) as session:
            row = customer_pages.exactly(session, code)
        return jsonify(customer_json(found(row, "customer")))

    @api.put("/customers/<code>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(CustomerIn)
    @api.output(answers.Customer)
    @api.doc(operation_id="putCustomer", responses={201: "A new customer"})
    def put_customer(code: str, json_data: CustomerIn) -> Response:
        """Write a customer, new or known

        The whole of it: numbers that are not named are taken away.
        """
        row = _row(code, json_data)
        with desk.sessions.begin() as session:
            (change,) = customers_book.write(session, [row])
        response = jsonify(customer_json(row))
        response.status_code = 201 if change.before is None else 200
        return response


def _row(code: str, given: CustomerIn) -> CustomerRow:
    """The customer by the rules of the files; raises Invalid for the first field that breaks one."""
    values = read_fields({"code": code, **_cells(given)}, CUSTOMER)
    for name, value in values.items():
        if isinstance(value, Wrong):
            raise Invalid(name, f"expected {value.expected}", "path" if name == "code" else "json")
    return CustomerRow(**values)


def _cells(given: CustomerIn) -> dict[str, str]:
    return {name: _cell(value) for name, value in given}


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list():
            return "|".join(value)
        case _:
            return str(value)
