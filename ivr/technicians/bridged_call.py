"""The routes of calls placed for technicians: both legs ask and tell here, signed by Twilio.

Each request names its attempt in the address, which is signed with it; the SIDs say which leg it
is of. Whatever comes is only added to what is known (store.callbacks.attempts): twice, late or in any order.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

import structlog
from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.exceptions import HTTPException

from ivr.flows.bridged_call import STEPS, Asked, Leg, broken
from ivr.flows.context import Line
from ivr.flows.reply import AnyStep, Reply, TechnicianStep
from ivr.prompts import Prompts, Voices
from ivr.signature import Trust, refusal
from ivr.turn import is_sid, sid, single_values, whole_number
from ivr.twiml import CALLBACK_PATIENCE, PATIENCE, render_leg
from rules.callbacks.outbound_call import FINAL, Facts, Policy
from rules.callbacks.promise_text import spoken_state
from rules.errors import BadInput
from rules.tickets.ticket import number_of
from store.callbacks import attempts
from store.calls import call_log
from store.models import Attempt, Callback
from store.tickets import lifecycle
from store.views import ticket_list

log = structlog.get_logger()

PREFIX = "/voice/technician"
XML = "text/xml; charset=utf-8"
# Twilio docs: Answering Machine Detection, "AnsweredBy".
DETECTED = frozenset(
    {
        *("human", "fax", "unknown", "machine_start"),
        *("machine_end_beep", "machine_end_silence", "machine_end_other"),
    }
)


@dataclass(frozen=True)
class TechnicianDesk:
    """What these routes need; centralino builds it once."""

    sessions: sessionmaker[Session]
    now: Callable[[], datetime]
    trust: Trust
    prompts: Prompts
    voices: Voices
    lines: Mapping[str, Line]  # our numbers
    policy: Policy
    timezone: str


@dataclass(frozen=True)
class Addresses:
    """Where Twilio asks and tells of a call that is placed."""

    url: str
    status: str
    fallback: str


def addresses(public_url: str, attempt_id: int) -> Addresses:
    """Of the technician's leg; `public_url` is where Twilio reaches us."""
    return Addresses(
        url=f"{public_url}{leg_address(TechnicianStep.ANSWERED, attempt_id)}{PATIENCE}",
        status=f"{public_url}{leg_address(TechnicianStep.STATUS, attempt_id)}{CALLBACK_PATIENCE}",
        fallback=f"{public_url}{PREFIX}/{TechnicianStep.FALLBACK}",
    )


def technician_blueprint(desk: TechnicianDesk) -> Blueprint:
    """Everything under /voice/technician."""
    voice = Blueprint("technician", __name__, url_prefix=PREFIX)
    _add_steps(voice, desk)
    _add_callbacks(voice, desk)

    @voice.before_request
    def believe_twilio_alone() -> ResponseReturnValue | None:
        g.began = time.perf_counter()
        reason = refusal(desk.trust, request)
        return None if reason is None else _refuse(reason)

    @voice.after_request
    def log_line(response: Response) -> Response:
        _log(response)
        return response

    @voice.errorhandler(BadInput)
    def not_twilios(error: BadInput) -> ResponseReturnValue:
        return _refuse(str(error))

    @voice.errorhandler(Exception)
    def failed(error: Exception) -> ResponseReturnValue:
        if isinstance(error, HTTPException) and error.code is not None:
            return "", error.code
        log.exception("webhook failed", step=_step())
        if _step() not in STEPS:
            return "", HTTPStatus.SERVICE_UNAVAILABLE  # a callback: Twilio comes again
        return _document(desk, broken(), 0)

    return voice


def _add_steps(voice: Blueprint, desk: TechnicianDesk) -> None:
    def step() -> ResponseReturnValue:
        attempt_id, said = _attempt_id(), single_values(request.form)
        call_sid = sid(said, "CallSid", "CA")
        with desk.sessions.begin() as session:
            row = attempts.locked(session, attempt_id)
            if row is None or row.technician_sid not in {None, call_sid}:
                raise BadInput("expected a call that we placed, found another")
            reply, facts = STEPS[_step()](leg_of(session, desk, row), asked_of(said))
            more = Facts(technician=said.get("CallStatus"))
            attempts.told(session, row, more, now=desk.now(), technician_sid=call_sid)
            other = said.get("DialCallSid", "")
            attempts.told(
                session,
                row,
                facts,
                now=desk.now(),
                customer_sid=other if is_sid(other, "CA") else None,
            )
        return _document(desk, reply, attempt_id)

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    for name in STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    @voice.post(f"/{TechnicianStep.FALLBACK}")
    def fallback() -> ResponseReturnValue:
        return _document(desk, broken(), 0)


def _add_callbacks(voice: Blueprint, desk: TechnicianDesk) -> None:
    def told(read: Callable[[Mapping[str, str]], Facts], leg: str) -> ResponseReturnValue:
        said = single_values(request.form)
        call_sid = sid(said, "CallSid", "CA")
        with desk.sessions.begin() as session:
            row = attempts.locked(session, _attempt_id())
            known = getattr(row, leg, None)
            if row is None or known not in {None, call_sid} or not _is_child(said, row):
                raise BadInput("expected a leg of a call that we placed, found another")
            attempts.told(session, row, read(said), now=desk.now(), **{leg: call_sid})
        return "", HTTPStatus.NO_CONTENT

    @voice.post(f"/{TechnicianStep.STATUS}")
    def status() -> ResponseReturnValue:
        return told(_technicians_leg, "technician_sid")

    @voice.post(f"/{TechnicianStep.CUSTOMER}")
    def customer() -> ResponseReturnValue:
        return told(_customers_leg, "customer_sid")

    @voice.post(f"/{TechnicianStep.MACHINE}")
    def machine() -> ResponseReturnValue:
        return told(_detection, "customer_sid")


def _technicians_leg(said: Mapping[str, str]) -> Facts:
    return Facts(technician=said.get("CallStatus"))


def _customers_leg(said: Mapping[str, str]) -> Facts:
    status = said.get("CallStatus")
    seconds = whole_number(said.get("CallDuration")) if status in FINAL else None
    return Facts(customer=status, seconds=seconds, machine=_detected(said))


def _detection(said: Mapping[str, str]) -> Facts:
    return Facts(machine=_detected(said))


def _detected(said: Mapping[str, str]) -> str | None:
    answered_by = said.get("AnsweredBy")
    return answered_by if answered_by in DETECTED else None


def _is_child(said: Mapping[str, str], row: Attempt) -> bool:
    """Whether the leg belongs to the call that we know; one that names no parent may."""
    parent = said.get("ParentCallSid")
    return not parent or row.technician_sid in {None, parent}


def asked_of(said: Mapping[str, str]) -> Asked:
    """What the request brings."""
    dial, bridged = said.get("DialCallStatus"), said.get("DialBridged")
    return Asked(
        digits=said.get("Digits", ""),
        attempt=whole_number(request.args.get("n")) or 0,
        dial=dial if dial in FINAL else None,
        bridged=None if bridged is None else bridged == "true",
        seconds=whole_number(said.get("DialCallDuration")),
    )


def leg_of(session: Session, desk: TechnicianDesk, row: Attempt) -> Leg:
    """What is known of the call that the attempt is."""
    callback = session.get_one(Callback, row.callback_id, populate_existing=True)
    return replace(
        leg_for(session, desk, callback),
        is_wanted=attempts.is_wanted(row, callback),
        number=row.customer_number or "",
        machine=row.machine,
    )


def leg_for(session: Session, desk: TechnicianDesk, callback: Callback) -> Leg:
    """What would be said and rung for the callback."""
    entry = ticket_list.entries_of(session, [callback.ticket_id])[callback.ticket_id]
    return Leg(
        is_wanted=True,
        ticket_number=number_of(entry.id),
        who=entry.who,
        subject=entry.subject,
        urgency=entry.urgency,
        owed=spoken_state(entry, desk.now(), desk.timezone),
        number=callback.number or "",
        caller_id=_caller_id(session, desk, callback.ticket_id),
        ring_s=int(desk.policy.ring.total_seconds()),
        longest_s=int(desk.policy.longest.total_seconds()),
    )


def _caller_id(session: Session, desk: TechnicianDesk, ticket_id: int) -> str:
    """The line that the customer had called, else the one of working days."""
    ticket = lifecycle.find(session, ticket_id)
    call = call_log.find(session, ticket.call_sid) if ticket and ticket.call_sid else None
    if call is None or call.to_number not in desk.lines:
        return desk.policy.caller_id
    return call.to_number


def _document(desk: TechnicianDesk, reply: Reply, attempt_id: int) -> Response:
    line = desk.lines.get(desk.policy.caller_id)

    def address(step: AnyStep, attempt: int) -> str:
        return leg_address(step, attempt_id, n=str(attempt))

    document = render_leg(
        reply, line=line, prompts=desk.prompts, voices=desk.voices, address=address
    )
    return Response(document, content_type=XML)


def leg_address(step: AnyStep, attempt_id: int, **state: str) -> str:
    """Where Twilio asks or tells of the attempt."""
    return f"{PREFIX}/{step}?{urlencode({'a': str(attempt_id), **state})}"


def _attempt_id() -> int:
    found = whole_number(single_values(request.args).get("a"))
    if found is None:
        raise BadInput("a: expected an attempt's number, found none")
    return found


def _refuse(reason: str) -> ResponseReturnValue:
    log.warning("webhook refused", step=_step(), reason=reason)
    return "", HTTPStatus.FORBIDDEN


def _step() -> str:
    return request.path.rpartition("/")[2]


def _log(response: Response) -> None:
    log.info(
        "technician webhook",
        call_sid=request.form.get("CallSid", "")[:34],
        step=_step(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.began) * 1000, 1),
    )
