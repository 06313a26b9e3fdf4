"""The account's numbers over REST: which webhooks they have, and setting them.

Twilio docs: IncomingPhoneNumbers resource. An empty string clears a URL.
"""

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.rest import forms
from simulator.rest.errors import invalid, not_found
from simulator.rest.paging import page
from simulator.state.exchange import API_VERSION, Exchange
from simulator.state.numbers import Number

URLS = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
}
METHODS = {
    "VoiceMethod": "voice_method",
    "VoiceFallbackMethod": "voice_fallback_method",
    "StatusCallbackMethod": "status_callback_method",
}
INSTEAD = {"VoiceApplicationSid": "voice_application_sid", "TrunkSid": "trunk_sid"}
KNOWN = {*URLS, *METHODS, *INSTEAD, "FriendlyName", "VoiceCallerIdLookup"}


def add_routes(account: Blueprint, exchange: Exchange) -> None:
    @account.get("/IncomingPhoneNumbers.json", endpoint="numbers")
    def list_all() -> Response:
        part = request.args.get("PhoneNumber", "")
        name = request.args.get("FriendlyName")
        owned = [
            one
            for one in exchange.numbers.items()
            if part in one[0] and name in {None, one[1].friendly_name}
        ]
        key = "incoming_phone_numbers"
        return jsonify(
            page(request, key, owned, lambda n: n[1].sid, lambda n: as_json(exchange, *n))
        )

    @account.get("/IncomingPhoneNumbers/<sid>.json", endpoint="number")
    def fetch(sid: str) -> Response:
        return jsonify(as_json(exchange, *_find(exchange, sid)))

    @account.post("/IncomingPhoneNumbers/<sid>.json", endpoint="update_number")
    def update(sid: str) -> Response:
        at, number = _find(exchange, sid)
        forms.warn_of_unknown(exchange, KNOWN)
        with exchange.lock:
            exchange.numbers[at] = _changed(number)
        return jsonify(as_json(exchange, at, exchange.numbers[at]))

    @account.delete("/IncomingPhoneNumbers/<sid>.json", endpoint="release_number")
    def release(sid: str) -> Response:
        at, _ = _find(exchange, sid)
        with exchange.lock:
            del exchange.numbers[at]
        return Response(status=204)


def as_json(exchange: Exchange, at: str, number: Number) -> dict[str, Any]:
    return {
        "sid": number.sid,
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "phone_number": at,
        "friendly_name": number.friendly_name or at,
        "voice_url": number.voice_url,
        "voice_method": number.voice_method,
        "voice_fallback_url": number.voice_fallback_url,
        "voice_fallback_method": number.voice_fallback_method,
        "status_callback": number.status_callback,
        "status_callback_method": number.status_callback_method,
        "voice_caller_id_lookup": number.voice_caller_id_lookup,
        "voice_application_sid": number.voice_application_sid,
        "voice_receive_mode": "voice",
        "trunk_sid": number.trunk_sid or None,
        "sms_url": "",
        "sms_method": "POST",
        "sms_fallback_url": "",
        "sms_fallback_method": "POST",
        "sms_application_sid": "",
        "capabilities": {"voice": True, "sms": number.sms, "mms": False, "fax": False},
        "status": "in-use",
        "type": "local",
        "origin": "twilio",
        "beta": False,
        "bundle_sid": None,
        "address_sid": None,
        "address_requirements": "local",
        "identity_sid": None,
        "emergency_status": "Inactive",
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "date_created": None,
        "date_updated": None,
        "uri": exchange.api_uri(f"IncomingPhoneNumbers/{number.sid}.json"),
        "subresource_uris": {},
    }


def _find(exchange: Exchange, sid: str) -> tuple[str, Number]:
    found = next((one for one in exchange.numbers.items() if one[1].sid == sid), None)
    if found is None:
        raise not_found(request.path)
    return found


def _changed(number: Number) -> Number:
    urls = {own: forms.url(name, 21402) for name, own in URLS.items() if name in request.form}
    methods = {
        own: forms.method(name, 21402) for name, own in METHODS.items() if name in request.form
    }
    given: dict[str, Any] = urls | methods
    changed = replace(number, **given)
    for name, own in INSTEAD.items():
        if name in request.form:
            told = request.form[name]
            others: dict[str, Any] = dict.fromkeys(INSTEAD.values(), "") if told else {}
            changed = replace(changed, **{**others, own: told})
    if "VoiceCallerIdLookup" in request.form:
        looks_up = request.form["VoiceCallerIdLookup"] == "true"
        changed = replace(changed, voice_caller_id_lookup=looks_up)
    if "FriendlyName" in request.form:
        changed = replace(changed, friendly_name=request.form["FriendlyName"])
    if changed.voice_fallback_url and not changed.voice_url:
        raise invalid(21405, "A fallback URL without a voice URL")
    return changed
