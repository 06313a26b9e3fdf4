""" "Messaggi": all that customers and our own people were sent, how far it came, and what can be done."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from rules.deliveries import Delivery
from store import reading
from store.models import Customer
from store.models.states import OutboxKind
from store.views import outbox_list
from store.views.outbox_list import Wanted
from web.console.current_user import me
from web.console.customers.customers_page import picked
from web.console.pages import Pages, Who, row_id
from web.console.refusals import Refused
from web.console.services import PREFIX, Services
from web.console.tickets import deliveries

PAGE = 50
STATES = {
    "da-inviare": (Delivery.WAITING, "non ancora partiti"),
    "in-viaggio": (Delivery.ON_ITS_WAY, "inviati, senza conferma"),
    "consegnati": (Delivery.DELIVERED, "consegnati"),
    "forse": (Delivery.UNSURE, "forse partiti"),
    "non-arrivati": (Delivery.FAILED, "non arrivati"),
    "non-partiti": (Delivery.DROPPED, "non più inviati"),
}


def pages(services: Services) -> Pages:
    """/console/messaggi?stato=non-arrivati&canale=sms&cliente=L2210"""
    part = Pages("outbox")

    @part.page(f"{PREFIX}/messaggi", Who.STAFF)
    def list_() -> ResponseReturnValue:
        shown = _shown(services)
        return render_template("console/messages/list.html", **shown), 422 if shown[
            "wrong"
        ] else 200

    return part


def _shown(services: Services) -> dict[str, Any]:
    asked = {name: value for name, value in request.args.items() if value}
    wrong, rows, customer = None, [], None
    with reading(services.sessions) as session:
        try:
            customer = _customer(session, asked.get("cliente", ""))
            rows = outbox_list.newest(session, _wanted(asked, customer), PAGE + 1)
        except Refused as error:
            wrong = str(error)
        counts = outbox_list.counts(session)
    return {
        "now": services.now(),
        "rows": rows[:PAGE],
        "next_before": rows[PAGE - 1].message.id if len(rows) > PAGE else None,
        "asked": asked,
        "counts": counts,
        "customer": customer,
        "states": {name: told for name, (_, told) in STATES.items()},
        "ways": deliveries.WAYS,
        "wrong": wrong,
    }


def _wanted(asked: dict[str, str], customer: Customer | None) -> Wanted:
    state, _ = STATES.get(asked.get("stato", ""), (None, ""))
    kind = asked.get("canale")
    return Wanted(
        delivery=state,
        kind=OutboxKind(kind) if kind in set(OutboxKind) else None,
        customer_id=customer.id if customer else None,
        before=row_id("prima"),
        about_requests=not me().is_supervisor,
    )


def _customer(session: Session, typed: str) -> Customer | None:
    return picked(session, typed) if typed.strip() else None
