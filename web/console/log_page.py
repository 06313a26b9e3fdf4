""" "Registro": who did what, and when."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from store import journal, reading
from web.console.desk import PREFIX, Desk
from web.console.pages import LARGEST_ID, Pages, Who

PAGE = 100


def pages(desk: Desk) -> Pages:
    """/console/registro?chi=anna"""
    part = Pages("log")

    @part.page(f"{PREFIX}/registro", Who.STAFF)
    def log() -> ResponseReturnValue:
        return render_template("console/registro.html", **_found(desk))

    return part


def _found(desk: Desk) -> dict[str, Any]:
    asked = {name: value for name, value in request.args.items() if value}
    before = request.args.get("prima", type=int)
    if before is not None and not 0 < before <= LARGEST_ID:
        before = None
    actor = asked.get("chi", "")[:60] or None
    with reading(desk.sessions) as session:
        found = journal.newest(session, actor=actor, before=before, limit=PAGE + 1)
        actors = journal.actors(session)
    return {
        "now": desk.now(),
        "rows": found[:PAGE],
        "next_before": found[PAGE - 1].id if len(found) > PAGE else None,
        "asked": asked,
        "actor": actor,
        "actors": actors,
    }
