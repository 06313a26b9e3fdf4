"""The routes of calls in which the customer is rung first: both legs ask and tell here, signed by Twilio.

As in ivr.technicians.bridged_call each request names its attempt in the address, and whatever comes
is only added to what is known: twice, late or in any order. Here the leg that we placed is the
customer's, and the other one the technician's.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ivr.flows.bridged_call import Asked
from ivr.flows.customer_first import CUSTOMERS, TECHNICIANS, CustomersCall, broken
from ivr.flows.reply import Connect, HangUp, Reply
from ivr.flows.steps import AnyStep, FirstStep
from ivr.guarded_blueprint import guarded_blueprint, step_name, twiml_response
from ivr.signature import heard
from ivr.technicians.bridged_call import Addresses, asked_of, attempt_named, leg_of
from ivr.technicians.services import TechnicianServices
from ivr.turn import is_sid, sid, single_values, whole_number
from ivr.twiml import CALLBACK_PATIENCE, PATIENCE, render_leg
from rules.callbacks.outbound_call import Facts
from rules.calls.call_status import FINAL
from rules.errors import BadInput
from store.callbacks import attempts
from store.models import Attempt

PREFIX = "/voice/first"
CUSTOMER, TECHNICIAN = "customer_sid", "technician_sid"


def addresses(public_url: str, attempt_id: int) -> Addresses:
    """Of the customer's leg; `public_url` is where Twilio reaches us."""
    return Addresses(
        url=f"{public_url}{_address(FirstStep.ANSWERED, attempt_id)}{PATIENCE}",
        status=f"{public_url}{_address(FirstStep.STATUS, attempt_id)}{CALLBACK_PATIENCE}",
        fallback=f"{public_url}{PREFIX}/{FirstStep.FALLBACK}",
    )


def customer_first_blueprint(services: TechnicianServices) -> Blueprint:
    """Everything under /voice/first."""

    def apology() -> Response | None:
        name = step_name()
        if name in TECHNICIANS:  # whoever pressed 1 can talk, if no more
            pressed = name == FirstStep.JOIN and request.form.get("Digits") == "1"
            return _document(services, Reply((Connect() if pressed else HangUp(),)), 0)
        return _document(services, broken(), 0) if name in CUSTOMERS else None

    voice = guarded_blueprint(
        "first", PREFIX, services.trust, logged_as="customer webhook", apology=apology
    )
    _add_steps(voice, services)
    _add_callbacks(voice, services)
    return voice


def _add_steps(voice: Blueprint, services: TechnicianServices) -> None:
    def step() -> ResponseReturnValue:
        said, name = single_values(heard(request.form)), step_name()
        attempt_id, now = attempt_named(), services.now()
        with services.sessions.begin() as session:
            row = _believed(session, said, CUSTOMER if name in CUSTOMERS else TECHNICIAN)
            call = CustomersCall(
                leg=leg_of(session, services, row),
                technician_phone=row.technician_phone or "",
                line=services.policy.caller_id,
                known=attempts.facts_of(row),
            )
            reply, facts = {**CUSTOMERS, **TECHNICIANS}[name](call, _asked(said, row, now))
            attempts.told(session, row, facts, now=now, **_sids(said, name))
        return _document(services, reply, attempt_id)

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    for name in (*CUSTOMERS, *TECHNICIANS):
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    @voice.post(f"/{FirstStep.FALLBACK}")
    def fallback() -> ResponseReturnValue:
        return _document(services, broken(), 0)


def _add_callbacks(voice: Blueprint, services: TechnicianServices) -> None:
    def told(read: Callable[[Mapping[str, str], Attempt], Facts], leg: str) -> ResponseReturnValue:
        said = single_values(heard(request.form))
        with services.sessions.begin() as session:
            row = _believed(session, said, leg)
            facts = read(said, row)
            attempts.told(session, row, facts, now=services.now(), **{leg: said["CallSid"]})
        return "", HTTPStatus.NO_CONTENT

    @voice.post(f"/{FirstStep.STATUS}")
    def status() -> ResponseReturnValue:
        return told(lambda said, _row: Facts(customer=said.get("CallStatus")), CUSTOMER)

    @voice.post(f"/{FirstStep.TECHNICIAN}")
    def technician() -> ResponseReturnValue:
        def read(said: Mapping[str, str], row: Attempt) -> Facts:
            status = said.get("CallStatus")
            seconds = whole_number(said.get("CallDuration")) if status in FINAL else None
            joined = _joined_seconds(seconds, row, services.now())
            return Facts(technician=status, seconds=joined)

        return told(read, TECHNICIAN)


def _believed(session: Session, said: Mapping[str, str], leg: str) -> Attempt:
    """The attempt whose leg this is, locked; raises BadInput for any other call."""
    call_sid = sid(said, "CallSid", "CA")
    row = attempts.locked(session, attempt_named())
    parent = said.get("ParentCallSid")
    if row is None or not row.customer_first or getattr(row, leg) not in {None, call_sid}:
        raise BadInput("expected a leg of a call that we placed, found another")
    if leg == TECHNICIAN and parent and row.customer_sid not in {None, parent}:
        raise BadInput("expected a leg of a call that we placed, found another")
    return row


def _sids(said: Mapping[str, str], name: str) -> dict[str, str]:
    """What the request tells of the SIDs of both legs."""
    found = {CUSTOMER if name in CUSTOMERS else TECHNICIAN: said["CallSid"]}
    if is_sid(said.get("DialCallSid", ""), "CA"):
        found[TECHNICIAN] = said["DialCallSid"]
    return found


def _asked(said: Mapping[str, str], row: Attempt, now: datetime) -> Asked:
    asked = asked_of(said)
    return replace(asked, seconds=_joined_seconds(asked.seconds, row, now))


def _joined_seconds(seconds: int | None, row: Attempt, now: datetime) -> int | None:
    """For how long they were joined: what came before the technician's key was no talk."""
    if seconds is None or row.accepted_at is None:
        return None
    return min(seconds, max(1, int((now - row.accepted_at).total_seconds())))


def _document(services: TechnicianServices, reply: Reply, attempt_id: int) -> Response:
    def address(step: AnyStep, attempt: int) -> str:
        return _address(step, attempt_id, n=str(attempt))

    document = render_leg(
        reply,
        line=services.lines.get(services.policy.caller_id),
        prompts=services.prompts,
        voices=services.voices,
        address=address,
    )
    return twiml_response(document)


def _address(step: AnyStep, attempt_id: int, **state: str) -> str:
    return f"{PREFIX}/{step}?{urlencode({'a': str(attempt_id), **state})}"
