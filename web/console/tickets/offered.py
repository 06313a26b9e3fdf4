"""Offers of a customer, in words: why a request may be theirs."""

from rules.tickets import arrival
from store.customers.offers import Because, Offer
from store.models import Ticket


def said(one: Offer, row: Ticket) -> str:
    """Why a request may be a customer's, as a question to whoever knows."""
    writes = arrival.is_written(row.channel)
    name = one.customer.name
    match one.because:
        case Because.CODE:
            said = f"{'Ha scritto' if writes else 'Ha detto'} il codice {row.customer_code}"
        case Because.NUMBER:
            said = "Ha indicato un suo numero" if writes else "Ha chiamato da un suo numero"
        case Because.NAME:
            said = f"{'Ha scritto' if writes else 'Ha detto'} «{row.company}»"
    return f"{said}: è {name}?"
