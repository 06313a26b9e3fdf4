""" "Richieste": every ticket, found by what one knows of it; and one of them, whole."""

from pathlib import Path
from typing import Any

from flask import abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from desk.errors import BadInput, MoveRefused
from desk.tickets import MOVES, Category, Channel, State, Urgency
from store import board, callbacks, people, reading, recordings, tickets
from store.board import Entry, Wanted
from store.models import Ticket
from web.console import words
from web.console.desk import PREFIX, Desk
from web.console.live import unless_known
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.people import me

PAGE = 50
LONGEST_NOTE = 1000
STATES = {words.LIVE: (State.OPEN, State.IN_PROGRESS), **{state.value: (state,) for state in State}}


def pages(desk: Desk) -> Pages:
    """/console/richieste and what may be done with a ticket."""
    part = Pages("tickets")

    @part.page(f"{PREFIX}/richieste", Who.STAFF)
    def tickets_() -> ResponseReturnValue:
        return render_template("console/richieste.html", **_found(desk))

    @part.page(f"{PREFIX}/richieste/elenco", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        return unless_known(render_template("console/_richieste.html", **_found(desk)))

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>", Who.STAFF)
    def ticket(ticket_id: int) -> ResponseReturnValue:
        return render_template("console/richiesta.html", **_ticket(desk, ticket_id))

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/stato", Who.STAFF, ("POST",))
    def move(ticket_id: int) -> ResponseReturnValue:
        return _moved(desk, ticket_id)

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/nota", Who.STAFF, ("POST",))
    def note(ticket_id: int) -> ResponseReturnValue:
        return _noted(desk, ticket_id)

    @part.page(f"{PREFIX}/registrazioni/<sid>.wav", Who.STAFF)
    def audio(sid: str) -> ResponseReturnValue:
        # Answers ranges too, by which a player jumps to where one clicked.
        return send_file(_file_of(desk, sid), mimetype="audio/wav", conditional=True)

    return part


def _file_of(desk: Desk, sid: str) -> Path:
    """The recording's file, which lies in our folder whatever the ledger says."""
    with reading(desk.sessions) as session:
        recording = recordings.find(session, sid)
    if recording is None or recording.path is None:
        abort(404)
    folder = desk.recordings.resolve()
    file = (folder / recording.path).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        abort(404)
    return file


def asked_for() -> Wanted:
    """The filters that stand in the address; one that is no such thing is left out."""
    asked = request.args
    state = asked.get("stato", words.LIVE)
    return Wanted(
        states=STATES.get(state, ()),
        urgency=_one_of(Urgency, "urgenza"),
        category=_one_of(Category, "categoria"),
        channel=Channel(channel) if (channel := _one_of(Channel, "canale")) else None,
        cover=asked.get("copertura") if asked.get("copertura") in words.COVERS else None,
        holder=asked.get("tecnico") or None,
        text=asked.get("q", "").strip()[:100] or None,
        before=_before(),
    )


def _before() -> int | None:
    before = request.args.get("prima", type=int)
    return before if before is not None and 0 < before <= LARGEST_ID else None


def _one_of(kind: type[Urgency] | type[Category] | type[Channel], name: str) -> str | None:
    asked = request.args.get(name)
    return asked if asked in {one.value for one in kind} else None


def _found(desk: Desk) -> dict[str, Any]:
    wanted = asked_for()
    with reading(desk.sessions) as session:
        found = board.newest(session, wanted, PAGE + 1)
    asked = {name: value for name, value in request.args.items() if value and name != "versione"}
    return {
        "now": desk.now(),
        "entries": found[:PAGE],
        "next_before": found[PAGE - 1].id if len(found) > PAGE else None,
        "asked": asked,
        "chosen_state": request.args.get("stato", words.LIVE),
        "wanted": wanted,
    }


def _ticket(desk: Desk, ticket_id: int) -> dict[str, Any]:
    now = desk.now()
    with reading(desk.sessions) as session:
        row = tickets.find(session, ticket_id)
        if row is None:
            abort(404)
        callback = callbacks.of_ticket(session, row.id)
        customer, sure = people.of_ticket(session, row)
        entry = board.entries_of(session, [row.id])[row.id]
        is_mine = callback is not None and entry.holder == me().name
        return {
            "now": now,
            "ticket": row,
            "entry": entry,
            "told": tickets.as_json(session, row),
            "callback": callback,
            "token": callback.lease_token if callback and is_mine else None,
            "customer": customer,
            "sure": sure,
            "earlier": _earlier(session, row),
            "history": tickets.history(session, row.id),
            "moves": sorted(MOVES[row.state], key=list(State).index),
        }


def _earlier(session: Session, row: Ticket) -> list[Entry]:
    """The customer's other tickets, newest first."""
    customer, _ = people.of_ticket(session, row)
    if customer is None:
        return []
    found = board.newest(session, Wanted(customer_id=customer.id), 6)
    return [entry for entry in found if entry.id != row.id]


def _moved(desk: Desk, ticket_id: int) -> ResponseReturnValue:
    wanted = request.form.get("stato", "")
    if wanted not in {state.value for state in State}:
        abort(400)
    note = request.form.get("nota", "").strip()[:LONGEST_NOTE] or None
    try:
        with desk.sessions.begin() as session:
            if tickets.find(session, ticket_id) is None:
                abort(404)
            tickets.move(
                session, ticket_id, State(wanted), actor=me().name, now=desk.now(), note=note
            )
        flash(f"La richiesta è {words.STATES[State(wanted)].lower()}.")
    except MoveRefused:
        flash("Nel frattempo la richiesta è cambiata: guarda com'è adesso.")
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _noted(desk: Desk, ticket_id: int) -> ResponseReturnValue:
    text = request.form.get("nota", "").strip()
    if not text or len(text) > LONGEST_NOTE:
        raise BadInput(f"la nota: da 1 a {LONGEST_NOTE} caratteri, e ne sono arrivati {len(text)}")
    with desk.sessions.begin() as session:
        if tickets.find(session, ticket_id) is None:
            abort(404)
        tickets.add(session, ticket_id, actor=me().name, event="note", note=text, now=desk.now())
    return redirect(f"{url_for('tickets.ticket', ticket_id=ticket_id)}#storia", 303)
