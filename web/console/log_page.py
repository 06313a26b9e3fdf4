""" "Registro": who did what, and when."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from store import reading
from store.staff import audit_log
from web.console.pages import LARGEST_ID, Pages, Who
from web.console.services import PREFIX, Services

PAGE = 100
PEOPLE = "persone"  # instead of requests


def pages(services: Services) -> Pages:
    """/console/registro?chi=anna"""
    part = Pages("log")

    @part.page(f"{PREFIX}/registro", Who.STAFF)
    def log() -> ResponseReturnValue:
        return render_template("console/log.html", **_found(services))

    return part


def _found(services: Services) -> dict[str, Any]:
    asked = {name: value for name, value in request.args.items() if value}
    before = request.args.get("prima", type=int)
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    actor = asked.get("chi", "")[:60] or None
    about_people = asked.get("cosa") == PEOPLE
    newest = audit_log.newest_of_staff if about_people else audit_log.newest_of_tickets
    with reading(services.sessions) as session:
        found = newest(session, actor=actor, before=before, limit=PAGE + 1)
        actors = audit_log.ticket_actors(session)
        if about_people:
            actors += [name for name in audit_log.staff_actors(session) if name not in actors]
    return {
        "now": services.now(),
        "rows": found[:PAGE],
        "next_before": found[PAGE - 1].id if len(found) > PAGE else None,
        "asked": asked,
        "actor": actor,
        "people": PEOPLE,
        "about_people": about_people,
        "actors": actors,
    }
