"""What is new and concerns whoever has the console open: by a sound, by the desktop, or both."""

from flask import url_for
from flask.typing import ResponseReturnValue

from rules.staff.notifications import Event, Happening, text
from store import reading
from store.oncall import console_notices
from web.console.current_user import me
from web.console.pages import Pages, Who
from web.console.services import PREFIX, Services

URGENT = frozenset({Event.BLOCKING, Event.PROMISE, Event.RESPONSE})


def pages(services: Services) -> Pages:
    """/console/novita"""
    part = Pages("news")

    @part.page(f"{PREFIX}/novita", Who.STAFF)
    def fresh() -> ResponseReturnValue:
        if not (me().sounds or me().desktop_notices):
            return {"news": []}
        with reading(services.sessions) as session:
            found = console_notices.of_user(session, me().id, services.now(), services.hours)
        return {"news": [_shown(one, services.timezone) for one in found]}

    return part


def _shown(one: Happening, timezone: str) -> dict[str, object]:
    page = url_for("rota.week")
    if one.ticket_id is not None:
        page = url_for("tickets.ticket", ticket_id=one.ticket_id)
    return {
        "key": one.key,
        "text": text(one, timezone, None),
        "page": page,
        "urgent": one.event in URGENT,
    }
