"""A form becomes a ticket, once, however often it is sent."""

import hashlib
import re
import secrets
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import session as cookies
from sqlalchemy.orm import Session

from rules.hours.schedule import explain
from rules.phone_numbers import parse_number
from rules.tickets.ticket import Channel
from store.customers.directory import tidy_code
from store.intake import idempotency, written_requests
from store.intake.idempotency import Answer
from store.models import Ticket
from store.tickets import attachments, customer_actions
from store.tickets.attachments import Kept
from web.form.fields import RequestForm
from web.form.services import Services
from web.form.uploads import Upload, drop, fit, keep

CALLER = "form"
LONGEST_SUBJECT = 80
_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class Filed:
    """The ticket of a form."""

    ticket: Ticket


def new_key() -> str:
    """What tells one form that was shown from every other."""
    return secrets.token_urlsafe(16)


def is_key(text: str | None) -> bool:
    """Whether a form may have been given this one."""
    return _KEY.fullmatch(text or "") is not None


def file(services: Services, form: RequestForm, uploads: Sequence[Upload]) -> Filed:
    """The ticket of a checked form; raises KeyReused when the form came before with other words."""
    kept: list[Kept] = []
    is_new = False
    lost = 0 if fit(uploads, services) else len(uploads)
    try:
        # Before the transaction: nobody else waits while files are written.
        kept.extend(keep(one, services.attachments) for one in uploads if not lost)
        ticket, is_new = _write(services, form, _digest(form, uploads), kept, lost)
        return Filed(ticket)
    finally:
        if not is_new:
            drop(services.attachments, [one.path for one in kept])


def _write(
    services: Services, form: RequestForm, digest: str, kept: Sequence[Kept], lost: int
) -> tuple[Ticket, bool]:
    now = services.now()
    with services.sessions.begin() as session:
        keys = _keys(form, digest)
        earlier = [
            idempotency.begin(session, caller=CALLER, key=key, digest=digest, now=now)
            for key in keys
        ]
        known = next(filter(None, earlier), None)
        if known is not None:
            _remember(session, keys, known)
            return session.get_one(Ticket, int(known.body["ticket"])), False
        at = explain(now, services.hours).in_charge_standard
        ticket = written_requests.open_written(
            session, _request(form), in_charge_at=at, actor=customer_actions.CUSTOMER, now=now
        )
        services.settle(session, ticket, now)
        for one in kept:
            attachments.add(session, ticket.id, one, now)
        if lost:
            attachments.not_kept(session, ticket.id, lost, now)
        _remember(session, keys, Answer(201, {"ticket": ticket.id}))
        return ticket, True


def _keys(form: RequestForm, digest: str) -> tuple[str, str]:
    """The form that was shown; and the same words from the same browser, which went back to it."""
    return form.invio.data, f"{cookies.get('csrf_token')}:{digest}"


def _remember(session: Session, keys: Iterable[str], answer: Answer) -> None:
    for key in keys:
        idempotency.answered(session, caller=CALLER, key=key, answer=answer)


def _request(form: RequestForm) -> written_requests.Request:
    """The code is kept as typed and never looked up: whoever knows one is not yet the customer."""
    return written_requests.Request(
        message=form.descrizione.data,
        channel=Channel.WEB,
        number=parse_number(form.telefono.data),
        caller_name=form.nome.data,
        company=form.azienda.data,
        email=form.email.data or None,
        customer_code=tidy_code(form.codice.data) or None,
        category=form.tipo.data,
        urgency="blocking" if form.fermo.data else "normal",
        subject=textwrap.shorten(form.descrizione.data, LONGEST_SUBJECT, placeholder="…"),
        product=form.programma.data or None,
        software_version=form.versione.data or None,
    )


def _digest(form: RequestForm, uploads: Sequence[Upload]) -> str:
    said = {name: value for name, value in sorted(form.data.items()) if _is_said(name)}
    files = [(upload.name, upload.sha256) for upload in uploads]
    return hashlib.sha256(repr((said, files)).encode()).hexdigest()


def _is_said(name: str) -> bool:
    return name not in {"csrf_token", "invio", "sito", "allegati"}
