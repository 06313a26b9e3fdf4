"""Receivers of webhooks and deliveries to them, as the API answers them."""

from typing import Annotated

from pydantic import RootModel

from rules.webhooks.events import CHOICES
from store.models.states import WebhookState
from web.api.schemas.base import Answer, Written, at, one_of, told

EVENTS = ["ticket.created", "callback.done"]


class WebhookEndpoint(Answer):
    """A program that is told what happens to tickets."""

    id: Annotated[int, told("By which it is changed.", 1)]
    url: Annotated[str, told("Where it is told.", "https://crm.example.it/hooks/centralino")]
    about: Annotated[str | None, told("What it is, for people.", "CRM")]
    events: Annotated[
        list[str], one_of("What it is told of, of these; empty: all", CHOICES, EVENTS)
    ]
    whole: Annotated[bool, told("Whether it gets the ticket as GET /tickets/{id} shows it.", False)]
    created_at: Annotated[Written, at("Since when.")]
    disabled_at: Annotated[Written | None, at("Since when it is told no more.")]
    worked_at: Annotated[Written | None, at("When it took a message last.")]
    failed_at: Annotated[Written | None, at("When it failed last, since it worked.")]
    failure: Annotated[str | None, told("How.", "answered 500")]


class WebhookSecret(WebhookEndpoint):
    """The same with the secret that signs."""

    secret: Annotated[
        str,
        told(
            "By which the receiver knows us: Standard Webhooks.",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ),
    ]


class WebhookDelivery(Answer):
    """One message to one receiver."""

    id: Annotated[int, told("By which it is replayed.", 44)]
    webhook_id: Annotated[
        str, told("Its webhook-id, the same each time it is sent.", "msg_2b1f6c0a9d")
    ]
    type: Annotated[str, one_of("What it tells", CHOICES, "ticket.created")]
    ticket_id: Annotated[int | None, told("Of which ticket; null for a test.", 1001)]
    at: Annotated[Written, at("When it happened.")]
    state: Annotated[str, one_of("How far it is", WebhookState, "sent")]
    attempts: Annotated[int, told("How often it was sent.", 1)]
    next_at: Annotated[Written | None, at("When it is sent next; null where it is not.")]
    status: Annotated[int | None, told("HTTP's status, as it was answered last.", 204)]
    reason: Annotated[str | None, told("Why it was not taken.", "answered 500")]
    ended_at: Annotated[Written | None, at("When it was taken or given up.")]


class WebhookReplayed(Answer):
    """How many are sent once more."""

    replayed: Annotated[int, told("How many.", 12)]


class WebhookEndpoints(RootModel[list[WebhookEndpoint]]):
    pass


class WebhookDeliveries(RootModel[list[WebhookDelivery]]):
    pass
