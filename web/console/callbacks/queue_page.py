""" "Da richiamare": the next best callback large, then the list, and what colleagues have in hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.callbacks.callback import State
from rules.callbacks.priority import Placed, Technician, ordered
from rules.tickets.owner import Whose
from store import reading
from store.callbacks import attempts
from store.callbacks import queue as callbacks
from store.intake import quarantine
from store.messages import deliveries
from store.models import Ticket
from store.oncall import alerts_shown
from store.views import ticket_list
from store.views.ticket_list import Entry, Wanted
from store.views.undoable_outcomes import undoable
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.polling import unless_known
from web.console.services import PREFIX, Services

UNDECIDED = ticket_list.Wanted(states=words.LIVE_STATES, callback=State.GIVEN_UP)
MOST_UNDECIDED = 5
MOST_NOT_ARRIVED = 3
SHOWN = 50  # of the list; whoever waits further down is counted


@dataclass(frozen=True)
class Row:
    """A place in the queue with its ticket."""

    placed: Placed
    entry: Entry


def pages(services: Services) -> Pages:
    """/console, its part that keeps itself fresh, and taking and giving back a callback."""
    part = Pages("queue")

    @part.page(PREFIX, Who.STAFF)
    def queue() -> ResponseReturnValue:
        return render_template("console/queue.html", **_shown(services))

    @part.page(f"{PREFIX}/coda", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        return unless_known(render_template("console/parts/_queue.html", **_shown(services)))

    @part.page(f"{PREFIX}/richiami/<id:callback_id>/prendi", Who.STAFF, ("POST",))
    def take(callback_id: int) -> ResponseReturnValue:
        return _take(services, callback_id)

    @part.page(f"{PREFIX}/richiami/<id:callback_id>/lascia", Who.STAFF, ("POST",))
    def give_back(callback_id: int) -> ResponseReturnValue:
        token = request.form.get("presa", "")
        with services.sessions.begin() as session:
            done = callbacks.release(session, callback_id, token, now=services.now())
        flash("La richiesta è di nuovo in coda." if done else "Non era più in mano tua.")
        return redirect(url_for("queue.queue"), 303)

    @part.page(f"{PREFIX}/richiami/<id:callback_id>/libera", Who.SUPERVISOR, ("POST",))
    def free(callback_id: int) -> ResponseReturnValue:
        return _free(services, callback_id)

    @part.page(f"{PREFIX}/richiami/<id:callback_id>/ancora", Who.STAFF, ("POST",))
    def once_more(callback_id: int) -> ResponseReturnValue:
        with services.sessions.begin() as session:
            done = callbacks.put_back(session, callback_id, by=me().name, now=services.now())
        flash("È di nuovo in coda." if done else "Nel frattempo qualcuno ha già deciso.")
        return redirect(url_for("queue.queue"), 303)

    return part


def _shown(services: Services) -> dict[str, Any]:
    now = services.now()
    with reading(services.sessions) as session:
        queue = callbacks.queue(session, now)
        mine = Technician(me().name, frozenset(me().skills))
        rows = _rows(session, ordered(queue, now, services.hours, mine, most=SHOWN + 1))
        held = _held(session, now)
        calls = attempts.going_on(session, (one.callback_id for one in held if one.callback_id))
        told = undoable(session, me().name, now)
        alerted = alerts_shown.shown(session, now)
        failed = deliveries.not_arrived(session, now)
        links = {
            one.ticket_id: services.link_for(session.get_one(Ticket, one.ticket_id))
            for one in failed[:MOST_NOT_ARRIVED]
        }
        owned = ticket_list.newest(session, Wanted(owned_by=me().name), SHOWN)
        nobodys = ticket_list.newest(session, Wanted(nobodys=True), SHOWN)
        undecided = ticket_list.newest(session, UNDECIDED, MOST_UNDECIDED + 1)
        aside = quarantine.count(session)
    return {
        "now": now,
        "first": rows[0] if rows else None,
        "rows": rows[1:],
        "more": max(0, len(queue) - SHOWN - 1),
        "calls": calls,
        "undoable": told,
        "alerts": alerted,
        "not_arrived": failed[:MOST_NOT_ARRIVED],
        "more_not_arrived": max(0, len(failed) - MOST_NOT_ARRIVED),
        "links": links,
        "owned": [one for one in owned if one.owner.whose is Whose.OWNED],
        "nobodys": [one for one in nobodys if one.callback_state is not State.GIVEN_UP],
        "quarantined": aside,
        "undecided": undecided[:MOST_UNDECIDED],
        "more_undecided": len(undecided) > MOST_UNDECIDED,
        "mine": [entry for entry in held if entry.holder == me().name],
        "others": [entry for entry in held if entry.holder != me().name],
        "due": sum(one.due_at <= now for one in queue),
    }


def next_one(session: Session, services: Services) -> Row | None:
    """Whom whoever asks rings next."""
    now, mine = services.now(), Technician(me().name, frozenset(me().skills))
    waiting = callbacks.queue(session, now)
    rows = _rows(session, ordered(waiting, now, services.hours, mine, most=1))
    return rows[0] if rows and rows[0].placed.entry.due_at <= now else None


def _rows(session: Session, placed: list[Placed]) -> list[Row]:
    entries = ticket_list.entries_of(session, (one.entry.ticket_id for one in placed))
    return [Row(one, entries[one.entry.ticket_id]) for one in placed]


def _held(session: Session, now: datetime) -> list[Entry]:
    ids = ticket_list.in_hand(session, now)
    entries = ticket_list.entries_of(session, ids)
    return [entries[ticket_id] for ticket_id in ids]


def _take(services: Services, callback_id: int) -> ResponseReturnValue:
    now, name = services.now(), me().name
    with services.sessions.begin() as session:
        callback = callbacks.find(session, callback_id)
        if callback is None:
            flash("Questa richiesta non c'è più.")
            return redirect(url_for("queue.queue"), 303)
        ticket_id = callback.ticket_id
        taken = callbacks.claim(session, callback_id, by=name, now=now, lease=services.claim_lease)
    if taken is None:
        flash(_why_not(services, ticket_id, name))
    return redirect(url_for("tickets.ticket", ticket_id=ticket_id), 303)


def _free(services: Services, callback_id: int) -> ResponseReturnValue:
    """Give back what a colleague has in hand and cannot go on with."""
    now = services.now()
    with services.sessions.begin() as session:
        row = callbacks.find(session, callback_id)
        if row is None or row.claimed_by is None or attempts.going_on(session, [callback_id]):
            said = "Non si può liberare adesso."
        else:
            said = f"La richiesta di {row.claimed_by} è di nuovo in coda."
            token = row.lease_token or ""
            callbacks.release(session, callback_id, token, now=now, by=me().name)
    flash(said)
    return redirect(url_for("queue.queue"), 303)


def _why_not(services: Services, ticket_id: int, name: str) -> str:
    with reading(services.sessions) as session:
        entry = ticket_list.entries_of(session, [ticket_id])[ticket_id]
    if entry.holder == name:
        return "È già in mano tua."
    if entry.holder:
        return f"L'ha presa {entry.holder} prima di te."
    state = words.CALLBACK_STATES.get(entry.callback_state) if entry.callback_state else None
    return f"Non è più da richiamare: {state}." if state else "Non è più da richiamare."
