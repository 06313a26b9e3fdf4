""" "Nuova richiesta": a call that reached a desk, a visitor or an e-mail, written down by a technician."""

import hashlib

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy.orm import Session
from wtforms import BooleanField, HiddenField, SelectChoice, SelectField, ValidationError
from wtforms.i18n import get_translations

from rules.hours.schedule import explain
from rules.phone_numbers import display, parse_number
from rules.tickets.ticket import Channel, Origin, number_of
from store import reading
from store.callbacks import queue
from store.customers import directory
from store.customers.directory import tidy_code
from store.intake import idempotency, written_requests
from store.intake.idempotency import Answer, KeyReused
from store.models import Ticket
from store.tickets import lifecycle
from web.console import words
from web.console.current_user import me
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services
from web.form.fields import RequestForm

PAGE = f"{PREFIX}/richieste/nuova"
CHANNELS = {Origin.DESK: Channel.PHONE, Origin.VISIT: Channel.PHONE, Origin.EMAIL: Channel.WEB}


class NewRequestForm(RequestForm):
    """The customers' own form with its checks, and what only a technician says."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """WTForms' own Italian, as in the console's other forms."""

        def get_translations(self, form: object) -> object:  # noqa: ARG002 - as WTForms calls it
            return get_translations(["it"])

    allegati = sito = None
    invio = HiddenField()
    origine = SelectField(
        "Come è arrivata",
        choices=[SelectChoice(value, name) for value, name in words.ORIGINS.items()],
    )
    mia = BooleanField("La prendo subito in mano io")

    def check_code(self, session: Session) -> None:
        """The customer of a code that a technician types is that customer: it must be one."""
        code = tidy_code(self.codice.data)
        if code and directory.by_code(session, code) is None:
            raise ValidationError(f"nessun cliente ha il codice «{code}»")


def pages(services: Services) -> Pages:
    """/console/richieste/nuova"""
    part = Pages("new_request")

    @part.page(PAGE, Who.STAFF)
    def new() -> ResponseReturnValue:
        form = NewRequestForm(services.ours)
        with reading(services.sessions) as session:
            _fill_in(session, form)
        return _page(services, form)

    @part.page(PAGE, Who.STAFF, ("POST",))
    def write() -> ResponseReturnValue:
        return _written(services, NewRequestForm(services.ours))

    return part


def _page(services: Services, form: NewRequestForm) -> ResponseReturnValue:
    told = {"form": form, "now": services.now()}
    return render_template("console/new_request.html", **told), 422 if form.errors else 200


def _fill_in(session: Session, form: NewRequestForm) -> None:
    """What is known of the customer of the request that this one is made from."""
    asked = request.args.get("da", type=int)
    row = lifecycle.find(session, asked) if asked and 0 < asked <= LARGEST_ID else None
    if row is None:
        return
    number = lifecycle.number_to_ring(row)
    form.azienda.data, form.nome.data = row.company or "", row.caller_name or ""
    form.telefono.data = display(number) if number else ""
    form.email.data, form.codice.data = row.email or "", row.customer_code or ""


def _written(services: Services, form: NewRequestForm) -> ResponseReturnValue:
    if not form.validate():
        return _page(services, form)
    try:
        with services.sessions.begin() as session:
            try:
                form.check_code(session)
            except ValidationError as error:
                form.codice.errors = [str(error)]
                return _page(services, form)
            ticket_id, is_new = _once(services, session, form)
    except KeyReused as error:
        message = "Questa pagina ha già registrato una richiesta: aprine una nuova."
        raise Refused(message, "descrizione") from error
    flash(f"Registrata: richiesta {number_of(ticket_id)}." if is_new else "Era già registrata.")
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _once(services: Services, session: Session, form: NewRequestForm) -> tuple[int, bool]:
    """The ticket of the form, however often it is sent; whether it is a new one."""
    said = {name: value for name, value in sorted(form.data.items()) if name != "csrf_token"}
    key = {"caller": f"console {me().name}", "key": form.invio.data[:64] or "-"}
    digest = hashlib.sha256(repr(said).encode()).hexdigest()
    earlier = idempotency.begin(session, **key, digest=digest, now=services.now())
    if earlier is not None:
        return int(earlier.body["ticket"]), False
    ticket = _open(services, session, form)
    idempotency.answered(session, **key, answer=Answer(201, {"ticket": ticket.id}))
    return ticket.id, True


def _open(services: Services, session: Session, form: NewRequestForm) -> Ticket:
    now, name = services.now(), me().name
    origin = Origin(form.origine.data)
    ticket = written_requests.open_written(
        session,
        written_requests.Request(
            message=form.descrizione.data,
            channel=CHANNELS[origin],
            number=parse_number(form.telefono.data),
            caller_name=form.nome.data,
            company=form.azienda.data,
            email=form.email.data or None,
            category=form.tipo.data,
            urgency="blocking" if form.fermo.data else "normal",
            product=form.programma.data or None,
            software_version=form.versione.data or None,
            origin=origin,
        ),
        in_charge_at=explain(now, services.hours).in_charge_standard,
        actor=name,
        now=now,
    )
    if code := tidy_code(form.codice.data):
        lifecycle.correct(session, ticket.id, {"customer_code": code}, actor=name, now=now)
    services.settle(session, ticket, now)
    callback = queue.of_ticket(session, ticket.id)
    if form.mia.data and callback is not None:
        session.flush()
        queue.claim(session, callback.id, by=name, now=now, lease=services.claim_lease)
    return ticket
