"""What the demonstration charges: minutes by the API, as a program writes them, and what is owed.

It comes after the count, since finished work is no longer in the queue.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import requests
from sqlalchemy.orm import Session

from centralino.demo.rehearsal import Rehearsal
from centralino.demo.run import Outcome
from rules.billing.costs import euro
from rules.staff.accounts import Role
from rules.tickets.ticket import State
from store import connect, reading, sessions
from store.billing.work_minutes import j_system_minutes
from store.customers import directory
from store.staff import accounts
from store.tickets import lifecycle
from store.views.money import money

SECONDS = 10
TECHNICIAN = "tecnico"
# When work began, and its minutes: the first ends ten minutes before December, in which the second
# would have ended.
LAST_OF_NOVEMBER = (("2026-11-30T22:50:00+01:00", 60), ("2026-11-30T23:30:00+01:00", 60))


@dataclass(frozen=True)
class Charged:
    """Who was charged what, and what the module's minutes came to, as *Soldi* tells it."""

    to_invoice: tuple[tuple[str, str, str, str], ...]  # month, who, what, total with VAT
    j_system: tuple[tuple[str, str, int], ...]  # month, customer, minutes
    waiting: int  # quotes and minutes that wait for somebody

    def as_json(self) -> dict[str, Any]:
        return {
            "to_invoice": [
                dict(zip(("month", "who", "what", "total"), row, strict=True))
                for row in self.to_invoice
            ],
            "j_system": [
                {"month": month, "customer": who, "minutes": minutes}
                for month, who, minutes in self.j_system
            ],
            "waiting": self.waiting,
        }


def charge(desk: Rehearsal, outcomes: list[Outcome], now: datetime) -> Charged:
    """A stranger who agreed by key pays; a subscriber's minutes lie about the end of a month."""
    desk.move_to(now)
    engine = connect(desk.settings.database.url)
    ledger = sessions(engine)
    with ledger.begin() as session:
        accounts.add(session, TECHNICIAN, secrets.token_urlsafe(16), Role.TECHNICIAN, now=now)
        token = accounts.new_token(session, TECHNICIAN, now=now)
    stranger = _ticket(outcomes, "on no record")
    subscriber = _ticket(outcomes, "keys in the customer's code")
    work(desk, token, stranger, {"key": "demo-1", "minutes": 40})
    for number, (began, minutes) in enumerate(LAST_OF_NOVEMBER, 2):
        done = {"key": f"demo-{number}", "minutes": minutes, "started_at": began}
        work(desk, token, subscriber, {**done, "pays": "j_system"})
    with ledger.begin() as session:
        lifecycle.move(session, stranger, State.RESOLVED, actor=TECHNICIAN, now=now)
    with reading(ledger) as session:
        found = _told(session, desk, now)
    engine.dispose()
    return found


def _ticket(outcomes: list[Outcome], title: str) -> int:
    """The ticket of the sample call that is called so."""
    (found,) = (one.ticket for one in outcomes if title in one.sample.title)
    return int(found["id"]) if found else 0


def work(desk: Rehearsal, token: str, ticket_id: int, done: Mapping[str, Any]) -> None:
    """Book minutes as a program does."""
    answer = requests.post(
        f"{desk.address}/api/v1/tickets/{ticket_id}/work",
        json=dict(done),
        headers={"Authorization": f"Bearer {token}"},
        timeout=SECONDS,
    )
    answer.raise_for_status()


def _told(session: Session, desk: Rehearsal, now: datetime) -> Charged:
    found = money(session, desk.settings.terms(), now)
    customer = directory.by_code(session, "L1042")
    months = ("2026-11", "2026-12")
    return Charged(
        to_invoice=tuple(
            (
                account.month,
                account.name,
                f"preventivo {one.sum.quote_id}" if one.sum.quote_id else f"{one.sum.minutes} min",
                euro(one.sum.total),
            )
            for account in found.accounts
            for one in account.rows
        ),
        j_system=tuple(
            (month, customer.name, j_system_minutes(session, customer.id, month))
            for month in months
            if customer is not None
        ),
        waiting=len(found.proposed) + len(found.drafts) + len(found.unanswered),
    )
