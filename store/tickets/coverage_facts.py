"""Coverage facts on their ticket: proposed from what was said or written, settled by a person."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rules.entitlement import facts
from rules.entitlement.facts import Known, Value
from rules.entitlement.facts_in_words import facts_in
from rules.errors import NotFound
from rules.search_words import flat
from rules.tickets.ticket import Category
from store.models import Ticket
from store.tickets.rows import add, locked


def known(ticket: Ticket) -> dict[str, Known]:
    """What is kept on the ticket."""
    return facts.read(ticket.coverage_facts)


def propose(ticket: Ticket, told: Iterable[Mapping[str, Any]], *, only_adds: bool = False) -> None:
    """Write what triage found, as a draft's JSON has it; what a person said stays."""
    found = [(one["fact"], one["value"], one["text"]) for one in told]
    category = Category(ticket.category)
    kept = facts.proposed(known(ticket), found, category, only_adds=only_adds)
    ticket.coverage_facts = facts.written(kept) or None


def propose_from(ticket: Ticket, text: str) -> None:
    """The same of a text that was written: it adds to what is known."""
    found = (
        {"fact": one.name, "value": one.value, "text": text[one.start : one.end]}
        for one in facts_in(flat(text))
    )
    propose(ticket, found, only_adds=True)


def category_was_told(ticket: Ticket) -> None:
    """A person told the category: an activity that contradicts it goes, whoever told that."""
    kept = facts.of_category(known(ticket), Category(ticket.category))
    ticket.coverage_facts = facts.written(kept) or None


def settle(
    session: Session, ticket_id: int, said: Mapping[str, Value], *, actor: str, now: datetime
) -> None:
    """Write what a person knows; no machine touches it again. Raises BadInput, NotFound.

    Where the activity contradicts the category, the category follows.
    """
    values = {name: facts.checked(name, value) for name, value in said.items()}
    row = locked(session, ticket_id)
    if row is None:
        raise NotFound(f"there is no ticket {ticket_id}")
    kept = facts.settled(known(row), values, actor)
    if "activity" in values:
        _category_follows(row, kept)
    row.coverage_facts = facts.written(kept)
    row.updated_at = now
    add(session, row.id, actor=actor, event="corrected", note=", ".join(values), now=now)


def _category_follows(row: Ticket, kept: Mapping[str, Known]) -> None:
    category = facts.category_of(kept, Category(row.category))
    if category != row.category:
        row.category = category.value
        row.by_hand = sorted({*(row.by_hand or ()), "category"})
