"""Retriage: a corrected transcript is read again for facts; what a person set stays."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from rules.entitlement.facts import KINDS
from rules.tickets.ticket import SERVICE
from store.models import Call, Ticket
from store.tickets import coverage_facts, lifecycle
from store.tickets.rows import keep_said, keyed, locked_of_call

if TYPE_CHECKING:
    from rules.triage import TicketDraft


def reread(
    session: Session, call_sid: str, draft: TicketDraft, now: datetime, *, counts: bool = True
) -> tuple[str, ...]:
    """Let what triage found in the corrected text count; the facts that are others now, by name.

    What the text said before and says no longer is taken back, unless a person or a key told it.
    The text of a later call about the ticket only adds, as it did when it came, and so does that of
    a recording which is not the one that `counts` of its call.
    """
    row = locked_of_call(session, call_sid)
    if row is None:
        return ()
    before = _facts(row)
    if counts and call_sid == row.call_sid:
        _take_back(session, row)
    only_adds = not counts or call_sid != row.call_sid
    if counts:
        keep_said(session, call_sid, draft.as_json())
    lifecycle.fill(session, row, draft.as_json(), now, only_adds=only_adds)
    changed = tuple(name for name, value in _facts(row).items() if value != before[name])
    if changed:
        note = ", ".join(changed)
        lifecycle.add(session, row.id, actor=SERVICE, event="read_again", note=note, now=now)
    return changed


def _facts(row: Ticket) -> dict[str, object]:
    told = dict.fromkeys(KINDS) | {
        name: one.value for name, one in coverage_facts.known(row).items()
    }
    return {name: getattr(row, name) for name in lifecycle.FACTS} | told


def _take_back(session: Session, row: Ticket) -> None:
    """Forget what stands on the ticket by the text alone."""
    call = session.get(Call, row.call_sid) if row.call_sid else None
    fixed = {*(row.by_hand or ()), *keyed(session, row)}
    said = row.draft or {}
    for name, nothing in lifecycle.FACTS.items():
        if name not in fixed and said.get(name) == getattr(row, name):
            setattr(row, name, nothing)
    if call is None:
        return
    if call.j_system_claimed and "urgency" not in fixed:
        row.urgency = "blocking"  # the key said so, whatever the text says
    row.language = row.language or call.language
    if row.customer_code is None and "customer_code" not in fixed:
        row.customer_id = call.customer_id
