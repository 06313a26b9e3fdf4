"""Customers: read by technicians, written by supervisors, under the rules of the CSV files."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema, create_model
from sqlalchemy.orm import Session

from rules.customers import rows as rules
from rules.customers.cell_rules import LONGEST_WARRANTY, MOST_PHONES, SHORTEST_WARRANTY, Wrong
from rules.customers.rows import (
    CUSTOMER,
    CUSTOMER_COLUMNS,
    MAY_LACK,
    MOST_PIECES,
    Column,
    CustomerRow,
    HardwareRow,
    Shape,
    same_serial,
)
from rules.customers.table import Columns, read_fields
from rules.wall_clock import day_of
from store import reading
from store.customers import edits, import_customers, import_hardware
from store.views import customer_list
from store.views.as_json import customer_json
from web.api import schemas
from web.api.access import STAFF, SUPERVISORS, caller_of
from web.api.errors import Invalid, found
from web.api.fields import Body, EmailOrNone, Limit, Line40, Line60, Line120, Line200, line, lines
from web.api.next_page import listed, page_of
from web.api.schemas.base import told
from web.api.schemas.customers import WORDS
from web.api.services import Services

Day = Annotated[Line40, Field(json_schema_extra={"format": "date"})]
# An empty one is none, as in the files.
DayOrNone = Annotated[
    Line40 | None,
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "format": "date"},
                {"type": "string", "maxLength": 0},
                {"type": "null"},
            ]
        }
    ),
]
Phone = Annotated[Line40, Field(json_schema_extra={"format": "phone"})]


class Wanted(BaseModel):
    """Which customers; those behind the code `after` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    q: Annotated[
        Line120 | None,
        Field(
            description="Words of name, code and e-mail, all of them and in any order, with "
            "accents or without; or digits of a telephone number."
        ),
    ] = None
    limit: Limit = 100
    after: Annotated[
        Line40 | None, Field(description="The code at which the page before ended.")
    ] = None


class PieceIn(Body):
    """A piece of hardware that the customer bought."""

    item: Annotated[Line200, told("What it is.", "Stampante fiscale")]
    serial: Annotated[
        Line60 | None, told("One piece's alone, however it is written.", "SF-204-118")
    ] = None
    bought_on: Annotated[Day, told("Not after today.", "2026-03-02")]
    warranty_months: Annotated[
        int,
        Field(
            strict=True,
            ge=SHORTEST_WARRANTY,
            le=LONGEST_WARRANTY,
            description="How many months the warranty runs.",
            examples=[24],
        ),
    ] = SHORTEST_WARRANTY
    warranty_until: Annotated[
        Day | None, told("As it was answered; it follows from the others.", "2028-03-02")
    ] = None


def _field(name: str, column: Column) -> tuple[Any, Any]:
    """The type and default of a column in what a program sends."""
    kind, default = _kind(column)
    return Annotated[kind, told(*WORDS[name])], default


def _kind(column: Column) -> tuple[Any, Any]:
    match column.shape:
        case Shape.LINE:
            return line(column.longest) | None, None
        case Shape.LINES:
            return lines(column.longest) | None, None
        case Shape.EMAIL:
            return EmailOrNone, None
        case Shape.PHONES:
            return Annotated[list[Phone], Field(max_length=MOST_PHONES)], []
        case Shape.FLAG:
            return Annotated[bool, Field(strict=True)], False
        case Shape.DAY:
            return DayOrNone, None


_ALL_PIECES = Field(
    max_length=MOST_PIECES,
    description="All pieces: those that are known and not named are taken away. Left out, or null, "
    "they stay as they are.",
)
# The columns of the files, but for the code, which is in the address; and the hardware.
_FIELDS: dict[str, Any] = {
    **{name: _field(name, column) for name, column in CUSTOMER_COLUMNS.items() if name != "code"},
    "name": (Annotated[Line200, told(*WORDS["name"])], ...),
    "hardware": (Annotated[list[PieceIn] | None, _ALL_PIECES], None),
}
CustomerIn = create_model(
    "CustomerIn",
    __base__=Body,
    __doc__="""A customer; what is left out is none, no, or without an end.

    But hardware and account manager stay as they are.""",
    **_FIELDS,
)


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /customers."""

    @api.get("/customers")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Wanted, location="query")
    @api.output(schemas.Customers)
    @api.doc(operation_id="listCustomers")
    def list_customers(query_data: Wanted) -> Response:
        """The customers by their codes"""
        with reading(services.sessions) as session:
            wanted = customer_list.Wanted(query_data.q, query_data.after)
            page = customer_json.page(session, wanted, query_data.limit + 1)
        known, more = page_of(page, query_data.limit)
        return listed(known, more=more, name="after", last=known[-1]["code"] if known else None)

    @api.get("/customers/<code>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Customer)
    @api.doc(operation_id="getCustomer")
    def get_customer(code: str) -> Response:
        """One customer"""
        with reading(services.sessions) as session:
            customer = customer_json.exactly(session, code)
        return jsonify(found(customer, "customer"))

    @api.put("/customers/<code>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(CustomerIn)
    @api.output(schemas.Customer)
    @api.doc(operation_id="putCustomer", responses={201: "A new customer"})
    def put_customer(code: str, json_data: Any) -> Response:
        """Write a customer, new or known

        The whole of it: numbers that are not named are taken away, and so is hardware where any
        is told. A piece that was sold on is first taken away from its former owner.
        """
        row = _row(code, json_data)
        pieces = _pieces(
            row.code, json_data.hardware, day_of(services.now(), services.hours.timezone)
        )
        with services.sessions.begin() as session:
            import_customers.keep_others_out(session)
            if pieces is not None:
                _refuse_others(session, pieces)
            by = caller_of(auth).name
            change = edits.write(session, row, pieces, by=by, now=services.now())
            response = jsonify(customer_json.exactly(session, row.code))
        response.status_code = 201 if change.before is None else 200
        return response


def _row(code: str, given: Body) -> CustomerRow:
    """The customer by the rules of the files; raises Invalid for the first field that breaks one."""
    cells = {name: rules.cell_of(value) for name, value in given if name in CUSTOMER}
    values = _values({"code": code, **cells}, CUSTOMER, "")
    unsaid = MAY_LACK - given.model_fields_set  # an older program knows nothing of them
    return CustomerRow(**{name: value for name, value in values.items() if name not in unsaid})


def _pieces(code: str, hardware: list[PieceIn] | None, today: date) -> list[HardwareRow] | None:
    """The customer's hardware by the same rules; None where it was left out."""
    if hardware is None:
        return None
    columns = rules.hardware(today)
    rows = []
    for at, piece in enumerate(hardware):
        cells = {name: rules.cell_of(value) for name, value in piece if name in columns}
        values = _values({"customer_code": code, **cells}, columns, f"hardware.{at}.")
        row = HardwareRow(**values)
        if piece.warranty_until not in (None, row.warranty_until.isoformat()):
            raise Invalid(
                f"hardware.{at}.warranty_until",
                f"expected {row.warranty_until}, by bought_on and warranty_months, or nothing",
            )
        rows.append(row)
    if twice := same_serial(rows):
        raise Invalid(
            f"hardware.{twice[1]}.serial",
            f"expected each serial once, found that of hardware.{twice[0]}",
        )
    return rows


def _refuse_others(session: Session, pieces: list[HardwareRow]) -> None:
    """Raise Invalid for a serial number that another customer has."""
    told = {at: (row.customer_code, row.serial) for at, row in enumerate(pieces) if row.serial}
    for at, owner in sorted(import_hardware.of_others(session, told).items()):
        raise Invalid(
            f"hardware.{at}.serial",
            "expected a serial number that no other customer has, found one of customer "
            f"{owner}: if the piece was sold on, take it away from them first",
        )


def _values(cells: Mapping[str, str], columns: Columns, before: str) -> dict[str, Any]:
    """The values of the cells; raises Invalid, which names the field behind what stands before."""
    values = read_fields(cells, columns)
    for name, value in values.items():
        if isinstance(value, Wrong):
            place = "path" if name == "code" else "json"
            raise Invalid(f"{before}{name}", f"expected {value.expected}", place)
    return values
