""" "Richieste": every ticket, found by what one knows of it; and the audio of their messages."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from rules.callbacks.callback import State as CallbackState
from rules.files.wav import NotWav
from rules.files.wave_shape import shape
from rules.tickets.ticket import Category, Channel, State, Urgency
from store import reading
from store.recording_files import File
from store.views import customer_list, ticket_list
from store.views.customer_list import Wanted as Customers
from store.views.everywhere import LONGEST
from store.views.ticket_list import Wanted
from web import sounds
from web.console import words
from web.console.current_user import me
from web.console.pages import Pages, Who, row_id
from web.console.polling import unless_known
from web.console.services import PREFIX, Services

PAGE = 50
CUSTOMERS = 5  # that are shown beside what was found
STATES = {
    words.LIVE: words.LIVE_STATES,
    words.UNDECIDED: words.LIVE_STATES,
    **{state.value: (state,) for state in State},
}


def pages(services: Services) -> Pages:
    """/console/richieste and /console/registrazioni"""
    part = Pages("requests")

    @part.page(f"{PREFIX}/richieste", Who.STAFF)
    def tickets() -> ResponseReturnValue:
        return render_template("console/tickets.html", **_found(services))

    @part.page(f"{PREFIX}/richieste/elenco", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        return unless_known(render_template("console/parts/_tickets.html", **_found(services)))

    @part.page(f"{PREFIX}/registrazioni/<sid>.wav", Who.STAFF)
    def audio(sid: str) -> ResponseReturnValue:
        file = _file_of(services, sid)
        if request.method != "HEAD":
            with services.sessions.begin() as session:
                sounds.note_listening(session, sid, by=me().name, now=services.now())
        return sounds.played(file)

    @part.page(f"{PREFIX}/registrazioni/<sid>.onda", Who.STAFF)
    def wave(sid: str) -> ResponseReturnValue:
        try:
            loud, seconds = shape(_file_of(services, sid).read_bytes())
        except NotWav:
            abort(404)
        return {"peaks": loud, "seconds": seconds}

    return part


def _file_of(services: Services, sid: str) -> File:
    with reading(services.sessions) as session:
        file = sounds.file_of(session, services.recordings, sid)
    if file is None:
        abort(404)
    return file


def asked_for() -> Wanted:
    """The filters that stand in the address; one that is no such thing is left out."""
    asked = request.args
    state = chosen_state()
    return Wanted(
        states=STATES.get(state, ()),
        urgency=_one_of(Urgency, "urgenza"),
        category=_one_of(Category, "categoria"),
        channel=Channel(channel) if (channel := _one_of(Channel, "canale")) else None,
        callback=CallbackState.GIVEN_UP if state == words.UNDECIDED else None,
        owned_by=me().name if state == words.MINE else None,
        nobodys=state == words.NOBODYS,
        quarantined=state == words.QUARANTINE,
        not_arrived=state == words.NOT_ARRIVED,
        cover=asked.get("copertura") if asked.get("copertura") in words.COVERS else None,
        holder=asked.get("tecnico") or None,
        text=_typed(),
        before=row_id("prima"),
    )


def chosen_state() -> str:
    """The state that was chosen; words that were just typed are looked for in every state.

    The page's form sends the state that it showed before anybody searched, and under "gia" the words
    that it showed: whoever then chooses among what was found is left their choice.
    """
    state = request.args.get("stato", words.LIVE)
    is_new = _typed() is not None and request.args.get("gia", "").strip() != _typed()
    return "" if is_new and state == words.LIVE else state


def _typed() -> str | None:
    return request.args.get("q", "").strip()[:LONGEST] or None


def _one_of(kind: type[Urgency] | type[Category] | type[Channel], name: str) -> str | None:
    asked = request.args.get(name)
    return asked if asked in {one.value for one in kind} else None


def _found(services: Services) -> dict[str, Any]:
    wanted = asked_for()
    with reading(services.sessions) as session:
        found = ticket_list.newest(session, wanted, PAGE + 1)
        some = Customers(text=wanted.text) if wanted.text else None
        customers = customer_list.found(session, some, CUSTOMERS) if some else ()
    asked = {name: value for name, value in request.args.items() if value and name != "versione"}
    asked["stato"] = chosen_state()
    if wanted.text:
        asked["gia"] = wanted.text
    return {
        "now": services.now(),
        "customers": customers,
        "entries": found[:PAGE],
        "next_before": found[PAGE - 1].id if len(found) > PAGE else None,
        "asked": asked,
        "chosen_state": chosen_state(),
        "wanted": wanted,
    }
