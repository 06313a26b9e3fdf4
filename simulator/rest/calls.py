"""Calls over REST: placing, looking up, listing and changing them.

Twilio docs: Call resource; Error and Warning Dictionary for the refusals.
"""

import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.call import outgoing
from simulator.call.document_request import Hooks, Request
from simulator.call.leg import Interrupted, Leg, Status
from simulator.call.outgoing import Order
from simulator.call.twiml_fetch import LONGEST_INLINE
from simulator.rest import forms
from simulator.rest.errors import Refused, invalid, not_found
from simulator.rest.paging import between, page
from simulator.state.exchange import API_VERSION, Exchange
from simulator.twiml.schema import LEG_EVENTS

KNOWN = {
    "To",
    "From",
    "Url",
    "Method",
    "Twiml",
    "FallbackUrl",
    "FallbackMethod",
    "StatusCallback",
    "StatusCallbackMethod",
    "StatusCallbackEvent",
    "Timeout",
    "TimeLimit",
    "MachineDetection",
    "MachineDetectionTimeout",
    "MachineDetectionSpeechThreshold",
    "MachineDetectionSpeechEndThreshold",
    "MachineDetectionSilenceTimeout",
    "AsyncAmd",
    "AsyncAmdStatusCallback",
    "AsyncAmdStatusCallbackMethod",
    "CallReason",
}
# Twilio's, and not performed here: refused, never passed over.
NOT_PERFORMED = ("Record", "SendDigits", "ApplicationSid", "CallerId", "SipAuthUsername", "Byoc")
AMD_RANGES = {
    "MachineDetectionTimeout": (30, 3, 60),
    "MachineDetectionSpeechThreshold": (2400, 1000, 6000),
    "MachineDetectionSpeechEndThreshold": (1200, 500, 5000),
    "MachineDetectionSilenceTimeout": (5000, 2000, 10000),
}


def add_routes(account: Blueprint, exchange: Exchange) -> None:
    @account.post("/Calls.json", endpoint="create_call")
    def create() -> tuple[Response, int]:
        leg = outgoing.place(exchange, _order(exchange))
        return jsonify(as_json(exchange, leg, just_made=True)), 201

    @account.get("/Calls.json", endpoint="calls")
    def list_all() -> Response:
        return jsonify(_list(exchange))

    @account.get("/Calls/<sid>.json", endpoint="call")
    def fetch(sid: str) -> Response:
        return jsonify(as_json(exchange, _find(exchange, sid)))

    @account.post("/Calls/<sid>.json", endpoint="update_call")
    def update(sid: str) -> Response:
        leg = _find(exchange, sid)
        _update(leg)
        return jsonify(as_json(exchange, leg))

    @account.delete("/Calls/<sid>.json", endpoint="delete_call")
    def delete(sid: str) -> Response:
        if not _find(exchange, sid).is_over:
            raise Refused(409, 20009, "Cannot delete this resource before it is complete")
        with exchange.lock:
            del exchange.legs[sid]
        return Response(status=204)


def as_json(exchange: Exchange, leg: Leg, *, just_made: bool = False) -> dict[str, Any]:
    """The resource; dates are null right after the call was created."""
    entry = leg.entry
    number = exchange.numbers.get(leg.to_number if leg.direction == "inbound" else leg.from_number)
    uri = exchange.api_uri(f"Calls/{leg.sid}")
    shown = Status.QUEUED if leg.status is Status.INITIATED else leg.status
    return {
        "sid": leg.sid,
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "to": leg.to_number,
        "to_formatted": leg.to_number,
        "from": leg.from_number,
        "from_formatted": leg.from_number,
        "phone_number_sid": number.sid if number else None,
        "parent_call_sid": leg.parent_sid or None,
        "status": shown,
        "direction": leg.direction,
        "answered_by": leg.answered_by,
        "caller_name": None,
        "forwarded_from": None,
        "group_sid": None,
        "trunk_sid": None,
        "queue_time": "0",
        "start_time": None if just_made else forms.date(entry.started_at),
        "end_time": forms.date(entry.ended_at),
        "duration": str(entry.duration) if leg.is_over else None,
        "price": None,
        "price_unit": "USD",
        "date_created": None if just_made else forms.date(leg.created_at),
        "date_updated": None if just_made else forms.date(entry.ended_at or leg.created_at),
        "uri": f"{uri}.json",
        "subresource_uris": {
            name: f"{uri}/{name.title()}.json" for name in ("notifications", "recordings", "events")
        },
    }


def _find(exchange: Exchange, sid: str) -> Leg:
    leg = exchange.legs.get(sid)
    if not isinstance(leg, Leg):
        raise not_found(request.path)
    return leg


def _order(exchange: Exchange) -> Order:
    form = request.form
    forms.warn_of_unknown(exchange, KNOWN)
    for name in NOT_PERFORMED:
        if form.get(name, "false") != "false":
            raise Refused(501, 0, f"{name} is Twilio's, but this carrier does not perform it")
    return Order(
        to=_callee(form.get("To", "")),
        from_number=_caller(exchange, form.get("From", "")),
        url=_url_or_twiml(),
        method=forms.method("Method", 21209),
        twiml=None if form.get("Url") else form["Twiml"],
        hooks=_hooks(),
        timeout=forms.number("Timeout", 21208, 60, 1, 600),
        time_limit=forms.number("TimeLimit", 21208, 14400, 1, 86400),
        machine_detection=_machine_detection(),
        async_amd_callback=_async_amd(),
    )


def _callee(to: str) -> str:
    if not to:
        raise invalid(21201, "No 'To' number is specified")
    if not forms.is_e164(to) and not _is_address(to):
        raise invalid(21211, f"The phone number you are attempting to call, {to}, is not valid.")
    return to


def _is_address(to: str) -> bool:
    """Whether it is a SIP address or a client of Twilio's own, which it rings as well."""
    return re.fullmatch(r"sips?:[^@\s]+@[^@\s]+|client:\S+", to) is not None


def _caller(exchange: Exchange, from_number: str) -> str:
    if not from_number:
        raise invalid(21213, "Caller phone number is required")
    if not forms.is_e164(from_number):
        raise invalid(21212, f"The phone number you provided, {from_number}, is not valid.")
    if from_number not in exchange.numbers:
        raise invalid(21210, f"The source phone number, {from_number}, is not yet verified.")
    return from_number


def _url_or_twiml() -> str:
    url, inline = forms.url("Url", 21205), request.form.get("Twiml")
    if not url and inline is None:
        raise invalid(21205, "Url parameter is required")
    if inline is not None and len(inline) > LONGEST_INLINE:
        raise invalid(32018, f"Twiml of more than {LONGEST_INLINE} characters")
    return url


def _hooks() -> Hooks:
    events = request.form.getlist("StatusCallbackEvent") or ["completed"]
    if not set(events) <= LEG_EVENTS:
        raise invalid(21626, f"StatusCallbackEvent: {', '.join(events)}")
    return Hooks(
        fallback_url=forms.url("FallbackUrl", 21205),
        fallback_method=forms.method("FallbackMethod", 21209),
        status_url=forms.url("StatusCallback", 21609),
        status_method=forms.method("StatusCallbackMethod", 21209),
        events=frozenset(events),
    )


def _machine_detection() -> str:
    for name, (default, least, most) in AMD_RANGES.items():
        forms.number(name, 21234, default, least, most)
    value = request.form.get("MachineDetection", "")
    if value not in {"", "Enable", "DetectMessageEnd"}:
        raise invalid(21234, f"MachineDetection: {value}")
    return value


def _async_amd() -> str | None:
    if request.form.get("AsyncAmd", "false") != "true":
        return None
    return forms.url("AsyncAmdStatusCallback", 21609)


def _list(exchange: Exchange) -> dict[str, Any]:
    known = list(exchange.legs.values())
    legs = [leg for leg in known if isinstance(leg, Leg) and _wanted(leg)]
    with_time = exchange.quirks.date_filter_has_time
    legs = between(request, legs, "StartTime", _started, with_time=with_time)
    legs = between(request, legs, "EndTime", _ended, with_time=with_time)
    legs.sort(key=lambda leg: (leg.created_at, leg.sid), reverse=True)
    return page(request, "calls", legs, lambda leg: leg.sid, lambda leg: as_json(exchange, leg))


def _wanted(leg: Leg) -> bool:
    found = {
        "To": leg.to_number,
        "From": leg.from_number,
        "ParentCallSid": leg.parent_sid,
        "Status": str(leg.status),
    }
    return all(request.args.get(name, value) == value for name, value in found.items())


def _started(leg: Leg) -> datetime:
    return leg.entry.started_at


def _ended(leg: Leg) -> datetime | None:
    return leg.entry.ended_at


def _update(leg: Leg) -> None:
    if leg.is_over:
        raise invalid(21220, f"Call {leg.sid} is not in-progress. Cannot redirect.")
    status = request.form.get("Status")
    if status == "canceled":
        leg.cancel()
    elif status == "completed":
        leg.interrupt = Interrupted(None)
    elif status is not None:
        raise invalid(21218, f"Status must be canceled or completed, found {status}")
    elif request.form.get("Url") or request.form.get("Twiml"):
        leg.interrupt = Interrupted(_new_document())


def _new_document() -> Request:
    url = _url_or_twiml()
    return Request(
        "redirect",
        url,
        forms.method("Method", 21209),
        (),
        None if url else request.form["Twiml"],
    )
