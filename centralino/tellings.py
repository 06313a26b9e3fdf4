"""The words on what became of a request, as configured."""

from sqlalchemy.orm import Session

from centralino.customer_form import links
from centralino.settings import Settings
from desk.costs import euro
from desk.notices import Words
from desk.phone_numbers import display
from desk.tickets import number_of
from ivr import messages
from ivr.turn import LANGUAGES
from scheduler.tellings import Say
from store import offers, quotes, work
from store.models import Ticket
from store.untold import About, Untold


def sayer_of(settings: Settings) -> Say:
    """Finds the words, in the customer's language, and fills them in."""
    templates, own, terms = messages.load(), links(settings), settings.terms()
    line, pay_at = display(settings.lines.weekday.number), settings.costs.payment_link

    def say(session: Session, ticket: Ticket, fact: Untold) -> Words | None:
        language = ticket.language if ticket.language in LANGUAGES else LANGUAGES[0]
        values = {"number": number_of(ticket.id)}
        key: str = fact.about
        match fact.about:
            case About.MISSED | About.GAVE_UP:
                values["line"] = line
            case About.QUOTE:
                sent = offers.sent_quote(session, ticket.id)
                if sent is None:
                    return None  # answered already
                total = quotes.look(session, sent.id).totals.total
                values |= {"total": euro(total), "link": own.link_for(ticket.id)}
            case About.PRICE:
                cost = work.bill(session, ticket.id, terms)
                if not cost.total:
                    return None
                values |= {"net": euro(cost.net), "total": euro(cost.total)}
                key = "price" if pay_at else "price_without_link"
                values |= {"link": pay_at} if pay_at else {}
        return templates.of(key, language, values)

    return say
