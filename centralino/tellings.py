"""The words on what became of a request, as configured."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlalchemy.orm import Session

from centralino.customer_form import links
from centralino.settings import Settings
from desk.costs import HOUR, Rates, cost_of, euro
from desk.entitlement import Terms
from desk.notices import Words
from desk.phone_numbers import display
from desk.spoken import written_promise
from desk.tickets import number_of
from ivr import messages
from ivr.turn import LANGUAGES
from scheduler.tellings import Say
from store import agreements, offers, quotes, work
from store.models import Ticket
from store.untold import About, Untold
from web.form.links import Links


@dataclass(frozen=True)
class _Known:
    """What the settings say of words to customers."""

    line: str  # to call us, as it is written
    links: Links | None  # None where no customer could open them
    payment_link: str | None
    terms: Terms
    timezone: str


# The message's key, and what it is filled in with besides the request's number.
_Filled = tuple[str, Mapping[str, str]]


def sayer_of(settings: Settings) -> Say:
    """Finds the words, in the customer's language, and fills them in."""
    templates = messages.load()
    known = _Known(
        line=display(settings.lines.weekday.number),
        links=links(settings) if settings.service.public_url else None,
        payment_link=settings.costs.payment_link,
        terms=settings.terms(),
        timezone=settings.service.timezone,
    )

    def say(session: Session, ticket: Ticket, fact: Untold) -> Words | None:
        filled = FILL[fact.about](session, ticket, fact, known)
        if filled is None:
            return None
        key, values = filled
        return templates.of(key, _language(ticket), {"number": number_of(ticket.id), **values})

    return say


def _language(ticket: Ticket) -> str:
    return ticket.language if ticket.language in LANGUAGES else LANGUAGES[0]


def _opened(_: Session, ticket: Ticket, fact: Untold, known: _Known) -> _Filled | None:
    if ticket.promised_at is None:
        return None  # they are told with the promise, which is still to be made
    when = written_promise(ticket.promised_at, fact.at, _language(ticket), known.timezone)
    return fact.about, {"when": when}


def _with_our_number(_: Session, __: Ticket, fact: Untold, known: _Known) -> _Filled:
    return fact.about, {"line": known.line}


def _bare(_: Session, __: Ticket, fact: Untold, ___: _Known) -> _Filled:
    return fact.about, {}


def _quote(session: Session, ticket: Ticket, fact: Untold, known: _Known) -> _Filled | None:
    sent = offers.sent_quote(session, ticket.id)
    if sent is None or known.links is None:
        return None  # answered already, or there is no address to answer at
    total = quotes.look(session, sent.id).totals.total
    return fact.about, {"total": euro(total), "link": known.links.link_for(ticket.id)}


def _agreed(session: Session, _: Ticket, fact: Untold, known: _Known) -> _Filled | None:
    agreement = agreements.find(session, fact.row_id)
    if agreement is None:
        return None
    if agreement.quote_id is None:
        return "price_agreed", _hourly(known.terms.rates)
    sums = quotes.look(session, agreement.quote_id).totals
    return _with_payment("quote_agreed", sums.net, sums.total, known)


def _hourly(rates: Rates) -> Mapping[str, str]:
    hour = cost_of(HOUR, replace(rates, minimum_minutes=0))
    return {
        "net": euro(hour.net),
        "total": euro(hour.total),
        "minimum": str(rates.minimum_minutes),
    }


def _price(session: Session, ticket: Ticket, fact: Untold, known: _Known) -> _Filled | None:
    cost = work.bill(session, ticket.id, known.terms)
    if not cost.total or work.is_unconfirmed(session, ticket.id):
        return None  # nothing to pay, or not all of it is known
    return _with_payment(fact.about, cost.net, cost.total, known)


def _with_payment(key: str, net: Decimal, total: Decimal, known: _Known) -> _Filled:
    values = {"net": euro(net), "total": euro(total)}
    if known.payment_link is None:
        return f"{key}_without_link", values
    return key, values | {"link": known.payment_link}


FILL: Mapping[About, Callable[[Session, Ticket, Untold, _Known], _Filled | None]] = {
    About.OPENED: _opened,
    About.MISSED: _with_our_number,
    About.GAVE_UP: _with_our_number,
    About.CANCELLED: _bare,
    About.QUOTE: _quote,
    About.AGREED: _agreed,
    About.PRICE: _price,
}
