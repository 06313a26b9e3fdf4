"""Callback actions: claim, call, report the outcome, undo."""

from flask import flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from rules.callbacks.outcomes import FARTHEST, Outcome, ReportedOutcome
from rules.errors import MoveRefused
from store.billing import work_minutes
from store.callbacks import hang_ups, outbound_calls, outcomes, queue, readiness
from web.console import typed_times, words
from web.console.callbacks.call_status import colleagues, why_not
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.refusals import Refused, tell_overtaken
from web.console.services import PREFIX, Services
from web.console.tickets.minutes_actions import typed_minutes

CALLBACK = f"{PREFIX}/richiami/<id:callback_id>"
LONGEST_NOTE = 1000
GONE = "Questa richiesta non c'è più."
NOT_YOURS = "Nel frattempo non è più in mano tua: non è stato registrato nulla."
TOO_LATE = "È troppo tardi per annullare: nel frattempo è successo altro."
REFUSALS = {
    outbound_calls.NOT_HELD: NOT_YOURS,
    outbound_calls.GOING_ON: "Una chiamata per questa richiesta è già in corso.",
    outbound_calls.ENGAGED: "Il tuo telefono è già in una chiamata.",
    outbound_calls.CUSTOMER_ENGAGED: "Il telefono del cliente è già in una chiamata, per un'altra "
    "richiesta.",
}
NO_LONGER_READY = (
    "Il cliente non è stato chiamato: per chiamarlo per primo bisogna dire «Sono pronto», e vale "
    "cinque minuti, per una chiamata."
)
CAP_REACHED = "Le chiamate consentite per oggi sono finite: usa il tuo telefono."


def pages(services: Services) -> Pages:
    """/console/richiami/12/chiama, /pronto, /chiudi, /esito and /annulla"""
    part = Pages("calls_back")

    @part.page(f"{CALLBACK}/chiama", Who.STAFF, ("POST",))
    def call(callback_id: int) -> ResponseReturnValue:
        return _call(services, callback_id)

    @part.page(f"{CALLBACK}/pronto", Who.STAFF, ("POST",))
    def ready(callback_id: int) -> ResponseReturnValue:
        return _ready(services, callback_id)

    @part.page(f"{CALLBACK}/chiudi", Who.STAFF, ("POST",))
    def hang_up(callback_id: int) -> ResponseReturnValue:
        return _hang_up(services, callback_id)

    @part.page(f"{CALLBACK}/esito", Who.STAFF, ("POST",))
    def outcome(callback_id: int) -> ResponseReturnValue:
        return _outcome(services, callback_id)

    @part.page(f"{CALLBACK}/annulla", Who.STAFF, ("POST",))
    def undo(callback_id: int) -> ResponseReturnValue:
        return _undo(services, callback_id)

    return part


def _call(services: Services, callback_id: int) -> ResponseReturnValue:
    with services.sessions.begin() as session:
        callback = queue.find(session, callback_id)
        if callback is None:
            return _gone()
        ticket_id, refused = callback.ticket_id, why_not(callback, services.calling)
    if refused or services.calling is None:
        flash(refused or "")
        return _to_ticket(ticket_id)
    try:
        with services.sessions.begin() as session:
            outbound_calls.request_call(
                session,
                callback_id,
                request.form.get("presa", ""),
                by=me().name,
                now=services.now(),
                policy=services.calling,
                timezone=services.timezone,
                customer_first="prima" in request.form,
            )
    except MoveRefused as error:
        if str(error) == readiness.NOT_READY:
            g.form_page = url_for("tickets.ticket", ticket_id=ticket_id)
            raise Refused(NO_LONGER_READY, "pronto") from error
        flash(REFUSALS.get(str(error), CAP_REACHED))
    return _to_ticket(ticket_id)


def _ready(services: Services, callback_id: int) -> ResponseReturnValue:
    """Whoever has the request in hand sits by their telephone."""
    with services.sessions.begin() as session:
        callback = queue.find(session, callback_id)
        if callback is None:
            return _gone()
        ticket_id = callback.ticket_id
        if queue.is_token(callback, request.form.get("presa", "")):
            readiness.say_ready(session, me().name, services.now())
        else:
            flash(NOT_YOURS)
    return _to_ticket(ticket_id)


def _hang_up(services: Services, callback_id: int) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            callback = queue.find(session, callback_id)
            if callback is None:
                return _gone()
            ticket_id = callback.ticket_id
            hang_ups.ask(session, callback_id, request.form.get("presa", ""), now=services.now())
    except MoveRefused:
        flash(NOT_YOURS)
    return _to_ticket(ticket_id)


def _outcome(services: Services, callback_id: int) -> ResponseReturnValue:
    now = services.now()
    try:
        with services.sessions.begin() as session:
            callback = queue.find(session, callback_id)
            if callback is None:
                return _gone()
            ticket_id = callback.ticket_id
            g.form_page = url_for("tickets.ticket", ticket_id=ticket_id)
            told = _told(session, services, j_system=callback.j_system)
            recorded = outcomes.record_outcome(
                session,
                callback_id,
                request.form.get("presa", ""),
                told,
                by=me().name,
                now=now,
                policy=services.policy,
                hours=services.hours,
                vat_percent=services.terms.rates.vat_percent,
            )
            is_unconfirmed = work_minutes.is_unconfirmed(session, ticket_id)
    except MoveRefused:
        tell_overtaken(NOT_YOURS)
        return _to_ticket(ticket_id)
    flash(_said(services, told, recorded, is_unconfirmed=is_unconfirmed))
    if recorded.quote_id is not None:
        return redirect(url_for("quotes.quote", quote_id=recorded.quote_id), 303)
    return _to_ticket(ticket_id, done=True)


def _told(session: Session, services: Services, *, j_system: bool) -> ReportedOutcome:
    """What the form says; raises Refused, in words that a technician reads."""
    form = request.form
    found = form.get("esito", "") or ("call_again" if form.get("fra") else "")
    if found not in list(Outcome):
        raise Refused("Scegli un esito.", "nota")
    outcome = Outcome(found)
    note = form.get("nota", "").strip()[:LONGEST_NOTE] or None
    minutes = typed_minutes(typed) if (typed := form.get("minuti", "").strip()) else None
    if outcome is Outcome.CALL_AGAIN:
        at = typed_times.chosen(services.hours, services.now(), j_system=j_system)
        if not services.now() < at <= services.now() + FARTHEST:
            raise Refused(f"L'ora concordata: da adesso a {FARTHEST.days} giorni.", "quando")
        return ReportedOutcome(outcome, at=at, note=note, minutes=minutes)
    if outcome is Outcome.HANDED_ON:
        to = form.get("collega", "")
        if to not in colleagues(session):
            raise Refused("Scegli il collega a cui la passi.", "collega")
        return ReportedOutcome(outcome, to=to, note=note, minutes=minutes)
    return ReportedOutcome(outcome, note=note, minutes=minutes)


def _said(
    services: Services, told: ReportedOutcome, recorded: outcomes.Recorded, *, is_unconfirmed: bool
) -> str:
    parts = [f"Esito: {words.OUTCOMES[told.outcome].lower()}."]
    if told.to is not None:
        parts = [f"Passata a {told.to}."]
    elif recorded.next_at is not None:
        parts.append(
            f"Si richiama: {words.moment(recorded.next_at, services.now(), services.timezone)}."
        )
    elif recorded.state is State.GIVEN_UP:
        parts.append("Non si richiama più da sé: decide una persona.")
    parts += [recorded.warning] if recorded.warning else []
    if is_unconfirmed:
        parts.append("Ci sono minuti da confermare.")
    return " ".join(parts)


def _undo(services: Services, callback_id: int) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            callback = queue.find(session, callback_id)
            if callback is None:
                return _gone()
            ticket_id = callback.ticket_id
            outcomes.undo(session, callback_id, by=me().name, now=services.now())
        flash("Esito annullato: la richiesta è di nuovo in mano tua.")
    except MoveRefused:
        flash(TOO_LATE)
    return _to_ticket(ticket_id)


def _gone() -> ResponseReturnValue:
    flash(GONE)
    return redirect(url_for("queue.queue"), 303)


def _to_ticket(ticket_id: int, *, done: bool = False) -> ResponseReturnValue:
    """The request's page; after an outcome it says who is next."""
    page = url_for("tickets.ticket", ticket_id=ticket_id)
    return redirect(f"{page}?fatto=1" if done else page, 303)
