""" "Clienti": found by what one knows of them; and what each has of us."""

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.billing.work_minutes import month_of
from rules.customers.rows import LABELS
from rules.errors import BadInput, NotFound
from rules.wall_clock import day_of
from store import reading
from store.billing import coverage, work_minutes
from store.customers import directory, picker
from store.models import Customer
from store.views import customer_list, ticket_list
from store.views.ticket_list import Wanted
from web.console.pages import Pages, Who
from web.console.refusals import Refused
from web.console.services import PREFIX, Services

PAGE = 50
TICKETS = 20


def pages(services: Services) -> Pages:
    """/console/clienti and /console/clienti/7"""
    part = Pages("customers")

    @part.page(f"{PREFIX}/clienti", Who.STAFF)
    def list_() -> ResponseReturnValue:
        return render_template("console/customers/list.html", **_found(services))

    @part.page(f"{PREFIX}/clienti/<id:customer_id>", Who.STAFF)
    def customer(customer_id: int) -> ResponseReturnValue:
        return render_template("console/customers/one.html", **_one(services, customer_id))

    @part.page(f"{PREFIX}/clienti/scelta", Who.STAFF)
    def choices() -> ResponseReturnValue:
        typed = request.args.get("codice", "")[:100]
        with reading(services.sessions) as session:
            found = picker.offered(session, typed)
        return render_template("console/parts/_choices.html", choices=found)

    return part


def picked(session: Session, typed: str) -> Customer:
    """The customer whom somebody chose or typed; raises Refused, in Italian, where that is unclear."""
    text = typed.strip()[:100]
    try:
        return picker.picked(session, text)
    except NotFound:
        raise Refused(f"Nessun cliente corrisponde a «{text}».", "codice") from None
    except BadInput:
        found = picker.offered(session, text)
        names = ", ".join(f"{one.name} ({one.code})" for one in found)
        rule = f"A «{text}» corrispondono più clienti: {names}. Scegline uno."
        raise Refused(rule, "codice") from None


def _found(services: Services) -> dict[str, Any]:
    asked = {name: value for name, value in request.args.items() if value}
    text = asked.get("q", "").strip()[:100] or None
    wanted = customer_list.Wanted(text, asked.get("dopo", "")[:40] or None)
    today = day_of(services.now(), services.timezone)
    with reading(services.sessions) as session:
        rows = customer_list.found(session, wanted, PAGE + 1)
        terms = [(row, coverage.terms_of(session, row)) for row in rows[:PAGE]]
    return {
        "now": services.now(),
        "today": today,
        "rows": terms,
        "next_after": rows[PAGE - 1].code if len(rows) > PAGE else None,
        "asked": asked,
    }


def _one(services: Services, customer_id: int) -> dict[str, Any]:
    now = services.now()
    with reading(services.sessions) as session:
        row = session.get(Customer, customer_id)
        if row is None:
            abort(404)
        entries = ticket_list.newest(session, Wanted(customer_id=row.id), TICKETS)
        perhaps = [
            *(one for one in entries if not one.identity.is_sure),
            *ticket_list.newest(session, Wanted(hint_id=row.id), TICKETS),
        ]
        used = work_minutes.j_system_minutes(session, row.id, month_of(now, services.timezone))
        return {
            "now": now,
            "today": day_of(now, services.timezone),
            "customer": row,
            "labels": LABELS,
            "terms": coverage.terms_of(session, row),
            "phones": directory.phones(session, row.id),
            "used": used,
            "allowance": services.terms.minutes_per_month,
            "entries": [one for one in entries if one.identity.is_sure],
            "perhaps": sorted(perhaps, key=lambda one: -one.id)[:TICKETS],
        }
