"""The account over REST: what it is, whose numbers it may show, where it may call, and from which region.

Twilio docs: Accounts; OutgoingCallerIds; Voice Dialing Permissions (v1, at voice.twilio.com);
Inbound Processing Region (v2, at routes.twilio.com). Here they share one address.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from simulator.rest.errors import not_found
from simulator.rest.paging import page
from simulator.state.exchange import API_VERSION, Exchange


def add_routes(account: Blueprint, exchange: Exchange) -> None:
    @account.get("/OutgoingCallerIds.json", endpoint="caller_ids")
    def caller_ids() -> Response:
        asked = request.args.get("PhoneNumber")
        shown = [one for one in sorted(exchange.account.caller_ids) if asked in {None, one}]
        return jsonify(
            page(
                request,
                "outgoing_caller_ids",
                shown,
                _sid,
                lambda number: _caller_id(exchange, number),
            )
        )

    @account.get("/Balance.json", endpoint="balance")
    def balance() -> Response:
        told = {"account_sid": exchange.account_sid, "currency": "USD"}
        return jsonify({**told, "balance": exchange.account.balance})


def add_other_products(app: Flask, exchange: Exchange) -> None:
    """What Twilio serves at other hosts than the account's."""

    @app.get("/v1/DialingPermissions/Countries/<code>")
    def permissions(code: str) -> Response:
        may_call = code in exchange.account.countries
        return jsonify(
            {
                "iso_code": code,
                "name": code,
                "continent": "EUROPE",
                "country_codes": [],
                "low_risk_numbers_enabled": may_call,
                "high_risk_special_numbers_enabled": False,
                "high_risk_tollfraud_numbers_enabled": False,
                "url": request.base_url,
                "links": {},
            }
        )

    @app.get("/v2/PhoneNumbers/<number>")
    def route(number: str) -> Response:
        if number not in exchange.numbers:
            raise not_found(request.path)
        at = datetime(2026, 1, 1, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return jsonify(
            {
                "phone_number": number,
                "url": request.base_url,
                "sid": "QQ" + exchange.numbers[number].sid[2:],
                "account_sid": exchange.account_sid,
                "friendly_name": number,
                "voice_region": exchange.account.regions.get(number, "us1"),
                "date_created": at,
                "date_updated": at,
            }
        )


def account_json(exchange: Exchange) -> dict[str, object]:
    return {
        "sid": exchange.account_sid,
        "owner_account_sid": exchange.account_sid,
        "friendly_name": "Simulated account",
        "status": exchange.account.status,
        "type": exchange.account.kind,
        "auth_token": exchange.auth_token,
        "date_created": None,
        "date_updated": None,
        "uri": f"/{API_VERSION}/Accounts/{exchange.account_sid}.json",
        "subresource_uris": {},
    }


def _sid(number: str) -> str:
    return "PN" + f"{int(number.lstrip('+')):032x}"


def _caller_id(exchange: Exchange, number: str) -> dict[str, Any]:
    sid = _sid(number)
    return {
        "sid": sid,
        "account_sid": exchange.account_sid,
        "friendly_name": number,
        "phone_number": number,
        "date_created": None,
        "date_updated": None,
        "uri": exchange.api_uri(f"OutgoingCallerIds/{sid}.json"),
    }
