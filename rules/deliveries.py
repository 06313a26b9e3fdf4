"""Delivery of a message: whether it reached whom it was for, and why not, in the words of technicians."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.customer_messages import TOO_LATE

OVER = "the request is over"
NO_LONGER_SO = "it is so no longer"
ERASED = "erased"
CANCELLED = "cancelled by somebody before it was sent"


class Delivery(StrEnum):
    WAITING = "waiting"  # it goes out at its time
    ON_ITS_WAY = "on_its_way"  # handed over; nobody told yet that it arrived
    DELIVERED = "delivered"  # the receiver has it
    UNSURE = "unsure"  # it may have been sent, and is being looked up
    FAILED = "failed"  # the receiver has nothing: a person must look
    DROPPED = "dropped"  # it was not to be sent any more


# What would have been of no use: nobody misses it.
NO_USE = {
    OVER: "la richiesta è finita",
    NO_LONGER_SO: "nel frattempo non era più vero",
    ERASED: "i dati sono stati cancellati",
    CANCELLED: "l'ha annullato qualcuno di noi",
    TOO_LATE: "sarebbe arrivato troppo tardi per servire",
}
_REASONS = NO_USE | {
    "not sent within a day": "in un giorno non è partito",
    "it may have been sent, and an e-mail is not repeated": "forse è partita, e non si ripete",
    "it may have been sent, and could not be looked up for a day": "forse è partito: in un giorno "
    "non si è potuto saperlo",
    "expected an e-mail address in ASCII": "l'indirizzo e-mail ha lettere che non si possono usare",
}
# https://www.twilio.com/docs/api/errors
_CODES = {
    "21211": "il numero non esiste",
    "21214": "il numero non esiste",
    "21408": "verso quel paese non si può scrivere",
    "21610": "il cliente ha chiesto di non ricevere SMS",
    "21612": "a quel numero non si può scrivere",
    "21614": "il numero non è un cellulare",
    "30003": "il telefono è spento o non raggiungibile",
    "30004": "l'operatore, o il cliente, blocca i nostri SMS",
    "30005": "il numero non è attivo",
    "30006": "il numero non è un cellulare, o non è raggiungibile",
    "30007": "l'operatore l'ha scambiato per pubblicità",
    "30008": "l'operatore non l'ha consegnato, e non dice perché",
}
_CODE = re.compile(r"Twilio answered \d+, error (\d+)")
_SERVER = re.compile(r"the mail server answered (\d{3})")
UNDELIVERED = "l'operatore non l'ha consegnato"
UNTOLD = "il motivo è nel registro del servizio"
NEVER_DELIVERED = {"undelivered", "failed", "canceled"}
CAME = {"delivered", "read"}


@dataclass(frozen=True)
class Sent:
    """What is known of one message, as the outbox keeps it."""

    state: str  # store.models.states.OutboxState
    delivery: str | None = None  # as the provider reports it
    code: str | None = None  # of the provider's error
    error: str | None = None  # ours, in English


def is_never(status: str) -> bool:
    """Whether the provider says that it will not arrive."""
    return status in NEVER_DELIVERED


def delivery_of(sent: Sent) -> Delivery:
    """How far it came."""
    if sent.state == "failed":
        return Delivery.DROPPED if sent.error in NO_USE else Delivery.FAILED
    if sent.state != "sent":
        return Delivery.UNSURE if sent.state == "unknown" else Delivery.WAITING
    if sent.delivery in NEVER_DELIVERED:
        return Delivery.FAILED
    return Delivery.DELIVERED if sent.delivery in CAME else Delivery.ON_ITS_WAY


def reason_of(sent: Sent) -> str | None:
    """Why it did not arrive, in Italian; None for one that may still."""
    if delivery_of(sent) not in {Delivery.FAILED, Delivery.DROPPED}:
        return None
    if sent.state == "sent":
        return _CODES.get(sent.code or "", UNDELIVERED)
    return said_of(sent.error or "")


def said_of(error: str) -> str:
    """Our error of the outbox in Italian."""
    if error in _REASONS:
        return _REASONS[error]
    if error.startswith("undelivered"):
        return _CODES.get(error.rpartition(" ")[2], UNDELIVERED)
    if (found := _CODE.match(error)) and found[1] in _CODES:
        return _CODES[found[1]]
    if found := _SERVER.match(error):
        return f"il server di posta l'ha rifiutata ({found[1]})"
    return UNTOLD


@dataclass(frozen=True)
class Message:
    """One message as technicians read of it; nothing of its words."""

    id: int
    ticket_id: int | None
    about: str
    kind: str
    to: str  # masked
    sent: Sent
    created_at: datetime
    at: datetime  # of what was last known
    next_at: datetime  # while it waits
    is_settled: bool = False  # somebody saw to it

    @property
    def delivery(self) -> Delivery:
        return delivery_of(self.sent)

    @property
    def reason(self) -> str | None:
        return reason_of(self.sent)

    @property
    def needs_person(self) -> bool:
        """Whether the receiver has nothing, and nobody saw to it."""
        return self.delivery is Delivery.FAILED and not self.is_settled

    @property
    def may_go_again(self) -> bool:
        """Whether somebody may send it again: it did not arrive, or was cancelled, and is not seen to."""
        return self.needs_person or (self.sent.error == CANCELLED and not self.is_settled)

    @property
    def may_be_cancelled(self) -> bool:
        """Whether it has not left yet; what goes to our own people is not cancelled by hand."""
        return self.delivery is Delivery.WAITING and self.ticket_id is not None
