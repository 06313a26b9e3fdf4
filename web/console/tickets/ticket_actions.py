"""Ticket actions: each is a form, and answers with the ticket's page."""

from collections.abc import Callable
from datetime import datetime

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.billing.payer import LONGEST_WHY, check_said
from rules.errors import MoveRefused, NotFound
from rules.tickets.ticket import State
from store.calls import corrections, recordings, voicemail
from store.intake.retriage import reread
from store.models import Recording, Ticket
from store.models.states import RecordingState
from store.tickets import lifecycle, owners, remote_codes, withdrawals
from web.console import words
from web.console.current_user import me
from web.console.customers.customers_page import picked
from web.console.pages import Pages, Who
from web.console.refusals import Refused, tell_overtaken
from web.console.services import PREFIX, Services
from web.console.tickets.facts_form import FactsForm
from web.console.tickets.ticket_page import shown

LONGEST_NOTE = 1000
CHANGED = "Nel frattempo la richiesta è cambiata: guarda com'è adesso."
TICKET = f"{PREFIX}/richieste/<id:ticket_id>"


def pages(services: Services) -> Pages:
    """The addresses below a ticket's own."""
    part = Pages("acts")

    @part.page(f"{TICKET}/stato", Who.STAFF, ("POST",))
    def move(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, _move)

    @part.page(f"{TICKET}/nota", Who.STAFF, ("POST",))
    def note(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, _note, "storia")

    @part.page(f"{TICKET}/fatti", Who.STAFF, ("POST",))
    def facts(ticket_id: int) -> ResponseReturnValue:
        form = FactsForm(services.ours)
        if not form.validate():
            return shown(services, ticket_id, form, 422)
        return done(services, ticket_id, lambda *given: _correct(services, form, *given))

    @part.page(f"{TICKET}/cliente", Who.STAFF, ("POST",))
    def customer(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _assign(services, *given), "chi")

    @part.page(f"{TICKET}/copertura", Who.STAFF, ("POST",))
    def cover(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _cover(services, *given), "chi")

    @part.page(f"{TICKET}/sentito/<field>", Who.STAFF, ("POST",))
    def heard(ticket_id: int, field: str) -> ResponseReturnValue:
        return done(services, ticket_id, lambda *given: _heard(services, field, *given))

    @part.page(f"{TICKET}/teleassistenza", Who.STAFF, ("POST",))
    def code_used(ticket_id: int) -> ResponseReturnValue:
        return done(services, ticket_id, _code_used)

    @part.page(f"{TICKET}/testo/<sid>", Who.STAFF, ("POST",))
    def text(ticket_id: int, sid: str) -> ResponseReturnValue:
        return done(
            services, ticket_id, lambda *given: _rewrite(services, sid, *given), "messaggio"
        )

    return part


BY_RECORD = "archivio"  # who pays is decided again by what is known

Act = Callable[[Session, Ticket, datetime], str | None]


def done(services: Services, ticket_id: int, act: Act, anchor: str = "") -> ResponseReturnValue:
    """Do it in a transaction, say what was done, and show the ticket as it is then."""
    try:
        with services.sessions.begin() as session:
            row = lifecycle.find(session, ticket_id)
            if row is None:
                abort(404)
            said = act(session, row, services.now())
    except MoveRefused:
        said = CHANGED
    if said == CHANGED:
        tell_overtaken(said)
    elif said:
        flash(said)
    page = url_for("tickets.ticket", ticket_id=ticket_id)
    return redirect(f"{page}#{anchor}" if anchor else page, 303)


def _code_used(session: Session, ticket: Ticket, now: datetime) -> str | None:
    used = remote_codes.used(session, ticket.id, by=me().name, now=now)
    return "Il codice non c'è più." if used else CHANGED


def _move(session: Session, row: Ticket, now: datetime) -> str:
    wanted = request.form.get("stato", "")
    if wanted not in {state.value for state in State}:
        raise Refused(f"Stato: {', '.join(words.STATES.values())}; nient'altro.")
    note = request.form.get("nota", "").strip()[:LONGEST_NOTE] or None
    owners.move(session, row.id, State(wanted), by=me().name, now=now, note=note)
    return f"La richiesta è {words.STATES[State(wanted)].lower()}."


def _note(session: Session, row: Ticket, now: datetime) -> None:
    text = request.form.get("nota", "").strip()
    if not 0 < len(text) <= LONGEST_NOTE:
        raise Refused(
            f"La nota: da 1 a {LONGEST_NOTE} caratteri, e ne sono arrivati {len(text)}.", "nota"
        )
    lifecycle.add(session, row.id, actor=me().name, event="note", note=text, now=now)


def _correct(
    services: Services, form: FactsForm, session: Session, row: Ticket, now: datetime
) -> str | None:
    changes = form.changes(row)
    if changes.columns:
        lifecycle.correct(session, row.id, changes.columns, actor=me().name, now=now)
        _who_pays(services, session, row)
    if changes.late:
        fields = ", ".join(changes.late)
        return (
            f"Nel frattempo un collega ha corretto: {fields}. Quello che hai scritto lì non vale."
        )
    return "Corretto." if changes.columns else None


def _heard(services: Services, field: str, session: Session, row: Ticket, now: datetime) -> str:
    """What was perhaps said, after somebody listened and found it so."""
    evidence = (row.draft or {}).get("evidence", ())
    perhaps = {one["field"]: one.get("perhaps") for one in evidence}.get(field)
    if not perhaps or perhaps != request.form.get("valore"):
        return CHANGED
    lifecycle.correct(session, row.id, {field: perhaps}, actor=me().name, now=now)
    _who_pays(services, session, row)
    return f"{words.FIELDS[field]}: {words.fact(field, perhaps)}."


def _assign(services: Services, session: Session, row: Ticket, now: datetime) -> str:
    found = picked(session, request.form.get("codice", ""))
    lifecycle.correct(session, row.id, {"customer_code": found.code}, actor=me().name, now=now)
    _who_pays(services, session, row)
    return f"La richiesta è di {found.name}."


def _cover(services: Services, session: Session, row: Ticket, now: datetime) -> str:
    wanted = request.form.get("copertura", "")
    if wanted == BY_RECORD:
        withdrawals.of_payer(session, row.id, actor=me().name, now=now)
        _who_pays(services, session, row)
        return f"Chi paga: {words.COVERS[row.cover or 'unknown']}."
    if wanted not in words.COVERS:
        raise Refused(f"Chi paga: {', '.join(words.COVERS.values())}; nient'altro.", "copertura")
    why = request.form.get("perche", "").strip()[:LONGEST_WHY] or None
    check_said(wanted, why)
    lifecycle.correct(session, row.id, {"cover": wanted}, actor=me().name, now=now, why=why)
    return f"Chi paga: {words.COVERS[wanted]}."


def _who_pays(services: Services, session: Session, row: Ticket) -> None:
    """Decide again: what was corrected may change it."""
    session.flush()
    services.decide(session, row)


def _rewrite(
    services: Services, sid: str, session: Session, row: Ticket, now: datetime
) -> str | None:
    recording = session.get(Recording, sid)
    ticket = lifecycle.of_call(session, recording.call_sid) if recording else None
    if ticket is None or ticket.id != row.id:
        abort(404)
    text = request.form.get("testo", "")
    try:
        changed = corrections.correct(session, sid, text, actor=me().name, now=now)
    except NotFound:
        abort(404)
    if not changed or recording is None:
        return None
    facts = _read_again(services, session, recording, row, now)
    said = "Testo corretto: le parole nuove aiutano i prossimi messaggi."
    return f"{said} Capito di nuovo: {facts}." if facts else said


def _read_again(
    services: Services, session: Session, recording: Recording, row: Ticket, now: datetime
) -> str:
    """Look for facts in the corrected text; which are others now, in words."""
    # Takes a moment to load, and most who open a ticket correct no text.
    from rules.triage import triage  # noqa: PLC0415

    transcript = recordings.transcript_of(session, recording.sid)
    counts = voicemail.counts(session, recording.sid)
    if transcript is None or (recording.state is RecordingState.SUPERSEDED and not counts):
        return ""
    draft = triage(transcript.corrected or "", services.ours)
    changed = reread(session, recording.call_sid, draft, now, counts=counts)
    if changed:
        _who_pays(services, session, row)
    return ", ".join(words.FIELDS.get(name, name).lower() for name in changed)
