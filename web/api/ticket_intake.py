"""A program's request becomes a ticket, or joins the one that its customer opened by telephone."""

from typing import Annotated

from pydantic import Field
from sqlalchemy.orm import Session

from rules.callbacks.customer_number import Refusal, checked
from rules.customers import cell_rules
from rules.customers.cell_rules import Wrong
from rules.entitlement.weekend_gate import Asked, WeekendGate, weekend_gate
from rules.hours.schedule import Explanation, explain
from rules.tickets.ticket import Category as Kind
from rules.tickets.ticket import Channel
from rules.wall_clock import day_of
from store.billing import coverage
from store.customers import directory
from store.intake import program_reports, written_requests
from store.intake import weekend_gate as gates
from store.intake.program_reports import Report
from store.models import Customer, Ticket
from web.api.access import PROGRAM, Caller
from web.api.errors import Invalid
from web.api.fields import (
    Body,
    Category,
    EmailOrNone,
    Instant,
    Line40,
    Line120,
    Line255,
    Message,
    RowId,
    Text4000,
    Urgency,
)
from web.api.schemas.base import told
from web.api.services import Services


class TicketIn(Body):
    """A request for help."""

    message: Annotated[
        Message, told("What happened, in the customer's words.", "Il programma non parte.")
    ]
    subject: Annotated[Line255 | None, told("It in a line.", "Il programma non parte")] = None
    category: Annotated[Category, told("What it is about.", "software")] = "other"
    urgency: Annotated[
        Urgency, told("blocking: the program cannot be reached or used.", "blocking")
    ] = "normal"
    callback_number: Annotated[
        Line40 | None,
        Field(
            description="A telephone number, Italian unless it begins with +; without one, the "
            "first of the customer's numbers is called.",
            examples=["045 8001234"],
            json_schema_extra={"format": "phone"},
        ),
    ] = None
    caller_name: Annotated[Line120 | None, told("Who asks.", "Marco Rossi")] = None
    email: Annotated[
        EmailOrNone, told("Where they read what we write.", "marco@ferramentarossi.example")
    ] = None
    product: Annotated[Line120 | None, told("Which program.", "J2K")] = None
    software_version: Annotated[Line40 | None, told("In which version.", "11.4.2")] = None
    last_error: Annotated[
        Text4000 | None, told("As the program showed it.", "E2041: archivio bloccato")
    ] = None
    occurred_at: Annotated[
        Instant | None, told("When, with its offset.", "2026-11-24T09:58:12+01:00")
    ] = None
    customer_code: Annotated[
        Line40 | None, told("For whom; with a user's token alone.", "L1042")
    ] = None
    ticket: Annotated[
        RowId | None,
        Field(
            strict=True,
            description="The id of the customer's open ticket that this is about.",
            examples=[1001],
        ),
    ] = None


def file(
    session: Session, services: Services, caller: Caller, asked: TicketIn
) -> tuple[Ticket, bool]:
    """The ticket, and whether it is new; raises Invalid, which names the field."""
    now = services.now()
    customer = _customer(session, caller, asked)
    when = explain(now, services.hours)
    gate = _weekend_gate(session, services, customer, asked, when)
    j_system = gate.is_open if gate else _subscribes(session, customer, asked, when)
    in_charge_at = when.in_charge(j_system=j_system)
    report = _report(services, caller, asked)
    ticket = _open_already(session, services, customer, asked)
    if ticket is None:
        request = _request(session, customer, report, j_system=j_system)
        made = written_requests.open_written(
            session, request, in_charge_at=in_charge_at, actor=_actor(caller), now=now
        )
        if report.words:
            program_reports.note(session, made, report, actor=_actor(caller), now=now)
        if gate is not None:
            gates.keep(session, made, gate, when)
        services.settle(session, made, now)
        return made, True
    program_reports.join(
        session,
        ticket,
        report,
        in_charge_at=in_charge_at,
        j_system=j_system,
        actor=_actor(caller),
        now=now,
    )
    if gate is not None and gate.is_open:
        gates.keep(session, ticket, gate, when)
    services.settle(session, ticket, now)
    return ticket, False


def _customer(session: Session, caller: Caller, asked: TicketIn) -> Customer:
    """The program's own customer, or the one whom a user names."""
    if caller.role == PROGRAM:
        if asked.customer_code is not None:
            raise Invalid("customer_code", "an installation speaks for its own customer alone")
        return session.get_one(Customer, caller.customer_id)
    if asked.customer_code is None:
        raise Invalid("customer_code", "expected a customer's code, since this is a user's token")
    customer = directory.by_code(session, asked.customer_code)
    if customer is None:
        raise Invalid("customer_code", "there is no customer with this code")
    return customer


NOT_TO_RING = {
    Refusal.NO_NUMBER: "a telephone number such as 045 8001234",
    Refusal.TWO_LINES: "one whole telephone number, without a second line or an extension",
    Refusal.NO_LINE: "the number of a telephone line or a mobile",
    Refusal.OURS: "the customer's number, found one of our lines",
}


def number_to_ring(services: Services, written: str | None) -> str | None:
    """The number given, in E.164; raises Invalid for one at which nobody can be rung."""
    if written is None:
        return None
    found = checked(written, services.ours)
    if isinstance(found, Refusal):
        raise Invalid("callback_number", f"expected {NOT_TO_RING[found]}")
    return found


def _email(asked: TicketIn) -> str | None:
    """The address given, if it looks like one."""
    address = cell_rules.email(asked.email or "")
    if isinstance(address, Wrong):
        raise Invalid("email", f"expected {address.expected}")
    return address


def _weekend_gate(
    session: Session, services: Services, customer: Customer, asked: TicketIn, when: Explanation
) -> WeekendGate | None:
    """Week-end help: for subscribers who cannot reach or use our software, and for nobody else."""
    if not when.weekend_is_sooner:
        return None
    wanted = Asked(unusable=asked.urgency == "blocking", category=Kind(asked.category))
    return weekend_gate(wanted, gates.known_of(session, customer, when, services.terms))


def _subscribes(session: Session, customer: Customer, asked: TicketIn, when: Explanation) -> bool:
    if asked.category != "software" or asked.urgency != "blocking":
        return False
    return coverage.terms_of(session, customer).has_j_system(day_of(when.at, when.timezone))


def _open_already(
    session: Session, services: Services, customer: Customer, asked: TicketIn
) -> Ticket | None:
    """The ticket that the program names, else the customer's recent one by telephone."""
    if asked.ticket is None:
        return program_reports.live_call(
            session, customer.id, services.now() - services.join_within
        )
    ticket = program_reports.live(session, asked.ticket, customer.id)
    if ticket is None:
        raise Invalid("ticket", "expected an open ticket of this customer")
    return ticket


def _report(services: Services, caller: Caller, asked: TicketIn) -> Report:
    return Report(
        message=asked.message,
        category=asked.category,
        urgency=asked.urgency,
        subject=asked.subject or None,
        product=asked.product or None,
        caller_name=asked.caller_name or None,
        email=_email(asked),
        number=number_to_ring(services, asked.callback_number),
        software_version=asked.software_version or None,
        last_error=asked.last_error or None,
        occurred_at=asked.occurred_at,
        installation_id=caller.installation_id,
    )


def _request(
    session: Session,
    customer: Customer,
    report: Report,
    *,
    j_system: bool,
) -> written_requests.Request:
    known = directory.phones(session, customer.id)
    return written_requests.Request(
        message=report.message,
        channel=Channel.PROGRAM,
        number=report.number or (known[0] if known else None),
        caller_name=report.caller_name,
        company=customer.name,
        email=report.email,
        customer_id=customer.id,
        customer_code=customer.code,
        category=report.category,
        urgency=report.urgency,
        subject=report.subject,
        product=report.product,
        software_version=report.software_version,
        last_error=report.last_error,
        installation_id=report.installation_id,
        j_system=j_system,
    )


def _actor(caller: Caller) -> str:
    return f"program {caller.name}" if caller.role == PROGRAM else caller.name
