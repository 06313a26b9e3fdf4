"""What the API answers, as its document says it; the tests hold the two together.

More keys may come: whoever reads an answer passes over those that it does not know.
"""

from web.api.schemas.billing import Quote, QuoteLineAnswer, Quotes, Work, WorkEntry, WorkShare
from web.api.schemas.callbacks import (
    Attempt,
    Call,
    Callback,
    Calls,
    CallStory,
    ClaimedCallback,
    DecidedCallback,
    PlacedCallback,
    PlacedCallbacks,
)
from web.api.schemas.customers import Customer, Customers
from web.api.schemas.problems import Problem, ProblemError
from web.api.schemas.staff import Gap, LeftBehind, Rota, Shift, Shifts, User, Users
from web.api.schemas.tickets import History, HistoryEntry, Ticket, Tickets
from web.api.schemas.webhooks import (
    WebhookDeliveries,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEndpoints,
    WebhookReplayed,
    WebhookSecret,
)

__all__ = [
    "Attempt",
    "Call",
    "CallStory",
    "Callback",
    "Calls",
    "ClaimedCallback",
    "Customer",
    "Customers",
    "DecidedCallback",
    "Gap",
    "History",
    "HistoryEntry",
    "LeftBehind",
    "PlacedCallback",
    "PlacedCallbacks",
    "Problem",
    "ProblemError",
    "Quote",
    "QuoteLineAnswer",
    "Quotes",
    "Rota",
    "Shift",
    "Shifts",
    "Ticket",
    "Tickets",
    "User",
    "Users",
    "WebhookDeliveries",
    "WebhookDelivery",
    "WebhookEndpoint",
    "WebhookEndpoints",
    "WebhookReplayed",
    "WebhookSecret",
    "Work",
    "WorkEntry",
    "WorkShare",
]
