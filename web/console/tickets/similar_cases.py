""" "Il caso già visto": beside a request, the solved ones that it resembles, with what was noted."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from store import reading
from store.tickets import lifecycle
from store.views import similar_cases
from web.console.pages import Pages, Who, is_part
from web.console.services import PREFIX, Services


def pages(services: Services) -> Pages:
    """/console/richieste/1001/simili, read after the page itself: nobody waits for it."""
    part = Pages("similar")

    @part.page(f"{PREFIX}/richieste/<id:ticket_id>/simili", Who.STAFF)
    def cases(ticket_id: int) -> ResponseReturnValue:
        with reading(services.sessions) as session:
            row = lifecycle.find(session, ticket_id)
            if row is None:
                abort(404)
            found = similar_cases.nearest(session, row)
        told = {"cases": found, "ticket_id": ticket_id, "now": services.now()}
        page = "console/parts/_similar.html" if is_part() else "console/cases/similar.html"
        return render_template(page, **told)

    return part
