"""Coverage of a request: what the ledger knows, put before the rules of entitlement."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rules import entitlement
from rules.billing.payer import with_agreement
from rules.billing.work_minutes import month_of
from rules.entitlement import Charge, Decision, Request, Terms, charge_of, facts, versions
from rules.entitlement.facts import Known
from rules.hours.schedule import Flow
from rules.tickets.ticket import LIVE, SERVICE, Category, Urgency
from store.billing import agreements, work_minutes
from store.customers import identity
from store.models import Customer, Hardware, Ticket
from store.tickets import coverage_facts, weekend


def decide_for(
    session: Session, customer: Customer | None, request: Request, now: datetime, terms: Terms
) -> Decision:
    """The decision on a customer's request; None is somebody whom we do not know."""
    if customer is None:
        return entitlement.decide(request, None, now, 0, terms)
    used = work_minutes.j_system_minutes(session, customer.id, month_of(now, terms.timezone))
    return entitlement.decide(request, terms_of(session, customer), now, used, terms)


def of_ticket(session: Session, ticket: Ticket, flow: Flow, terms: Terms) -> Decision:
    """The decision on a ticket, for the day on which it was asked for."""
    customer = identity.of_ticket(session, ticket).customer
    known = facts_of(session, ticket, customer, terms)
    gate = weekend.gate_of(ticket)
    request = replace(
        facts.request_of(Category(ticket.category), flow, known),
        weekend_open=gate.is_open if gate else None,
    )
    decision = decide_for(session, customer, request, ticket.created_at, terms)
    return with_agreement(decision, agreements.hourly_agreed(session, ticket))


def facts_of(
    session: Session, ticket: Ticket, customer: Customer | None, terms: Terms
) -> dict[str, Known]:
    """All that is known of a ticket's coverage: as it is kept, and as the record tells it."""
    kept = coverage_facts.known(ticket)
    told: dict[str, Known] = {}
    if ticket.urgency == Urgency.BLOCKING:
        told["unusable"] = Known(True, SERVICE, "urgenza bloccante")
    compared = _compared(ticket, customer, terms)
    told |= {"latest_version": compared} if compared else {}
    settled = {name: one for name, one in kept.items() if one.by_person}
    if "serial" not in settled:
        # What was heard counts where it is a piece of theirs: others are misheard, or not ours.
        heard = str(kept["serial"].value or "") if "serial" in kept else ""
        serial = _serial(session, customer, ticket, heard)
        kept.pop("serial", None)
        told |= {"serial": Known(serial, SERVICE, "nel testo")} if serial else {}
    return {**kept, **told, **settled}


def _compared(ticket: Ticket, customer: Customer | None, terms: Terms) -> Known | None:
    """The version that the program reported, or else the customer's, beside the latest."""
    reported, product = ticket.software_version, ticket.product
    version, where = reported, "il programma riporta la"
    if reported is None and customer is not None:
        version, where = customer.software_version, "in archivio la"
        product = customer.software
    latest = versions.latest_of(product, terms.latest)
    is_latest = versions.is_latest(version, latest)
    if is_latest is None:
        return None
    return Known(is_latest, SERVICE, f"{where} {version}, l'ultima è la {latest}")


def charge(ticket: Ticket) -> Charge:
    """What the request costs its customer, by what was decided of it last."""
    return charge_of(ticket.cover, ticket.cover_rule)


def _serial(session: Session, customer: Customer | None, ticket: Ticket, heard: str) -> str | None:
    """The serial number of the one piece of the customer's that the request names."""
    if customer is None or ticket.category != Category.HARDWARE:
        return None
    told = entitlement.plain_serial(f"{ticket.subject} {ticket.message} {heard}")
    bought = select(Hardware.serial).where(Hardware.customer_id == customer.id)
    serials = (one for one in session.scalars(bought) if one)
    # a serial of dashes alone would be named by any text
    named = [one for one in serials if (plain := entitlement.plain_serial(one)) and plain in told]
    return named[0] if len(named) == 1 else None


def undecided(session: Session, limit: int = 100) -> list[Ticket]:
    """Live tickets of which nobody said yet who pays."""
    live = Ticket.state.in_(LIVE), Ticket.cover.is_(None)
    return list(session.scalars(select(Ticket).where(*live).order_by(Ticket.id).limit(limit)))


def terms_of(session: Session, customer: Customer) -> entitlement.Customer:
    """What the customer has of us, as the rule wants it."""
    bought = session.scalars(select(Hardware).where(Hardware.customer_id == customer.id))
    return entitlement.Customer(
        contract=customer.contract,
        contract_until=customer.contract_until,
        j_system=customer.j_system,
        j_system_until=customer.j_system_until,
        software=customer.software,
        software_version=customer.software_version,
        hardware=tuple(
            entitlement.Hardware(piece.item, piece.serial, piece.bought_on, piece.warranty_months)
            for piece in bought
        ),
    )
