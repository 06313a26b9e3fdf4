""" "Guasti comuni": what broke for several customers at once, made known with one click, and its end."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.errors import BadInput, MoveRefused
from rules.tickets.known_fault import (
    LONGEST_NOTE,
    LONGEST_SAID,
    LONGEST_TITLE,
    SAID_EN,
    FaultState,
    FaultWords,
    JoinedBy,
    checked,
    may_undo,
)
from store import reading
from store.intake import known_faults as faults
from store.models import KnownFault
from store.tickets import known_faults
from store.views import ticket_list
from store.views.ticket_list import Entry
from web.console.current_user import me
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.refusals import Refused, field_of, said, tell_overtaken
from web.console.services import PREFIX, Services

PAGE = f"{PREFIX}/guasti"
ONE = f"{PAGE}/<id:fault_id>"
TICKET = f"{PREFIX}/richieste/<id:ticket_id>/guasto"
CHANGED = "Nel frattempo qualcuno ha già deciso: guarda com'è adesso."
TOO_LATE = "È passato più di un minuto: i clienti sono già avvisati."
STATES = {
    FaultState.PROPOSED: "da decidere",
    FaultState.REFUSED: "non è un guasto comune",
    FaultState.ON: "noto: chi chiama lo sente",
    FaultState.OVER: "risolto",
}
HOW = {
    JoinedBy.ALIKE: "dice lo stesso",
    JoinedBy.KEY: "vuole solo sapere quando finisce",
    JoinedBy.HAND: "messa a mano",
}


@dataclass(frozen=True)
class Shown:
    """One fault with its requests."""

    fault: KnownFault
    entries: list[Entry]
    how: dict[int, str]
    may_undo: bool


@dataclass(frozen=True)
class Wrong:
    """What was refused, beside which field of which form, and what had been typed."""

    told: str
    field: str
    form: int | None


def pages(services: Services) -> Pages:
    """/console/guasti, and what is decided there"""
    part = Pages("faults")

    @part.page(PAGE, Who.STAFF)
    def list_() -> ResponseReturnValue:
        return _page(services)

    @part.page(PAGE, Who.STAFF, ("POST",))
    def new() -> ResponseReturnValue:
        return _make_known(services, None)

    @part.page(f"{ONE}/noto", Who.STAFF, ("POST",))
    def known(fault_id: int) -> ResponseReturnValue:
        return _make_known(services, fault_id)

    @part.page(f"{ONE}/parole", Who.STAFF, ("POST",))
    def reword(fault_id: int) -> ResponseReturnValue:
        return _reword(services, fault_id)

    @part.page(f"{ONE}/no", Who.STAFF, ("POST",))
    def refuse(fault_id: int) -> ResponseReturnValue:
        return _refuse(services, fault_id)

    @part.page(f"{ONE}/risolto", Who.STAFF, ("POST",))
    def over(fault_id: int) -> ResponseReturnValue:
        return _end(services, fault_id)

    @part.page(f"{ONE}/annulla", Who.STAFF, ("POST",))
    def undo(fault_id: int) -> ResponseReturnValue:
        return _undo(services, fault_id)

    @part.page(TICKET, Who.STAFF, ("POST",))
    def join(ticket_id: int) -> ResponseReturnValue:
        return _join(services, ticket_id)

    return part


def _page(services: Services, wrong: Wrong | None = None) -> ResponseReturnValue:
    with reading(services.sessions) as session:
        shown = [_shown(services, session, one) for one in known_faults.newest(session)]
    order = (FaultState.PROPOSED, FaultState.ON, FaultState.OVER, FaultState.REFUSED)
    told: dict[str, Any] = {
        "shown": sorted(shown, key=lambda one: order.index(one.fault.state)),
        "now": services.now(),
        "wrong": wrong,
        "typed": request.form,
        "states": STATES,
        "said_en": SAID_EN,
        "longest": {"title": LONGEST_TITLE, "said": LONGEST_SAID, "note": LONGEST_NOTE},
    }
    return render_template("console/cases/faults.html", **told), 422 if wrong else 200


def _shown(services: Services, session: Session, fault: KnownFault) -> Shown:
    rows = known_faults.members(session, fault.id)
    session.expunge(fault)
    how = {row.id: HOW[JoinedBy(row.fault_by)] for row in rows if row.fault_by}
    entries = [*ticket_list.entries_of(session, [row.id for row in rows]).values()]
    undoable = fault.state is FaultState.OVER and may_undo(fault.ended_at, services.now())
    return Shown(fault, entries, how, undoable)


def _make_known(services: Services, fault_id: int | None) -> ResponseReturnValue:
    try:
        words = _words()
        with services.sessions.begin() as session:
            row = faults.make_known(session, fault_id, words, by=me().name, now=services.now())
            heard = row.said
    except BadInput as error:
        return _refused(services, error, fault_id or 0)
    except MoveRefused:
        tell_overtaken(CHANGED)
        return _back()
    flash(f"Da adesso chi chiama sente: «Avviso: {heard}.»")
    return _back()


def _reword(services: Services, fault_id: int) -> ResponseReturnValue:
    try:
        words = _words()
        with services.sessions.begin() as session:
            faults.reword(session, fault_id, words, by=me().name, now=services.now())
    except BadInput as error:
        return _refused(services, error, fault_id)
    except MoveRefused:
        tell_overtaken(CHANGED)
        return _back()
    flash(f"Da adesso chi chiama sente: «Avviso: {words.said}.»")
    return _back()


def _refuse(services: Services, fault_id: int) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            faults.refuse(session, fault_id, by=me().name, now=services.now())
    except MoveRefused:
        tell_overtaken(CHANGED)
        return _back()
    flash("Va bene: quelle richieste non vengono più proposte.")
    return _back()


def _end(services: Services, fault_id: int) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            note = request.form.get("testo", "")
            by, now = me().name, services.now()
            ended = faults.end(session, fault_id, note, services.reach, by=by, now=now)
    except BadInput as error:
        return _refused(services, error, fault_id)
    except MoveRefused:
        tell_overtaken(CHANGED)
        return _back()
    closed = "Nessuna richiesta chiusa."
    if ended.closed:
        many = "richiesta chiusa" if ended.closed == 1 else "richieste chiuse"
        closed = f"{ended.closed} {many}: fra un minuto i clienti vengono avvisati."
    ring = f" Da avvisare a voce, in coda: {ended.to_ring}." if ended.to_ring else ""
    hand = (
        f" Seguite da un collega, e lasciate come sono: {ended.in_hand}." if ended.in_hand else ""
    )
    flash(f"{closed}{ring}{hand}")
    return _back()


def _undo(services: Services, fault_id: int) -> ResponseReturnValue:
    try:
        with services.sessions.begin() as session:
            faults.undo_end(session, fault_id, by=me().name, now=services.now())
    except MoveRefused:
        tell_overtaken(TOO_LATE)
        return _back()
    flash("È di nuovo un guasto noto, con le sue richieste.")
    return _back()


def _join(services: Services, ticket_id: int) -> ResponseReturnValue:
    """Into the fault that is named, or out of its own."""
    fault_id = request.form.get("guasto", type=int)
    if fault_id is not None and not 0 < fault_id <= LARGEST_ID:
        raise Refused("Scegli un guasto noto.", "guasto")
    by, now = me().name, services.now()
    try:
        with services.sessions.begin() as session:
            if fault_id is None:
                faults.take_out(session, ticket_id, by=by, now=now)
            else:
                faults.take_in(session, ticket_id, fault_id, by=by, now=now)
    except MoveRefused:
        tell_overtaken(CHANGED)
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _words() -> FaultWords:
    form = request.form
    return checked(form.get("titolo", ""), form.get("dice", ""), form.get("dice_en", ""))


def _refused(services: Services, error: BadInput, form: int) -> ResponseReturnValue:
    told = said(error, services.timezone)
    return _page(services, Wrong(told, field_of(error) or "titolo", form))


def _back() -> ResponseReturnValue:
    return redirect(url_for("faults.list_"), 303)
