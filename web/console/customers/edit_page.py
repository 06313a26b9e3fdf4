"""Customers added and altered by a supervisor, from *Clienti* or from a request of theirs."""

from datetime import datetime

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.customers.rows import CUSTOMER_COLUMNS, CustomerRow, HardwareRow
from rules.phone_numbers import display
from rules.wall_clock import day_of
from store import reading
from store.customers import directory, edits, import_customers, import_hardware, offers
from store.models import Customer, Ticket
from store.tickets import lifecycle
from web.console import words
from web.console.current_user import me
from web.console.customers import customer_form
from web.console.customers.customer_form import CustomerForm
from web.console.customers.customers_page import picked
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

CHANGED = (
    "Nel frattempo un collega ha cambiato questo cliente. Qui sotto c'è quello che hai scritto tu: "
    "controlla, e se vale salva di nuovo."
)


def pages(services: Services) -> Pages:
    """/console/clienti/nuovo and /console/clienti/7/modifica; as the API, for supervisors"""
    part = Pages("customer_edits")

    @part.page(f"{PREFIX}/clienti/nuovo", Who.SUPERVISOR)
    def new() -> ResponseReturnValue:
        with reading(services.sessions) as session:
            form = _from_request(_ticket_of(session))
        return _page(services, form, None)

    @part.page(f"{PREFIX}/clienti/nuovo", Who.SUPERVISOR, ("POST",))
    def add() -> ResponseReturnValue:
        return _added(services)

    @part.page(f"{PREFIX}/clienti/<id:customer_id>/modifica", Who.SUPERVISOR)
    def edit(customer_id: int) -> ResponseReturnValue:
        with reading(services.sessions) as session:
            row, pieces = _kept(session, _customer(session, customer_id))
        return _page(services, customer_form.shown(row, pieces), customer_id)

    @part.page(f"{PREFIX}/clienti/<id:customer_id>/modifica", Who.SUPERVISOR, ("POST",))
    def alter(customer_id: int) -> ResponseReturnValue:
        return _altered(services, customer_id)

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/numero", Who.SUPERVISOR, ("POST",))
    def add_number(ticket_id: int) -> ResponseReturnValue:
        return _number_added(services, ticket_id)

    return part


def _page(services: Services, form: CustomerForm, customer_id: int | None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        name = form.cells.get("name") if customer_id is None else None
        alike = offers.named(session, name)
    told = {
        "form": form,
        "customer_id": customer_id,
        "columns": CUSTOMER_COLUMNS,
        "labels": words.CUSTOMER_FIELDS,
        "asked": request.values.get("richiesta", ""),
        "now": services.now(),
        "alike": alike,
    }
    return render_template("console/customers/edit.html", **told), 422 if form.errors else 200


def _added(services: Services) -> ResponseReturnValue:
    now = services.now()
    form = customer_form.sent(day_of(now, services.timezone))
    if form.row is None:
        return _page(services, form, None)
    with services.sessions.begin() as session:
        import_customers.keep_others_out(session)
        known = directory.by_code(session, form.row.code)
        if known is not None and known.code == form.row.code:
            form.errors["code"] = f"Codice: è già di {known.name}."
        elif not _is_of_another(session, form):
            edits.write(session, form.row, form.hardware, by=me().name, now=now)
            session.flush()
            made = directory.by_code(session, form.row.code)
            ticket = _ticket_of(session)
            if ticket is not None:
                _link(services, session, ticket, form.row.code, now)
    if form.errors or made is None:
        return _page(services, form, None)
    flash(f"Aggiunto {form.row.name}.")
    if ticket is not None:
        return redirect(url_for("tickets.ticket", ticket_id=ticket.id), 303)
    return redirect(url_for("customers.customer", customer_id=made.id), 303)


def _altered(services: Services, customer_id: int) -> ResponseReturnValue:
    now = services.now()
    with services.sessions.begin() as session:
        import_customers.keep_others_out(session)
        customer = _customer(session, customer_id)
        form = customer_form.sent(day_of(now, services.timezone), customer.code)
        row, pieces = _kept(session, customer)
        if form.seen != customer_form.seen(row, pieces):
            form.overtaken(customer_form.shown(row, pieces), CHANGED)
        elif form.row is not None and not _is_of_another(session, form):
            edits.write(session, form.row, form.hardware, by=me().name, now=now)
    if form.errors:
        return _page(services, form, customer_id)
    flash("Salvato.")
    return redirect(url_for("customers.customer", customer_id=customer_id), 303)


def _number_added(services: Services, ticket_id: int) -> ResponseReturnValue:
    """The number that a request came from is from now on its customer's."""
    with services.sessions.begin() as session:
        ticket = lifecycle.find(session, ticket_id)
        if ticket is None or ticket.caller_number is None:
            abort(404)
        if ticket.caller_number in services.ours:
            raise Refused(
                f"{display(ticket.caller_number)} è una linea nostra, e di nessun cliente."
            )
        customer = picked(session, request.form.get("codice", ""))
        edits.add_number(session, customer, ticket.caller_number, by=me().name, now=services.now())
        _link(services, session, ticket, customer.code, services.now())
        flash(f"{display(ticket.caller_number)} è un numero di {customer.name}.")
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _link(services: Services, session: Session, ticket: Ticket, code: str, now: datetime) -> None:
    """The request is this customer's, and who pays is decided again."""
    lifecycle.correct(session, ticket.id, {"customer_code": code}, actor=me().name, now=now)
    session.flush()
    services.decide(session, ticket)


def _is_of_another(session: Session, form: CustomerForm) -> bool:
    """Whether a serial number is another customer's, which the form then says."""
    code = form.row.code if form.row else ""
    told = {at: (code, one.serial) for at, one in enumerate(form.hardware) if one.serial}
    for at, owner in import_hardware.of_others(session, told).items():
        form.errors[f"{at}.serial"] = f"Matricola: è già del cliente {owner}."
    return bool(form.errors)


def _customer(session: Session, customer_id: int) -> Customer:
    return session.get(Customer, customer_id) or abort(404)


def _kept(session: Session, customer: Customer) -> tuple[CustomerRow, list[HardwareRow]]:
    pieces = import_hardware.of_customers(session, [customer.code]).get(customer.code, ())
    return edits.row_of(session, customer), list(pieces)


def _ticket_of(session: Session) -> Ticket | None:
    """The request from which a customer is written, if it is one."""
    number = request.values.get("richiesta", type=int)
    return lifecycle.find(session, number) if number and 0 < number <= LARGEST_ID else None


def _from_request(ticket: Ticket | None) -> CustomerForm:
    if ticket is None:
        return customer_form.empty()
    number = ticket.caller_number or ticket.callback_number
    return customer_form.empty(
        code=ticket.customer_code,
        name=ticket.company or ticket.caller_name,
        phones=display(number) if number else None,
        email=ticket.email,
        software=ticket.product,
        software_version=ticket.software_version,
    )
