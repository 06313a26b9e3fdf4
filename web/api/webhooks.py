"""Webhooks out: receivers and what became of each message, for supervisors."""

from http import HTTPStatus
from typing import Annotated

from apiflask import APIBlueprint, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import BaseModel, ConfigDict, Field, StrictStr
from sqlalchemy.orm import Session

from rules.webhooks.addresses import LONGEST
from rules.webhooks.events import CHOICES, EventType
from store import reading
from store.messages.webhooks import endpoints, noting, sending, told
from store.models import WebhookEndpoint
from store.models.states import WebhookState
from store.staff import audit_log
from web.api import schemas
from web.api.access import SUPERVISORS, caller_of
from web.api.errors import found
from web.api.fields import ID, Body, Limit, Line120, RowId
from web.api.next_page import listed, page_of
from web.api.once import Answer, Headers, Once, once, reply
from web.api.schemas.base import told as said
from web.api.services import Services

WAITS = "It waits to be sent already"


class EndpointIn(Body):
    """A program that shall be told."""

    url: Annotated[
        StrictStr,
        Field(
            max_length=LONGEST,
            description="Where, by https; not within our own network unless the configuration says so.",
            examples=["https://crm.example.it/hooks/centralino"],
            json_schema_extra={"format": "uri"},
        ),
    ]
    events: Annotated[
        tuple[EventType, ...],
        Field(
            max_length=len(CHOICES),
            description="What it is told of; empty: all.",
            examples=[["ticket.created", "callback.done"]],
        ),
    ] = ()
    whole: Annotated[
        bool,
        Field(
            strict=True,
            description="With the ticket as GET /tickets/{id} shows it; else with its number and state.",
            examples=[False],
        ),
    ] = False
    about: Annotated[Line120 | None, said("What it is, for people.", "CRM")] = None
    enabled: Annotated[
        bool, Field(strict=True, description="Whether it is told.", examples=[True])
    ] = True

    def wanted(self) -> endpoints.Wanted:
        """As the ledger is told."""
        events = [event.value for event in self.events]
        return endpoints.Wanted(self.url, events, self.whole, self.about)


class Wanted(BaseModel):
    """Which deliveries; those with a smaller id than `before` are the next page."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    state: Annotated[WebhookState | None, Field(description="How far they are.")] = None
    limit: Limit = 100
    before: Annotated[RowId | None, Field(description="The id at which the page before ended.")] = (
        None
    )


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /webhooks."""

    @api.get("/webhooks")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookEndpoints)
    @api.doc(operation_id="listWebhooks")
    def list_webhooks() -> Response:
        """Who is told what happens to tickets"""
        with reading(services.sessions) as session:
            return jsonify([told.endpoint_json(row) for row in endpoints.every(session)])

    @api.post("/webhooks")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(Headers, location="headers")
    @api.input(EndpointIn)
    @api.output(schemas.WebhookSecret, status_code=201)
    @api.doc(operation_id="addWebhook")
    def add_webhook(headers_data: Headers, json_data: EndpointIn) -> Response:
        """Tell a program what happens to tickets from now on

        By the Standard Webhooks scheme: webhook-id, webhook-timestamp and webhook-signature, by the
        secret in the answer. What is not taken (2xx) is sent again for three days.
        """
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data, "webhook")
        with services.sessions.begin() as session:
            answer = once(
                session, services, asked, lambda: _added(session, services, json_data, caller.name)
            )
        return reply(answer, f"/api/v1/webhooks/{answer.body['id']}")

    @api.get("/webhooks/<int:endpoint_id>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookSecret)
    @api.doc(operation_id="getWebhook")
    def get_webhook(endpoint_id: int) -> Response:
        """One receiver, with the secret that signs"""
        with reading(services.sessions) as session:
            return jsonify(told.with_secret(_of_id(session, endpoint_id)))

    @api.put("/webhooks/<int:endpoint_id>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(EndpointIn)
    @api.output(schemas.WebhookEndpoint)
    @api.doc(operation_id="writeWebhook")
    def write_webhook(endpoint_id: int, json_data: EndpointIn) -> Response:
        """Change a receiver, switch it off or on again; the secret stays

        Of what happened while it was off it is not told.
        """
        now = services.now()
        with services.sessions.begin() as session:
            _of_id(session, endpoint_id)
            wanted, networks = json_data.wanted(), services.webhook_networks
            row = endpoints.change(session, endpoint_id, wanted, networks)
            endpoints.switch(session, endpoint_id, on=json_data.enabled, now=now)
            _note(session, services, "webhook_changed", caller_of(auth).name, row)
            session.flush()
            return jsonify(told.endpoint_json(row))

    @api.delete("/webhooks/<int:endpoint_id>")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookEndpoint)
    @api.doc(operation_id="removeWebhook")
    def remove_webhook(endpoint_id: int) -> Response:
        """Tell a receiver no more, and forget what it was told; the answer is what it was"""
        with services.sessions.begin() as session:
            row = _of_id(session, endpoint_id)
            was = told.endpoint_json(row)
            _note(session, services, "webhook_removed", caller_of(auth).name, row)
            endpoints.remove(session, endpoint_id)
        return jsonify(was)

    @api.post("/webhooks/<int:endpoint_id>/secret")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookSecret)
    @api.doc(operation_id="rotateWebhookSecret")
    def rotate(endpoint_id: int) -> Response:
        """Make a new secret; the one before signs as well for a day"""
        with services.sessions.begin() as session:
            _of_id(session, endpoint_id)
            row = endpoints.rotate(session, endpoint_id, services.now())
            _note(session, services, "webhook_secret", caller_of(auth).name, row)
            return jsonify(told.with_secret(row))

    _add_delivery_routes(api, auth, services)


def _add_delivery_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    @api.post("/webhooks/<int:endpoint_id>/test")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookDelivery, status_code=201)
    @api.doc(operation_id="testWebhook")
    def test(endpoint_id: int) -> Response:
        """Send a receiver a message that says nothing but that it arrives: webhook.test"""
        with services.sessions.begin() as session:
            _of_id(session, endpoint_id)
            row = noting.ask_for_test(session, endpoint_id, services.now())
            response = jsonify(told.delivery_json(session, row))
        response.status_code = HTTPStatus.CREATED
        return response

    @api.get("/webhooks/<int:endpoint_id>/deliveries")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.input(Wanted, location="query")
    @api.output(schemas.WebhookDeliveries)
    @api.doc(operation_id="listWebhookDeliveries")
    def list_deliveries(endpoint_id: int, query_data: Wanted) -> Response:
        """What a receiver was told, the newest first"""
        asked, limit = query_data, query_data.limit
        with reading(services.sessions) as session:
            _of_id(session, endpoint_id)
            sent, more = page_of(
                told.deliveries(
                    session, endpoint_id, limit + 1, state=asked.state, before=asked.before
                ),
                limit,
            )
        return listed(sent, more=more, name="before", last=sent[-1]["id"] if sent else None)

    @api.post("/webhooks/<int:endpoint_id>/replay")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookReplayed)
    @api.doc(operation_id="replayFailedWebhooks")
    def replay_failed(endpoint_id: int) -> Response:
        """Send a receiver once more all that it did not take"""
        with services.sessions.begin() as session:
            _of_id(session, endpoint_id)
            count = sending.replay_failed(session, endpoint_id, services.now())
        return jsonify({"replayed": count})

    @api.post("/webhook-deliveries/<int:delivery_id>/replay")
    @api.auth_required(auth, roles=list(SUPERVISORS))
    @api.output(schemas.WebhookDelivery)
    @api.doc(operation_id="replayWebhook", responses={409: WAITS})
    def replay(delivery_id: int) -> Response:
        """Send one message once more, under the webhook-id that it had"""
        found(delivery_id if delivery_id <= ID else None, "delivery")
        with services.sessions.begin() as session:
            row = sending.replay(session, delivery_id, services.now())
            return jsonify(told.delivery_json(session, row))


def _added(session: Session, services: Services, asked: EndpointIn, by: str) -> Answer:
    now = services.now()
    row = endpoints.add(session, asked.wanted(), services.webhook_networks, now)
    endpoints.switch(session, row.id, on=asked.enabled, now=now)
    _note(session, services, "webhook_added", by, row)
    return Answer(HTTPStatus.CREATED.value, told.with_secret(row))


def _of_id(session: Session, endpoint_id: int) -> WebhookEndpoint:
    return found(
        session.get(WebhookEndpoint, endpoint_id) if endpoint_id <= ID else None, "receiver"
    )


def _note(session: Session, services: Services, event: str, by: str, row: WebhookEndpoint) -> None:
    audit_log.add(session, event, by=by, now=services.now(), who=told.host_of(row.url))
