"""Work minutes of a ticket: written, confirmed, corrected and taken back, each by a form."""

from datetime import datetime
from typing import NoReturn

from flask import abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.billing.payer import LONGEST_WHY, OF_A_RECORD, SAYABLE, check_said, started
from rules.billing.work_minutes import LONGEST
from rules.language.italian import counted
from store.billing import work_corrections, work_minutes
from store.billing.work_corrections import Correction
from store.customers import identity
from store.models import Ticket, WorkEntry
from store.tickets import lifecycle
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import Services
from web.console.tickets.ticket_actions import CHANGED, LONGEST_NOTE, TICKET, done
from web.console.typed_times import instant

PAYS_FIRST = "Prima dei minuti serve sapere chi paga: sceglilo accanto ai minuti."
ANCHOR = "minuti"


def pages(services: Services) -> Pages:
    """/console/richieste/1001/minuti"""
    part = Pages("minutes")

    @part.page(f"{TICKET}/minuti", Who.STAFF, ("POST",))
    def minutes(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _written(services, *given), ANCHOR)

    @part.page(f"{TICKET}/minuti/paga", Who.STAFF, ("POST",))
    def book_anew(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _booked_anew(services, *given), ANCHOR)

    @part.page(f"{TICKET}/minuti/<id:entry_id>", Who.STAFF, ("POST",))
    def decide(ticket_id: int, entry_id: int) -> ResponseReturnValue:
        return done(
            services, ticket_id, lambda *given: _decided(services, entry_id, *given), ANCHOR
        )

    @part.page(f"{TICKET}/minuti/<id:entry_id>/correzione", Who.STAFF, ("POST",))
    def correct(ticket_id: int, entry_id: int) -> ResponseReturnValue:
        return done(
            services, ticket_id, lambda *given: _corrected(services, entry_id, *given), ANCHOR
        )

    return part


def _written(services: Services, session: Session, row: Ticket, now: datetime) -> str:
    form = request.form
    minutes = typed_minutes(form.get("minuti", ""))
    note = form.get("nota", "").strip()[:LONGEST_NOTE] or None
    began = started(now, minutes, _began(services, services.now()))
    key = form.get("invio", "")[:64]
    if not key:
        raise Refused(
            "Manca il segno che distingue questo invio da un altro: ricarica la pagina.", "minuti"
        )
    cover = _payer(services, session, row, now)
    work = work_minutes.WorkMinutes(me().name, began, minutes, note)
    terms = services.terms
    if not work_minutes.write(session, row.id, work, key=key, terms=terms, now=now, cover=cover):
        return "Questi minuti erano già registrati."
    return _said("Registrato", "Registrati", minutes)


def _said(one: str, more: str, minutes: int) -> str:
    return f"{one if minutes == 1 else more} {counted(minutes, 'minuto', 'minuti')}."


def _decided(
    services: Services, entry_id: int, session: Session, row: Ticket, now: datetime
) -> str:
    _of(session, row, entry_id)
    if request.form.get("no"):
        work_minutes.reject(session, entry_id, technician=me().name, now=now)
        return "Nessun minuto registrato per quella chiamata."
    minutes = typed_minutes(request.form.get("minuti", ""))
    work_minutes.confirm(
        session,
        entry_id,
        technician=me().name,
        terms=services.terms,
        now=now,
        minutes=minutes,
        cover=_payer(services, session, row, now),
    )
    return _said("Confermato", "Confermati", minutes)


def _corrected(
    services: Services, entry_id: int, session: Session, row: Ticket, now: datetime
) -> str:
    entry = _of(session, row, entry_id)
    form = request.form
    why = form.get("perche", "").strip()[:LONGEST_WHY]
    if not why:
        raise Refused("Scrivi perché correggi i minuti.", "perche")
    terms = services.terms
    if form.get("togli"):
        taken = Correction(0, why=why)
        work_corrections.correct(session, entry_id, taken, by=me().name, terms=terms, now=now)
        said = _said("Tolto", "Tolti", entry.minutes)
        return f"{said} La riga di prima resta, e non conta più."
    minutes = typed_minutes(form.get("minuti", ""))
    told = _began(services, entry.started_at)
    began = started(now, minutes, told) if told else None
    cover = _payer(services, session, row, now, entry.cover)
    wanted = Correction(minutes, began, cover, why)
    work_corrections.correct(session, entry_id, wanted, by=me().name, terms=terms, now=now)
    return f"Corretto: {counted(minutes, 'minuto', 'minuti')}."


def _booked_anew(services: Services, session: Session, row: Ticket, now: datetime) -> str:
    """What was written before another was said to pay is written for them: the one that was read."""
    if request.form.get("paga") != row.cover:
        return CHANGED
    by, terms = me().name, services.terms
    minutes = work_corrections.book_anew(session, row, by=by, terms=terms, now=now)
    if not minutes:
        return CHANGED
    return f"{minutes} min sono ora: {words.COVERS[row.cover or 'unknown']}."


def _of(session: Session, row: Ticket, entry_id: int) -> WorkEntry:
    entry = session.get(WorkEntry, entry_id)
    if entry is None or entry.ticket_id != row.id:
        abort(404)
    return entry


def _began(services: Services, usual: datetime) -> datetime | None:
    """When the work began, as it was typed; without a day it was on the usual one."""
    zone = services.timezone
    day, hour = (request.form.get(name, "").strip() for name in ("giorno", "inizio"))
    if not hour:
        if day and day != _day(usual, services):
            raise Refused("Inizio: con il giorno serve anche l'ora, come 22:50.", "inizio")
        return None
    return instant(f"{day or _day(usual, services)} {hour}", zone, "Inizio", "inizio")


def _day(at: datetime, services: Services) -> str:
    return f"{at.astimezone(services.zone):%Y-%m-%d}"


def _payer(
    services: Services, session: Session, row: Ticket, now: datetime, usual: str | None = None
) -> str:
    """Who pays for these minutes: as it was chosen beside them, or as it stands on the request.

    Whoever chooses what a customer on record has says that it is this customer.
    """
    typed = request.form.get("paga", "")
    wanted = typed or usual or row.cover
    if typed and typed not in SAYABLE:
        raise Refused("Chi paga: scegli una delle voci dell'elenco.", "paga")
    if wanted in OF_A_RECORD and row.customer_id is None:
        _is_theirs(services, session, row, now, said=bool(typed))
    elif wanted not in SAYABLE:
        raise Refused(PAYS_FIRST, "paga")
    why = (request.form.get("perche") or request.form.get("nota") or "").strip()[:LONGEST_WHY]
    check_said(str(wanted), why or row.cover_why)
    if typed and row.cover in {None, "unknown"}:
        facts = {"cover": typed}
        lifecycle.correct(session, row.id, facts, actor=me().name, now=now, why=why or None)
    return str(wanted)


def _is_theirs(
    services: Services, session: Session, row: Ticket, now: datetime, *, said: bool
) -> None:
    """The customer of whom only the number speaks, now that a technician says so."""
    hinted = identity.of_ticket(session, row).customer
    if hinted is None or not said:
        raise Refused(
            "Prima dei minuti conferma il cliente: contratto e J-System sono di qualcuno.",
            "paga",
        )
    lifecycle.correct(session, row.id, {"customer_code": hinted.code}, actor=me().name, now=now)
    session.flush()
    services.decide(session, row)


def typed_minutes(typed: str) -> int:
    """The minutes of a form; raises Refused, which names the field."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4) or not 1 <= int(text) <= LONGEST:
        _refuse_minutes(text)
    return int(text)


def _refuse_minutes(text: str) -> NoReturn:
    raise Refused(f"I minuti: un numero da 1 a {LONGEST}, ed è arrivato «{text[:20]}».", "minuti")
