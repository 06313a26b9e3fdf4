"""The menu with its counts: every page asks for it, and so learns whether the service still answers."""

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from sqlalchemy.exc import SQLAlchemyError

from store import reading
from store.views.counts import Counts, counts
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.polling import unless_known
from web.console.services import PREFIX, Services

PART = f"{PREFIX}/conteggi"


def pages(services: Services) -> Pages:
    """/console/conteggi"""
    part = Pages("counts")

    @part.page(PART, Who.STAFF)
    def fresh() -> ResponseReturnValue:
        here = request.args.get("qui", "")
        counted = _counted(services)
        answer = unless_known(
            render_template("console/parts/_menu.html", counted=counted, here=here)
        )
        answer.headers["X-Da-Richiamare"] = str(counted.due if counted else 0)
        # Whoever signed in again meanwhile may send what they had typed before.
        answer.headers["X-Modulo"] = generate_csrf()
        return answer

    return part


def count_in_pages(app: Flask, services: Services) -> None:
    """Let every page show the counts as they are when it is made."""
    app.context_processor(lambda: {"counted_now": lambda: _counted(services)})


def _counted(services: Services) -> Counts | None:
    """None where the ledger does not answer: a page that says so has a menu all the same."""
    try:
        with reading(services.sessions) as session:
            return counts(session, me().name, services.now())
    except SQLAlchemyError:
        return None
