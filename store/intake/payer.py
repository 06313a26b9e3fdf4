"""Payer: decides who pays for a ticket and keeps it there, after asking what it is about and the gate."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from rules.entitlement import Decision, Terms
from rules.hours.schedule import Hours, explain
from store.billing.coverage import of_ticket
from store.intake import guessed_joins, weekend_gate
from store.models import Ticket


@dataclass(frozen=True)
class Payer:
    """Decides who pays, by the hours and the terms of the configuration."""

    hours: Hours
    terms: Terms

    def decide(self, session: Session, ticket: Ticket) -> Decision:
        """Keep on the ticket who pays and by which rule, unless a person said so.

        Whatever speaks of another matter is parted from it first, and decided for by itself.
        """
        for own in guessed_joins.part(session, ticket, self.hours):
            self.decide(session, own)
        weekend_gate.reconsider(session, ticket, self.hours, self.terms)
        flow = explain(ticket.created_at, self.hours).flow
        decision = of_ticket(session, ticket, flow, self.terms)
        if "cover" not in (ticket.by_hand or ()):
            ticket.cover, ticket.cover_rule = decision.cover.value, decision.rule.value
        return decision
