""" "Chiamate": every call, also those that left no message, and what was heard and pressed in one."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from rules.calls.recording import EMPTY
from rules.phone_numbers import parse_number
from store import reading
from store.calls import call_log, recordings
from store.tickets import lifecycle
from store.views import call_list
from store.views.call_list import Wanted
from store.views.everywhere import LONGEST
from web.console import words
from web.console.pages import Pages, Who
from web.console.polling import unless_known
from web.console.services import PREFIX, Services

PAGE = 50
KINDS = {"": None, "messaggio": True, "senza": False}


def pages(services: Services) -> Pages:
    """/console/chiamate and /console/chiamate/CA..."""
    part = Pages("calls")

    @part.page(f"{PREFIX}/chiamate", Who.STAFF)
    def list_() -> ResponseReturnValue:
        return render_template("console/calls/list.html", **_found(services))

    @part.page(f"{PREFIX}/chiamate/elenco", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        return unless_known(render_template("console/parts/_calls.html", **_found(services)))

    @part.page(f"{PREFIX}/chiamate/<sid>", Who.STAFF)
    def call(sid: str) -> ResponseReturnValue:
        return render_template("console/calls/one.html", **_story(services, sid))

    return part


def _found(services: Services) -> dict[str, Any]:
    asked = {name: value for name, value in request.args.items() if value and name != "versione"}
    wanted = Wanted(
        line=asked.get("linea") if asked.get("linea") in words.LINES else None,
        with_message=KINDS.get(asked.get("messaggio", "")),
        number=_number(asked.get("numero", "")),
        text=asked.get("q", "").strip()[:LONGEST] or None,
        before=asked.get("prima"),
    )
    with reading(services.sessions) as session:
        found = call_list.newest(session, wanted, PAGE + 1)
    return {
        "now": services.now(),
        "rows": found[:PAGE],
        "next_before": found[PAGE - 1].sid if len(found) > PAGE else None,
        "asked": asked,
    }


def _number(typed: str) -> str | None:
    """A number as people write it; one that is none finds nothing."""
    return (parse_number(typed[:40]) or typed[:40]) if typed.strip() else None


def _story(services: Services, sid: str) -> dict[str, Any]:
    with reading(services.sessions) as session:
        call = call_log.find(session, sid[:64])
        if call is None:
            abort(404)
        kept = recordings.of_call(session, call.sid)
        return {
            "now": services.now(),
            "call": call,
            "turns": call_log.turns(session, call.sid),
            "ticket": lifecycle.of_call(session, call.sid),
            "recordings": [row for row in kept if row.state not in EMPTY],
        }
