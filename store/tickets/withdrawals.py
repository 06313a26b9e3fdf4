"""Withdrawals: what a person said of a request and takes back, so that what is known decides again."""

from datetime import datetime

from sqlalchemy.orm import Session

from rules.entitlement import facts
from rules.errors import NotFound
from store.models import Ticket
from store.tickets import coverage_facts
from store.tickets.rows import add, locked


def of_fact(session: Session, ticket_id: int, name: str, *, actor: str, now: datetime) -> None:
    """Forget what a person said of the fact; what the words propose stands again.

    Raises NotFound for a ticket that there is not, or a fact of which no person said anything.
    """
    row = _locked(session, ticket_id)
    kept = coverage_facts.known(row)
    if name not in kept or not kept[name].by_person:
        raise NotFound(f"no person told {name[:40]!r}")
    del kept[name]
    row.coverage_facts = facts.written(kept) or None
    coverage_facts.propose(row, (row.draft or {}).get("coverage", ()), only_adds=True)
    if row.message:
        coverage_facts.propose_from(row, row.message)
    row.updated_at = now
    add(session, row.id, actor=actor, event="withdrawn", note=name, now=now)


def of_payer(session: Session, ticket_id: int, *, actor: str, now: datetime) -> None:
    """Forget what a person said of who pays; whoever calls decides it anew. Raises NotFound."""
    row = _locked(session, ticket_id)
    row.by_hand = [name for name in row.by_hand or () if name != "cover"]
    row.cover_why = None
    row.updated_at = now
    add(session, row.id, actor=actor, event="withdrawn", note="cover", now=now)


def _locked(session: Session, ticket_id: int) -> Ticket:
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    return row
