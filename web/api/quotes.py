"""Quotes for repairs: begun, written, sent; by the rules that the console asks."""

from decimal import Decimal, InvalidOperation
from http import HTTPStatus
from typing import Annotated

from apiflask import APIBlueprint, HTTPError, HTTPTokenAuth
from flask import Response, jsonify
from pydantic import AfterValidator, Field, StrictStr
from sqlalchemy.orm import Session

from rules.billing.quotes import LineKind, QuoteLine
from store import reading
from store.billing import quotes
from store.billing.quotes import Priced
from store.tickets import lifecycle
from store.views.as_json.quote_json import quote_json
from web.api import schemas
from web.api.access import STAFF, caller_of
from web.api.errors import found
from web.api.fields import ID, Body, Line200
from web.api.once import Answer, Headers, Once, once, reply
from web.api.schemas.base import one_of, told
from web.api.services import Services

MOST_LINES = 50
SENT = "It was sent, and alters no more"
_AMOUNT = r"^[0-9]{1,7}(\.[0-9]{1,2})?$"


def _amount(text: str) -> str:
    try:
        Decimal(text)
    except InvalidOperation as error:
        raise ValueError("expected an amount such as 86.00") from error
    return text


_Amount = Annotated[StrictStr, Field(pattern=_AMOUNT), AfterValidator(_amount)]


class QuoteLineIn(Body):
    """One line of a quote."""

    kind: Annotated[LineKind, one_of("What it is", LineKind, "parts")]
    words: Annotated[Line200, told("As the customer reads it.", "Testina di stampa")]
    quantity: Annotated[_Amount, told("How many.", "1")] = "1"
    unit_price: Annotated[_Amount, told("Of one, in euro without VAT.", "86.00")]


_Lines = Annotated[
    list[QuoteLineIn],
    Field(max_length=MOST_LINES, description="All lines, in the order in which they are read."),
]


class QuoteIn(Body):
    """The lines of a quote."""

    lines: _Lines


class SendIn(Body):
    """What was read before it is sent: never another total than that."""

    total: Annotated[_Amount, told("The quote's total, VAT included.", "104.92")]


def add_routes(api: APIBlueprint, auth: HTTPTokenAuth, services: Services) -> None:
    """Everything under /tickets/{ticket_id}/quotes and /quotes."""

    @api.get("/tickets/<int:ticket_id>/quotes")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Quotes)
    @api.doc(operation_id="listQuotes")
    def list_quotes(ticket_id: int) -> Response:
        """The quotes of a ticket, oldest first"""
        with reading(services.sessions) as session:
            row = found(lifecycle.find(session, ticket_id), "ticket")
            known = quotes.of_ticket(session, row.id)
            return jsonify([quote_json(quotes.look(session, one.id)) for one in known])

    @api.post("/tickets/<int:ticket_id>/quotes")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(Headers, location="headers")
    @api.input(QuoteIn)
    @api.output(schemas.Quote, status_code=201)
    @api.doc(operation_id="draftQuote")
    def draft(ticket_id: int, headers_data: Headers, json_data: QuoteIn) -> Response:
        """Begin a quote

        The customer sees nothing of it before it is sent.
        """
        caller = caller_of(auth)
        asked = Once(caller, headers_data, json_data, f"quote {ticket_id}")
        with services.sessions.begin() as session:
            answer = once(
                session,
                services,
                asked,
                lambda: _drafted(session, services, ticket_id, json_data, caller.name),
            )
        return reply(answer, f"/api/v1/quotes/{answer.body['id']}")

    @api.get("/quotes/<int:quote_id>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.output(schemas.Quote)
    @api.doc(operation_id="getQuote")
    def get_quote(quote_id: int) -> Response:
        """One quote, with what it comes to"""
        with reading(services.sessions) as session:
            return jsonify(quote_json(_priced(session, quote_id)))

    @api.put("/quotes/<int:quote_id>")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(QuoteIn)
    @api.output(schemas.Quote)
    @api.doc(operation_id="writeQuote", responses={409: SENT})
    def write(quote_id: int, json_data: QuoteIn) -> Response:
        """Put other lines into a quote that was not sent"""
        with services.sessions.begin() as session:
            _priced(session, quote_id)
            quotes.rewrite(session, quote_id, _lines(json_data))
            return jsonify(quote_json(quotes.look(session, quote_id)))

    @api.post("/quotes/<int:quote_id>/send")
    @api.auth_required(auth, roles=list(STAFF))
    @api.input(SendIn)
    @api.output(schemas.Quote)
    @api.doc(operation_id="sendQuote", responses={409: f"{SENT}, or it comes to something else"})
    def send(quote_id: int, json_data: SendIn) -> Response:
        """Give a quote to the customer, who agrees to it or not"""
        by, now = caller_of(auth).name, services.now()
        with services.sessions.begin() as session:
            total = _priced(session, quote_id).totals.total
            if Decimal(json_data.total) != total:
                raise HTTPError(HTTPStatus.CONFLICT, f"its total is {total:.2f}: read it again")
            return jsonify(quote_json(quotes.send(session, quote_id, actor=by, now=now)))


def _drafted(
    session: Session, services: Services, ticket_id: int, asked: QuoteIn, by: str
) -> Answer:
    row = found(lifecycle.find(session, ticket_id), "ticket")
    vat, now = services.vat_percent, services.now()
    made = quotes.draft(session, row.id, _lines(asked), vat_percent=vat, actor=by, now=now)
    return Answer(HTTPStatus.CREATED.value, quote_json(quotes.look(session, made.id)))


def _priced(session: Session, quote_id: int) -> Priced:
    return found(quotes.look(session, quote_id) if quote_id <= ID else None, "quote")


def _lines(asked: QuoteIn) -> list[QuoteLine]:
    """As the rule wants them; raises BadInput."""
    return [
        QuoteLine(one.kind, one.words, Decimal(one.quantity), Decimal(one.unit_price))
        for one in asked.lines
    ]
