"""The routes of calls to whoever is on call, signed by Twilio; each names its step in the address."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ivr.flows import oncall_call
from ivr.flows.bridged_call import case_words
from ivr.flows.reply import Reply
from ivr.flows.steps import AlertStep, AnyStep, DialInStep
from ivr.guarded_blueprint import guarded_blueprint, step_name, twiml_response
from ivr.signature import heard
from ivr.technicians.bridged_call import Addresses
from ivr.technicians.services import TechnicianServices
from ivr.turn import sid, single_values, whole_number
from ivr.twiml import CALLBACK_PATIENCE, PATIENCE, render_leg
from rules.errors import BadInput
from store.callbacks import attempts
from store.models import AlertStep as Row
from store.oncall import alert_calls, alerts
from store.oncall.alert_calls import Call
from store.views import ticket_list

PREFIX = "/voice/alert"
LEASE = timedelta(hours=1)  # of whoever takes a request by telephone


def addresses(public_url: str, step_id: int) -> Addresses:
    """Where Twilio asks and tells of a call; `public_url` is where it reaches us."""
    return Addresses(
        url=f"{public_url}{_address(AlertStep.ANSWERED, step_id)}{PATIENCE}",
        status=f"{public_url}{_address(AlertStep.STATUS, step_id)}{CALLBACK_PATIENCE}",
        fallback=f"{public_url}{PREFIX}/{AlertStep.FALLBACK}",
    )


def alert_blueprint(services: TechnicianServices) -> Blueprint:
    """Everything under /voice/alert."""

    def apology() -> Response | None:
        is_heard = step_name() != AlertStep.STATUS
        return _document(services, oncall_call.broken(), {}) if is_heard else None

    voice = guarded_blueprint(
        "alert", PREFIX, services.trust, logged_as="alert webhook", apology=apology
    )

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    @voice.post(f"/{AlertStep.ANSWERED}")
    def answered() -> ResponseReturnValue:
        return _answer(services)

    @voice.post(f"/{AlertStep.CHOSEN}")
    def chosen() -> ResponseReturnValue:
        return _answer(services)

    @voice.post(f"/{AlertStep.STATUS}")
    def status() -> ResponseReturnValue:
        said = single_values(heard(request.form))
        call_sid, told = sid(said, "CallSid", "CA"), said.get("CallStatus", "")
        with services.sessions.begin() as session:
            row = alert_calls.ALERT_STEPS.locked(session, _step_id())
            if row is None or row.sid not in {None, call_sid}:
                raise BadInput("expected a call that we placed, found another")
            alert_calls.told(session, row, told, call_sid, services.now())
            # whoever rang the customer from this call has an attempt that ends with it
            attempts.leg_told(session, call_sid, told, services.now())
        return "", HTTPStatus.NO_CONTENT

    @voice.post(f"/{AlertStep.FALLBACK}")
    def fallback() -> ResponseReturnValue:
        return _document(services, oncall_call.broken(), {})

    return voice


def _answer(services: TechnicianServices) -> Response:
    said, now = single_values(heard(request.form)), services.now()
    call_sid, step_id = sid(said, "CallSid", "CA"), _step_id()
    with services.sessions.begin() as session:
        found = alert_calls.call_of(session, step_id, now)
        if found is None or found[0].sid not in {None, call_sid}:
            raise BadInput("expected a call that we placed, found another")
        row, call = found
        alert_calls.told(session, row, said.get("CallStatus", ""), call_sid, now)
        reply = _reply(session, services, row, call, said.get("Digits", ""))
        kept = {"t": str(step_id), "u": str(call.user.id)}
        if call.callback is not None:
            kept["b"] = str(call.callback.id)
    return _document(services, reply, kept)


def _reply(
    session: Session, services: TechnicianServices, row: Row, call: Call, digits: str
) -> Reply:
    attempt, now = whole_number(request.args.get("n")) or 0, services.now()
    is_theirs = call.taken_by == call.user.name
    if call.is_over or (call.taken_by is not None and not is_theirs):
        return oncall_call.too_late(None if call.is_over else call.taken_by)
    if step_name() == AlertStep.ANSWERED:
        case = alerts.words_of(session, call.ticket_id)
        return oncall_call.greeting(call.ticket_id, case, attempt)
    if digits == "2":
        alert_calls.refuse(row, now)
        return oncall_call.passed()
    if digits != "1":
        return oncall_call.again(attempt)
    if not alert_calls.take(session, row, call, now, LEASE):
        return oncall_call.too_late(None)
    entry = ticket_list.entries_of(session, [call.ticket_id])[call.ticket_id]
    number = call.callback.number if call.callback else None
    may_dial = services.policy.may_ring(number)
    case = case_words(entry.who, entry.subject, entry.urgency, entry.weekend_doubt, came=entry.came)
    return oncall_call.taken(case, may_dial=may_dial)


def _document(services: TechnicianServices, reply: Reply, kept: Mapping[str, str]) -> Response:
    def address(step: AnyStep, attempt: int) -> str:
        n = str(attempt)
        if isinstance(step, DialInStep):
            in_hand = {name: kept[name] for name in ("u", "b") if name in kept}
            return f"/voice/road/{step}?{urlencode({'n': n, **in_hand})}"
        return f"{PREFIX}/{step}?{urlencode({'t': kept.get('t', ''), 'n': n})}"

    document = render_leg(
        reply,
        line=services.lines.get(services.policy.caller_id),
        prompts=services.prompts,
        voices=services.voices,
        address=address,
    )
    return twiml_response(document)


def _address(step: AlertStep, step_id: int) -> str:
    return f"{PREFIX}/{step}?{urlencode({'t': str(step_id)})}"


def _step_id() -> int:
    found = whole_number(single_values(request.args).get("t"))
    if found is None:
        raise BadInput("t: expected an alert's step, found none")
    return found
