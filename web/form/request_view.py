"""A customer's own request as its page shows it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from rules.billing.costs import cost_of, euro, hourly_price, quantity
from rules.billing.quotes import totals
from rules.callbacks.callback import State as CallbackState
from rules.entitlement import Charge, Rule, account_manager
from rules.entitlement.account_manager import AccountManager
from rules.phone_numbers import display
from rules.tickets.ticket import LIVE, OVER, State, number_of
from store.billing import agreements, coverage, quotes, work_minutes
from store.billing.agreements import SentQuote
from store.callbacks import queue
from store.customers import account_managers
from store.messages import to_customers
from store.models import Agreement, Attachment, Callback, Ticket
from store.tickets import attachments, customer_actions, lifecycle, promise_facts
from web.form import words
from web.form.fields import CATEGORIES
from web.form.services import Services

LONGEST_WORDS = 1000  # what the ledger keeps of the words of a price
_LINES = {"parts": "Ricambi", "labour": "Manodopera", "transport": "Trasporto"}


@dataclass(frozen=True)
class Offer:
    """A price that waits for an answer, in the words that are shown and kept."""

    words: str
    total: Decimal  # euro, with VAT
    quote_id: int | None  # None: the price of an hour

    @property
    def digest(self) -> str:
        """Tells these words from any other."""
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True)
class Own:
    """The request, and what its owner may do with it now."""

    ticket: Ticket
    number: str
    link: str
    path: str
    state: str
    sentence: str
    when: str | None
    not_before: datetime | None  # the time that was chosen, while it is to come
    in_charge: str
    since: str
    phone: str | None
    category: str
    files: list[Attachment]
    notes: tuple[str, ...]  # of what was not done, and what to do instead
    offer: Offer | None
    owed: str | None  # what is to be paid, once it is known
    payment_link: str | None
    cost: str | None
    answer: Agreement | None
    is_live: bool
    is_waiting: bool
    is_erased: bool
    j_system: bool

    def may(self, act: str) -> bool:
        """Whether an act makes sense as things stand."""
        return {
            "numero": self.is_live,
            "orario": self.is_waiting,
            "annulla": self.is_live,
            "cancella": not self.is_erased,
            "aggiungi": self.is_live and not self.is_erased,
            "prezzo": self.offer is not None,
        }[act]


def find(services: Services, token: str, our_address: str) -> Own | None:
    """The request of a link; None for a link that is not ours, or too old."""
    named = services.links.named(token)
    if named is None:
        return None
    now = services.now()
    with services.sessions() as session:
        ticket = lifecycle.find(session, named)
        if ticket is None or not services.links.opens(token, ticket):
            return None
        if _is_over(ticket, now, services):
            return None
        base = services.links.base or our_address.rstrip("/")
        return _seen(session, services, ticket, base, now)


def _is_over(ticket: Ticket, now: datetime, services: Services) -> bool:
    return ticket.state not in LIVE and ticket.updated_at + services.link_life < now


def _seen(session: Session, services: Services, ticket: Ticket, base: str, now: datetime) -> Own:
    callback = queue.of_ticket(session, ticket.id)
    erased = customer_actions.is_erased(session, ticket.id)
    answer = _answered(session, ticket)
    promised = promise_facts.of_ticket(session, ticket.id)
    offer = None if erased else _offer(session, services, ticket, answer)
    zone = services.hours.timezone
    path = services.links.path_for(ticket)
    manager = _manager(session, services, ticket)
    # What was promised on the telephone, before anybody knew what it is about, stands.
    is_called = manager is None or ticket.promised_at is not None
    phone = (callback.number if callback else None) or ticket.caller_number
    return Own(
        ticket=ticket,
        number=number_of(ticket.id),
        link=f"{base}{path}",
        path=path,
        state=words.STATES[ticket.state] if ticket.merged_into is None else "Unita a un'altra",
        sentence=words.answered_by(manager)
        if manager
        else words.state_sentence(ticket, callback, promised),
        when=words.when_we_call(ticket, callback, promised, now, zone) if is_called else None,
        not_before=words.not_before(ticket, callback, now) if callback else None,
        in_charge=words.in_charge(ticket, now, zone),
        since=words.on(ticket.created_at, zone),
        phone=display(phone) if phone else None,
        category=CATEGORIES.get(ticket.category, ticket.category).partition(" (")[0],
        files=attachments.of_ticket(session, ticket.id),
        notes=() if erased else _notes(session, ticket),
        offer=offer,
        owed=None if erased else _owed(session, services, ticket),
        payment_link=services.payment_link,
        cost=_cost(ticket, offer),
        answer=answer,
        is_live=ticket.state in LIVE,
        is_waiting=_is_waiting(ticket, callback),
        is_erased=erased,
        j_system=callback is not None and callback.j_system,
    )


def _notes(session: Session, ticket: Ticket) -> tuple[str, ...]:
    if ticket.state not in LIVE:
        return ()
    untold = to_customers.untold(session, ticket.id)
    lost = attachments.were_not_kept(session, ticket.id)
    return tuple(
        filter(None, (words.UNTOLD[untold] if untold else None, words.FILES_LOST if lost else None))
    )


def _manager(session: Session, services: Services, ticket: Ticket) -> AccountManager | None:
    """Who answers the request, where that is no technician."""
    if ticket.state not in LIVE or not account_manager.answers(ticket.category, ticket.cover):
        return None
    return account_managers.of_ticket(session, ticket, services.account_manager)


def _is_waiting(ticket: Ticket, callback: Callback | None) -> bool:
    waits = callback is not None and callback.state is CallbackState.WAITING
    return waits and ticket.state is State.OPEN


def _answered(session: Session, ticket: Ticket) -> Agreement | None:
    """What the customer answered to the price of an hour, by key or by click; a doubt is none."""
    given = [row for row in agreements.of_ticket(session, ticket) if row.quote_id is None]
    return next((row for row in reversed(given) if row.answer != "clarify"), None)


def _offer(
    session: Session, services: Services, ticket: Ticket, answer: Agreement | None
) -> Offer | None:
    quote = agreements.sent_quote(session, ticket.id)
    if quote is not None:
        return _quoted(quote)
    if answer is not None or coverage.charge(ticket) is not Charge.HOURLY:
        return None
    if ticket.state not in LIVE:
        return None
    return Offer(words.price(services.rates), hourly_price(services.rates).least, None)


def _cost(ticket: Ticket, offer: Offer | None) -> str | None:
    """What it costs, where there is nothing to answer yet; nothing is said of who is covered."""
    to_come = coverage.charge(ticket) is Charge.QUOTE and ticket.state in LIVE
    return Rule.HARDWARE_QUOTE.quote if to_come and offer is None else None


def _owed(session: Session, services: Services, ticket: Ticket) -> str | None:
    """What the customer has to pay: finished work by the hour, and quotes that were accepted."""
    total = quotes.accepted_total(session, ticket.id)
    if ticket.state in OVER and not work_minutes.is_unconfirmed(session, ticket.id):
        minutes = work_minutes.billable_minutes(session, ticket.id)
        total += cost_of(minutes, services.rates).total
    return euro(total) if total else None


def _quoted(quote: SentQuote) -> Offer:
    sums = totals(quote.lines, quote.vat_percent)
    lines = [
        f"{_LINES[line.kind]}: {line.words}, {quantity(line.quantity)} × "
        f"{euro(line.unit_price)} = {euro(line.net)}"
        for line in quote.lines
    ]
    tail = f"Imponibile {euro(sums.net)}, IVA {euro(sums.vat)}, totale {euro(sums.total)}."
    text = "\n".join([f"Preventivo di riparazione n. {quote.id}", *lines, tail])
    if len(text) > LONGEST_WORDS:  # the number of the quote and its sums say what was agreed
        head = text[: LONGEST_WORDS - len(tail) - 2].rsplit("\n", 1)[0]
        text = f"{head}\n{tail}"
    return Offer(text, sums.total, quote.id)
