"""Work minutes and quotes, as the API answers them."""

from typing import Annotated

from pydantic import RootModel

from rules.billing.quotes import LineKind, QuoteState
from store.models.states import EntryState
from web.api.schemas.base import Answer, Written, at, one_of, told

PAYS = ("contract", "j_system", "warranty", "billable", "quote", "free")


class WorkShare(Answer):
    """Minutes of one month, and who pays for them."""

    month: Annotated[str, told("In the service's time zone.", "2026-11")]
    pays: Annotated[str, one_of("Who pays", PAYS, "j_system")]
    minutes: Annotated[int, told("How many.", 20)]


class WorkEntry(Answer):
    """Minutes of work on a ticket."""

    id: Annotated[int, told("By which it is corrected.", 31)]
    technician: Annotated[str, told("Whose work it is.", "anna")]
    started_at: Annotated[Written, at("When it began.")]
    minutes: Annotated[int, told("How many.", 20)]
    note: Annotated[str | None, told("What was done.", "Aggiornato il driver")]
    state: Annotated[str, one_of("Whether it counts", EntryState, "confirmed")]
    corrects_id: Annotated[int | None, told("The entry in whose place it stands.", 30)]
    cover: Annotated[str | None, one_of("Who was said to pay", PAYS, "j_system")]
    counts: Annotated[bool, told("False for what was corrected, refused or is proposed.", True)]
    shares: Annotated[list[WorkShare], told("Who pays for how much of it.")]


class Work(RootModel[list[WorkEntry]]):
    pass


class QuoteLineAnswer(Answer):
    """One line of a quote."""

    kind: Annotated[str, one_of("What it is", LineKind, "parts")]
    words: Annotated[str, told("As the customer reads it.", "Testina di stampa")]
    quantity: Annotated[str, told("How many.", "1.00")]
    unit_price: Annotated[str, told("Of one, in euro without VAT.", "86.00")]
    net: Annotated[str, told("Of all of them, in euro without VAT.", "86.00")]


class Quote(Answer):
    """The price of a repair, as it was or will be sent to the customer."""

    id: Annotated[int, told("By which it is written and sent.", 12)]
    ticket_id: Annotated[int, told("Of which ticket.", 1001)]
    state: Annotated[str, one_of("How far it is", QuoteState, "sent")]
    lines: Annotated[list[QuoteLineAnswer], told("What it is made of.")]
    net: Annotated[str, told("The sum in euro without VAT.", "86.00")]
    vat: Annotated[str, told("The VAT on it, in euro.", "18.92")]
    total: Annotated[str, told("Both together: what the customer agrees to.", "104.92")]
    vat_percent: Annotated[str, told("By which VAT it is reckoned.", "22.00")]
    created_at: Annotated[Written, at("When it was begun.")]
    sent_at: Annotated[Written | None, at("When it was sent; from then on nothing alters it.")]
    decided_at: Annotated[Written | None, at("When the customer answered.")]


class Quotes(RootModel[list[Quote]]):
    pass
