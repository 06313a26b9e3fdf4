"""Account managers of customers, and the requests that they answer."""

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from rules.entitlement import account_manager
from rules.entitlement.account_manager import AccountManager
from rules.entitlement.decision import Coverage
from rules.tickets.ticket import Category
from store.customers import identity
from store.models import Customer, Ticket


def answer() -> ColumnElement[bool]:
    """Whether an account manager answers the ticket; as `rules` says it."""
    undecided = or_(Ticket.cover.is_(None), Ticket.cover == Coverage.UNKNOWN.value)
    return (Ticket.category == Category.COMMERCIAL.value) & undecided


def technicians_answer() -> ColumnElement[bool]:
    """Whether the ticket is the technicians': they ring, and their promises are counted and kept.

    A time that a caller heard before anybody knew that the request is commercial is none of theirs.
    """
    return ~answer()


def of_ticket(session: Session, ticket: Ticket, default: AccountManager) -> AccountManager:
    """Who answers the ticket's customer; the default where the customer is not known for sure."""
    known = identity.of_ticket(session, ticket)
    customer = known.customer if known.identity.is_sure else None
    return of_customer(customer, default)


def of_customer(customer: Customer | None, default: AccountManager) -> AccountManager:
    """The customer's own account manager, or else the default."""
    if customer is None:
        return default
    own = AccountManager(
        customer.account_manager, customer.account_manager_email, customer.account_manager_phone
    )
    return account_manager.chosen(own, default)
