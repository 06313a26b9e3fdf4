"""Payer: decides who pays for a ticket and keeps it there, after asking what it is about and the gate."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rules.billing import payer
from rules.billing.work_minutes import month_of
from rules.entitlement import Decision, Terms
from rules.hours.schedule import Hours, explain
from rules.tickets.ticket import SERVICE
from store.billing import agreements, work_minutes
from store.billing.coverage import of_ticket
from store.intake import guessed_joins, weekend_gate
from store.models import Ticket
from store.tickets import lifecycle


@dataclass(frozen=True)
class Payer:
    """Decides who pays, by the hours and the terms of the configuration."""

    hours_now: Callable[[], Hours]  # asked each time: hours may be altered meanwhile
    terms: Terms

    @property
    def hours(self) -> Hours:
        """The hours that count now."""
        return self.hours_now()

    def decide(self, session: Session, ticket: Ticket) -> Decision:
        """Keep on the ticket who pays and by which rule, unless a person said so.

        Whatever speaks of another matter is parted from it first, and decided for by itself.
        """
        for own in guessed_joins.part(session, ticket, self.hours):
            self.decide(session, own)
        decision = self._decision(session, ticket)
        if "cover" not in (ticket.by_hand or ()):
            ticket.cover, ticket.cover_rule = decision.cover.value, decision.rule.value
        return decision

    def decide_anew(self, session: Session, ticket: Ticket, now: datetime) -> bool:
        """The same once what the customer has was altered, told in the history; whether it is other.

        What was agreed with the customer stays, and the request's page shows the difference.
        """
        before, found = ticket.cover, self._decision(session, ticket)
        if "cover" in (ticket.by_hand or ()) or self._stays(session, ticket, found):
            return False
        ticket.cover, ticket.cover_rule = found.cover.value, found.rule.value
        if before == ticket.cover:
            return False
        note = f"{before} → {ticket.cover}"
        lifecycle.add(session, ticket.id, actor=SERVICE, event="payer_changed", note=note, now=now)
        return True

    def _decision(self, session: Session, ticket: Ticket) -> Decision:
        weekend_gate.reconsider(session, ticket, self.hours, self.terms)
        return of_ticket(session, ticket, explain(ticket.created_at, self.hours).flow, self.terms)

    def _stays(self, session: Session, ticket: Ticket, found: Decision) -> bool:
        month = month_of(ticket.created_at, self.terms.timezone)
        return payer.stays(
            ticket.cover,
            found,
            agreed=agreements.hourly_agreed(session, ticket) is not None,
            own_minutes=work_minutes.j_system_minutes_of(session, ticket.id, month),
        )
