"""Customer updates in words: what became of a request, in the customer's language."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from messages import templates
from messages.templates import Templates
from rules.billing.costs import Rates, euro, hourly_price
from rules.callbacks.promise_state import call_due_at
from rules.customer_messages import CustomerMessage
from rules.entitlement import Terms
from rules.language.spoken import language_or_default, written_promise
from rules.tickets.ticket import number_of
from store.billing import agreements, quotes, work_minutes
from store.messages.pending_updates import Compose, CustomerUpdate, PendingUpdate, price_told_at
from store.messages.to_customers import may_open_page
from store.models import KnownFault, Ticket
from store.tickets import promise_facts


@dataclass(frozen=True)
class Known:
    """What the configuration says of words to customers."""

    line: str  # to call us, as it is written
    link_for: (
        Callable[[Ticket], str] | None
    )  # the page of a ticket; None where nobody could open it
    payment_link: str | None
    terms: Terms
    timezone: str


# The message's key, and what it is filled in with besides the request's number.
_Filled = tuple[str, Mapping[str, str]]


def composed(known: Known) -> Compose:
    """Finds the words, in the customer's language, and fills them in."""
    loaded = load()

    def say(session: Session, ticket: Ticket, fact: PendingUpdate) -> CustomerMessage | None:
        filled = KINDS[fact.about].fill(session, ticket, fact, known)
        if filled is None:
            return None
        key, values = filled
        language = language_or_default(ticket.language)
        return in_words(loaded, key, language, {"number": number_of(ticket.id), **values})

    return say


def in_words(
    loaded: Templates, key: str, language: str, values: Mapping[str, str]
) -> CustomerMessage:
    """The message of that key, which knows whether it opens the request's own page."""
    return replace(loaded.of(key, language, values), opens_page=key in OPENS_PAGE)


def _opened(session: Session, ticket: Ticket, fact: PendingUpdate, known: Known) -> _Filled | None:
    if ticket.promised_at is None:
        return None  # they are told with the promise, which is still to be made
    if call_due_at(promise_facts.of_ticket(session, ticket.id)) != ticket.promised_at:
        return None  # we rang meanwhile, or agreed on another hour
    when = written_promise(
        ticket.promised_at, fact.at, language_or_default(ticket.language), known.timezone
    )
    return opened(session, ticket, when, known.link_for)


def _another_time(
    session: Session, ticket: Ticket, fact: PendingUpdate, known: Known
) -> _Filled | None:
    due = call_due_at(promise_facts.of_ticket(session, ticket.id))
    if due is None or due != ticket.promised_at:
        return None  # we rang meanwhile, or agreed on another hour
    language = language_or_default(ticket.language)
    return fact.about, {"when": written_promise(due, fact.at, language, known.timezone)}


def opened(
    session: Session, ticket: Ticket, when: str, link_for: Callable[[Ticket], str] | None
) -> _Filled:
    """That the request was taken, with the link to it where customers can reach us by one."""
    if link_for is None or not may_open_page(session, ticket):
        return "ticket_opened_without_link", {"when": when}
    return "ticket_opened", {"when": when, "link": link_for(ticket)}


def _with_our_number(_: Session, __: Ticket, fact: PendingUpdate, known: Known) -> _Filled:
    return fact.about, {"line": known.line}


def _fault_over(session: Session, ticket: Ticket, _: PendingUpdate, known: Known) -> _Filled | None:
    fault = session.get(KnownFault, ticket.fault_id) if ticket.fault_id else None
    if fault is None:
        return None  # somebody found it to be about something else
    english = language_or_default(ticket.language) == "en"
    return "fault_over", {"fault": fault.said_en if english else fault.title, "line": known.line}


def _bare(_: Session, __: Ticket, fact: PendingUpdate, ___: Known) -> _Filled:
    return fact.about, {}


def _quote(session: Session, ticket: Ticket, fact: PendingUpdate, known: Known) -> _Filled | None:
    sent = agreements.sent_quote(session, ticket.id)
    if sent is None or known.link_for is None:
        return None  # answered already, or there is no address to answer at
    total = quotes.look(session, sent.id).totals.total
    return fact.about, {"total": euro(total), "link": known.link_for(ticket)}


def _agreed(session: Session, _: Ticket, fact: PendingUpdate, known: Known) -> _Filled | None:
    agreement = agreements.find(session, fact.row_id)
    if agreement is None:
        return None
    if agreement.quote_id is None:
        return "price_agreed", _hourly(known.terms.rates)
    sums = quotes.look(session, agreement.quote_id).totals
    return _with_payment("quote_agreed", sums.net, sums.total, known)


def _hourly(rates: Rates) -> Mapping[str, str]:
    price = hourly_price(rates)
    return {
        "net": euro(price.net),
        "total": euro(price.total),
        "minimum": str(price.minimum_minutes),
    }


def _price(session: Session, ticket: Ticket, fact: PendingUpdate, known: Known) -> _Filled | None:
    cost = work_minutes.bill(session, ticket.id, known.terms)
    if not cost.total or work_minutes.is_unconfirmed(session, ticket.id):
        return None  # nothing to pay, or not all of it is known
    return _with_payment(fact.about, cost.net, cost.total, known)


def _corrected(session: Session, ticket: Ticket, _: PendingUpdate, known: Known) -> _Filled | None:
    cost, told_at = (
        work_minutes.bill(session, ticket.id, known.terms),
        price_told_at(session, ticket.id),
    )
    is_same = cost.total == work_minutes.bill(session, ticket.id, known.terms, told_at).total
    if is_same or work_minutes.is_unconfirmed(session, ticket.id):
        return None  # what was told holds, or not all of it is known
    if not cost.total:
        return "price_taken_back", {}
    return _with_payment("price_corrected", cost.net, cost.total, known)


def _with_payment(key: str, net: Decimal, total: Decimal, known: Known) -> _Filled:
    values = {"net": euro(net), "total": euro(total)}
    if known.payment_link is None:
        return f"{key}_without_link", values
    return key, values | {"link": known.payment_link}


@dataclass(frozen=True)
class Kind:
    """What finds the values of a message, and the keys of messages.yaml that it may choose."""

    fill: Callable[[Session, Ticket, PendingUpdate, Known], _Filled | None]
    # Each key with the values that its words need, besides the request's number.
    texts: Mapping[str, frozenset[str]]


_SUMS = frozenset({"net", "total"})
_PAID = _SUMS | {"link"}
_OPENED = {
    "ticket_opened": frozenset({"when", "link"}),
    "ticket_opened_without_link": frozenset({"when"}),
}
KINDS: Mapping[CustomerUpdate, Kind] = {
    CustomerUpdate.OPENED: Kind(_opened, _OPENED),
    CustomerUpdate.LATE: Kind(_another_time, {"promise_late": frozenset({"when"})}),
    CustomerUpdate.SOONER: Kind(_another_time, {"promise_sooner": frozenset({"when"})}),
    CustomerUpdate.MISSED: Kind(_with_our_number, {"missed_you": frozenset({"line"})}),
    CustomerUpdate.GAVE_UP: Kind(_with_our_number, {"gave_up": frozenset({"line"})}),
    CustomerUpdate.FAULT_OVER: Kind(_fault_over, {"fault_over": frozenset({"fault", "line"})}),
    CustomerUpdate.CANCELLED: Kind(_bare, {"cancelled": frozenset()}),
    CustomerUpdate.QUOTE: Kind(_quote, {"quote_sent": frozenset({"total", "link"})}),
    CustomerUpdate.AGREED: Kind(
        _agreed,
        {
            "price_agreed": _SUMS | {"minimum"},
            "quote_agreed": _PAID,
            "quote_agreed_without_link": _SUMS,
        },
    ),
    CustomerUpdate.PRICE: Kind(_price, {"price": _PAID, "price_without_link": _SUMS}),
    CustomerUpdate.CORRECTED: Kind(
        _corrected,
        {
            "price_corrected": _PAID,
            "price_corrected_without_link": _SUMS,
            "price_taken_back": frozenset(),
        },
    ),
}
OPENS_PAGE = frozenset({"ticket_opened", "quote_sent"})
PLACEHOLDERS: templates.Placeholders = {
    key: values | {"number"} for kind in KINDS.values() for key, values in kind.texts.items()
}


@functools.cache
def load(path: Path = templates.PACKAGED) -> Templates:
    """Every message that is sent, read once; BadInput names what is wrong with them."""
    return templates.load(PLACEHOLDERS, path)
