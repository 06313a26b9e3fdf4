"""Messages over REST. Twilio docs: Messages resource; Italy: SMS Guidelines."""

import re
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.delivery import text_messages
from simulator.rest import forms
from simulator.rest.errors import Refused, invalid, not_found
from simulator.rest.paging import between, page
from simulator.state.exchange import API_VERSION, Exchange
from simulator.state.text_message import MessageEntry

LONGEST = 1600
KNOWN = {"To", "From", "Body", "StatusCallback", "ValidityPeriod", "SmartEncoded", "MaxPrice"}
FINAL = {"delivered", "undelivered", "sent", "failed"}  # a text that is on its way stays
_SENDER_NAME = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}")


def add_routes(account: Blueprint, exchange: Exchange) -> None:
    @account.post("/Messages.json", endpoint="create_message")
    def create() -> tuple[Response, int]:
        forms.warn_of_unknown(exchange, KNOWN)
        message = text_messages.send(
            exchange,
            _receiver(request.form.get("To", "")),
            _sender(exchange, request.form.get("From", "")),
            _body(request.form.get("Body", "")),
            forms.url("StatusCallback", 21609),
        )
        return jsonify(as_json(exchange, message)), 201

    @account.get("/Messages.json", endpoint="messages")
    def list_all() -> Response:
        kept = [one for one in list(exchange.messages.values()) if _wanted(one)]
        kept = between(
            request,
            kept,
            "DateSent",
            lambda one: one.sent_at,
            with_time=exchange.quirks.date_filter_has_time,
        )
        kept.sort(key=lambda one: (one.created_at, one.sid), reverse=True)
        found = page(request, "messages", kept, lambda m: m.sid, lambda m: as_json(exchange, m))
        return jsonify(found)

    @account.get("/Messages/<sid>.json", endpoint="message")
    def fetch(sid: str) -> Response:
        if sid not in exchange.messages:
            raise not_found(request.path)
        return jsonify(as_json(exchange, exchange.messages[sid]))

    @account.delete("/Messages/<sid>.json", endpoint="delete_message")
    def delete(sid: str) -> Response:
        message = exchange.messages.get(sid)
        if message is None:
            raise not_found(request.path)
        if message.status not in FINAL:
            raise Refused(409, 20009, "Cannot delete this resource before it is complete")
        del exchange.messages[sid]
        return Response(status=204)


def as_json(exchange: Exchange, message: MessageEntry) -> dict[str, Any]:
    uri = exchange.api_uri(f"Messages/{message.sid}")
    return {
        "sid": message.sid,
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "to": message.to_number,
        "from": message.from_number,
        "body": message.body,
        "status": message.status,
        "direction": "outbound-api",
        "num_segments": str(message.segments),
        "num_media": "0",
        "error_code": message.error_code,
        "error_message": None,
        "messaging_service_sid": None,
        "date_created": forms.date(message.created_at),
        "date_sent": forms.date(message.sent_at),
        "date_updated": forms.date(message.sent_at or message.created_at),
        "price": None,
        "price_unit": "USD",
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def _wanted(message: MessageEntry) -> bool:
    to, sender = request.args.get("To"), request.args.get("From")
    return to in {None, message.to_number} and sender in {None, message.from_number}


def _receiver(to: str) -> str:
    if not to:
        raise invalid(21604, "A 'To' phone number is required.")
    if not forms.is_e164(to):
        raise invalid(21211, f"Invalid 'To' Phone Number: {to}")
    if to.startswith("+390"):  # a landline: neither logged nor charged
        raise invalid(21614, f"'To' number is not a valid mobile number: {to}")
    return to


def _sender(exchange: Exchange, sender: str) -> str:
    if not sender:
        raise invalid(21603, "A 'From' phone number is required.")
    own = exchange.numbers.get(sender)
    if (own is None or not own.sms) and not _SENDER_NAME.fullmatch(sender):
        raise invalid(21606, f"The 'From' {sender} is not enabled for SMS")
    return sender


def _body(body: str) -> str:
    if not body:
        raise invalid(21602, "Message body is required.")
    if len(body) > LONGEST:
        raise invalid(21617, f"The message body exceeds {LONGEST} characters")
    return body
