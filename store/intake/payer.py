"""Payer: decides who pays for a ticket and keeps it there; opens the week-end alert that follows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from rules.entitlement import Decision, Terms
from rules.hours.schedule import Flow, Hours, explain
from rules.tickets.ticket import LIVE, Urgency
from store.billing.coverage import of_ticket
from store.models import Ticket
from store.oncall import alerts


@dataclass(frozen=True)
class Payer:
    """Decides who pays, by the hours and the terms of the configuration."""

    hours: Hours
    terms: Terms

    def decide(self, session: Session, ticket: Ticket) -> Decision:
        """Keep on the ticket who pays and by which rule, unless a person said so."""
        flow = explain(ticket.created_at, self.hours).flow
        decision = of_ticket(session, ticket, flow, self.terms)
        if "cover" not in (ticket.by_hand or ()):
            ticket.cover, ticket.cover_rule = decision.cover.value, decision.rule.value
        self._alert(session, ticket)
        return decision

    def _alert(self, session: Session, ticket: Ticket) -> None:
        """A subscriber whose work stopped, and who is helped at the week-end: somebody is alerted.

        By the day on which the message is taken in charge: who calls on Friday night waits too.
        """
        if ticket.urgency != Urgency.BLOCKING or ticket.state not in LIVE:
            return
        helped_at = explain(ticket.created_at, self.hours).in_charge_j_system
        if explain(helped_at, self.hours).flow is not Flow.WEEKEND:
            return
        if of_ticket(session, ticket, Flow.WEEKEND, self.terms).put_off is None:
            alerts.open_for(session, ticket, helped_at)
