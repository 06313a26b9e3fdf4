"""Recordings over REST: their media, their metadata, their list, their deletion.

Twilio docs: Recordings resource. The media is 8 kHz, 16 bits, mono; until the recording is
completed, and once it is deleted, it is a 404 in XML.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, jsonify, request

from simulator.call.recordings import public_url
from simulator.delivery.callbacks import rfc_2822
from simulator.rest.errors import Refused, invalid, not_found
from simulator.rest.paging import between, page
from simulator.state import faults
from simulator.state.exchange import API_VERSION, Exchange
from simulator.state.journal import RecordingEntry


def add_routes(account: Blueprint, exchange: Exchange) -> None:
    @account.get("/Recordings.json", endpoint="recordings")
    def list_all() -> Response:
        return jsonify(
            _list(exchange, exchange.recordings.values(), request.args.get("CallSid", ""))
        )

    @account.get("/Calls/<call_sid>/Recordings.json", endpoint="call_recordings")
    def list_of_call(call_sid: str) -> Response:
        return jsonify(_list(exchange, exchange.recordings.values(), call_sid))

    @account.get("/Recordings/<name>", endpoint="recording")
    def fetch(name: str) -> Response:
        sid, _, extension = name.partition(".")
        if extension == "json":
            return jsonify(as_json(exchange, _find(exchange, sid, with_deleted=_with_deleted())))
        return _media(exchange, sid, extension)

    @account.delete("/Recordings/<sid>.json", endpoint="delete_recording")
    def delete(sid: str) -> Response:
        return _delete(exchange, sid)


def as_json(exchange: Exchange, kept: RecordingEntry) -> dict[str, Any]:
    """The resource: `duration` is a string, `channels` an integer, `uri` relative."""
    uri = exchange.api_uri(f"Recordings/{kept.sid}")
    return {
        "account_sid": exchange.account_sid,
        "api_version": API_VERSION,
        "call_sid": kept.call_sid,
        "conference_sid": None,
        "channels": kept.channels,
        "date_created": rfc_2822(kept.started_at),
        "date_updated": rfc_2822(kept.updated_at or kept.started_at),
        "start_time": rfc_2822(kept.started_at),
        "duration": str(kept.duration) if kept.status in {"completed", "deleted"} else None,
        "sid": kept.sid,
        "price": None,
        "price_unit": "USD",
        "status": kept.status,
        "source": kept.source,
        "error_code": kept.error_code,
        "uri": f"{uri}.json",
        "encryption_details": None,
        "subresource_uris": {
            "add_on_results": f"{uri}/AddOnResults.json",
            "transcriptions": f"{uri}/Transcriptions.json",
        },
        "media_url": public_url(exchange, kept.sid),
    }


def _list(exchange: Exchange, kept: Iterable[RecordingEntry], call_sid: str) -> dict[str, Any]:
    shown = [
        one
        for one in list(kept)
        if call_sid in {"", one.call_sid} and (one.status != "deleted" or _with_deleted())
    ]
    with_time = exchange.quirks.date_filter_has_time
    shown = between(request, shown, "DateCreated", _created, with_time=with_time)
    shown.sort(key=lambda one: (one.started_at, one.sid), reverse=True)
    return page(
        request, "recordings", shown, lambda one: one.sid, lambda one: as_json(exchange, one)
    )


def _created(kept: RecordingEntry) -> datetime:
    return kept.started_at


def _with_deleted() -> bool:
    """Whether what was deleted is wanted too: its metadata stays for forty days."""
    return request.args.get("IncludeSoftDeleted") == "true"


def _find(exchange: Exchange, sid: str, *, with_deleted: bool = False) -> RecordingEntry:
    kept = exchange.recordings.get(sid)
    if kept is None or (kept.status == "deleted" and not with_deleted):
        raise not_found(request.path)
    return kept


def _media(exchange: Exchange, sid: str, extension: str) -> Response:
    kept = _find(exchange, sid)
    late = exchange.faults.strike(faults.NotReady, "GET", request.path)
    if kept.status != "completed" or kept.path is None or late:
        raise not_found(request.path)
    if extension not in {"", "wav"}:
        raise Refused(404, 20404, f"This carrier keeps WAV alone, found .{extension}")
    if request.args.get("RequestedChannels", "1") != "1":
        raise invalid(20001, "The recording has one channel")
    return _spoilt(exchange, kept.path.read_bytes())


def _spoilt(exchange: Exchange, body: bytes) -> Response:
    """The WAV file, with the fault that befalls this download."""
    strike = exchange.faults.strike
    if wrong := strike(faults.WrongType, "GET", request.path):
        return Response(wrong.body, content_type=wrong.content_type)
    announced = len(body)
    if cut := strike(faults.Truncate, "GET", request.path):
        body = body[: int(len(body) * cut.keep)]
    elif short := strike(faults.WrongLength, "GET", request.path):
        body = body[: int(len(body) * short.keep)]
        announced = len(body)
    response = Response(iter([body]), content_type="audio/x-wav")
    response.headers["Content-Length"] = str(announced)
    return response


def _delete(exchange: Exchange, sid: str) -> Response:
    kept = exchange.recordings.get(sid)
    if kept is None:
        raise not_found(request.path)
    if kept.status == "deleted":
        if exchange.quirks.second_delete_is_404:
            raise not_found(request.path)
        return Response(status=204)
    if kept.status not in {"completed", "absent"}:
        raise Refused(409, 20009, "The recording is not finished")
    kept.status = "deleted"
    kept.updated_at = exchange.clock.now()
    return Response(status=204)
