"""The routes of calls placed for technicians: both legs ask and tell here, signed by Twilio.

Each request names its attempt in the address, which is signed with it; the SIDs say which leg it
is of. Whatever comes is only added to what is known (store.callbacks.attempts): twice, late or in any order.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from ivr.flows.bridged_call import STEPS, Asked, Leg, broken
from ivr.flows.reply import Connect, Reply
from ivr.flows.steps import AnyStep, TechnicianStep
from ivr.guarded_blueprint import guarded_blueprint, step_name, twiml_response
from ivr.signature import heard
from ivr.technicians import not_now
from ivr.technicians.services import TechnicianServices
from ivr.turn import is_sid, sid, single_values, whole_number
from ivr.twiml import CALLBACK_PATIENCE, PATIENCE, render_leg
from rules.callbacks.outbound_call import Facts
from rules.callbacks.promise_text import spoken_state
from rules.calls.call_status import FINAL
from rules.errors import BadInput
from rules.language.spoken import language_or_default
from rules.tickets.ticket import number_of
from store.callbacks import attempts
from store.calls import call_log
from store.models import Attempt, Callback
from store.tickets import lifecycle
from store.views import ticket_list

PREFIX = "/voice/technician"
# Twilio docs: Answering Machine Detection, "AnsweredBy".
DETECTED = frozenset(
    {
        *("human", "fax", "unknown", "machine_start"),
        *("machine_end_beep", "machine_end_silence", "machine_end_other"),
    }
)


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


def technician_blueprint(services: TechnicianServices) -> Blueprint:
    """Everything under /voice/technician."""

    def apology() -> Response | None:
        if step_name() in not_now.STEPS:
            return _document(services, Reply((Connect(),)), 0)  # they can talk, if no more
        return _document(services, broken(), 0) if step_name() in STEPS else None

    voice = guarded_blueprint(
        "technician", PREFIX, services.trust, logged_as="technician webhook", apology=apology
    )
    _add_steps(voice, services)
    _add_customers_steps(voice, services)
    _add_callbacks(voice, services)
    return voice


def _add_steps(voice: Blueprint, services: TechnicianServices) -> None:
    def step() -> ResponseReturnValue:
        attempt_id, said = attempt_named(), single_values(heard(request.form))
        call_sid = sid(said, "CallSid", "CA")
        with services.sessions.begin() as session:
            row = attempts.locked(session, attempt_id)
            if row is None or row.technician_sid not in {None, call_sid}:
                raise BadInput("expected a call that we placed, found another")
            reply, facts = STEPS[step_name()](leg_of(session, services, row), asked_of(said))
            more = Facts(technician=said.get("CallStatus"))
            attempts.told(session, row, more, now=services.now(), technician_sid=call_sid)
            other = said.get("DialCallSid", "")
            attempts.told(
                session,
                row,
                facts,
                now=services.now(),
                customer_sid=other if is_sid(other, "CA") else None,
            )
        return _document(services, reply, attempt_id)

    # Exact paths: a signature holds as well for an address into which a parameter was moved.
    for name in STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    @voice.post(f"/{TechnicianStep.FALLBACK}")
    def fallback() -> ResponseReturnValue:
        return _document(services, broken(), 0)


def _add_customers_steps(voice: Blueprint, services: TechnicianServices) -> None:
    """What the customer hears before they are connected."""

    def step() -> ResponseReturnValue:
        attempt_id, said = attempt_named(), single_values(heard(request.form))
        call_sid = sid(said, "CallSid", "CA")
        with services.sessions.begin() as session:
            row = not_now.hold(session, attempt_id)
            if row is None or row.customer_sid not in {None, call_sid} or not _is_child(said, row):
                raise BadInput("expected a leg of a call that we placed, found another")
            attempts.told(session, row, Facts(), now=services.now(), customer_sid=call_sid)
            leg = leg_of(session, services, row)
            reply = not_now.answer(session, services, row, leg, step_name(), asked_of(said))
        return _document(services, reply, attempt_id)

    for name in not_now.STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])


def _add_callbacks(voice: Blueprint, services: TechnicianServices) -> None:
    def told(read: Callable[[Mapping[str, str]], Facts], leg: str) -> ResponseReturnValue:
        said = single_values(heard(request.form))
        call_sid = sid(said, "CallSid", "CA")
        with services.sessions.begin() as session:
            row = attempts.locked(session, attempt_named())
            known = getattr(row, leg, None)
            if row is None or known not in {None, call_sid} or not _is_child(said, row):
                raise BadInput("expected a leg of a call that we placed, found another")
            attempts.told(session, row, read(said), now=services.now(), **{leg: call_sid})
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
        bridged={"true": True, "false": False}.get((bridged or "").casefold()),
        seconds=whole_number(said.get("DialCallDuration")),
    )


def leg_of(session: Session, services: TechnicianServices, row: Attempt) -> Leg:
    """What is known of the call that the attempt is."""
    callback = session.get_one(Callback, row.callback_id, populate_existing=True)
    return replace(
        leg_for(session, services, callback),
        is_wanted=attempts.is_wanted(row, callback),
        number=row.customer_number or "",
        machine=row.machine,
        put_off_to=not_now.put_off_to(row, callback),
    )


def leg_for(session: Session, services: TechnicianServices, callback: Callback) -> Leg:
    """What would be said and rung for the callback."""
    entry = ticket_list.entries_of(session, [callback.ticket_id])[callback.ticket_id]
    return Leg(
        is_wanted=True,
        ticket_number=number_of(entry.id),
        who=entry.who,
        subject=entry.subject,
        urgency=entry.urgency,
        came=entry.came,
        owed=spoken_state(entry, services.now(), services.timezone),
        number=callback.number or "",
        caller_id=line_called(
            session, callback.ticket_id, services.lines, services.policy.caller_id
        ),
        ring_s=int(services.policy.ring.total_seconds()),
        longest_s=int(services.policy.longest.total_seconds()),
        language=_language(session, callback.ticket_id),
        now=services.now(),
        timezone=services.timezone,
        may_put_off=services.putting_off is not None,
    )


def _language(session: Session, ticket_id: int) -> str:
    ticket = lifecycle.find(session, ticket_id)
    return language_or_default(ticket.language if ticket else None)


def line_of_attempt(
    session: Session, attempt_id: int, lines: Collection[str], otherwise: str
) -> str:
    """The line of ours that the customer sees who is rung by the attempt."""
    row = session.get_one(Attempt, attempt_id)
    ticket_id = session.get_one(Callback, row.callback_id).ticket_id
    return line_called(session, ticket_id, lines, otherwise)


def line_called(session: Session, ticket_id: int, lines: Collection[str], otherwise: str) -> str:
    """The line of ours that the customer had called, else the other one."""
    ticket = lifecycle.find(session, ticket_id)
    call = call_log.find(session, ticket.call_sid) if ticket and ticket.call_sid else None
    if call is None or call.to_number not in lines:
        return otherwise
    return call.to_number


def _document(services: TechnicianServices, reply: Reply, attempt_id: int) -> Response:
    line = services.lines.get(services.policy.caller_id)

    def address(step: AnyStep, attempt: int) -> str:
        return leg_address(step, attempt_id, n=str(attempt))

    document = render_leg(
        reply, line=line, prompts=services.prompts, voices=services.voices, address=address
    )
    return twiml_response(document)


def leg_address(step: AnyStep, attempt_id: int, **state: str) -> str:
    """Where Twilio asks or tells of the attempt."""
    return f"{PREFIX}/{step}?{urlencode({'a': str(attempt_id), **state})}"


def attempt_named() -> int:
    """The attempt that the request's address names; raises BadInput."""
    found = whole_number(single_values(request.args).get("a"))
    if found is None:
        raise BadInput("a: expected an attempt's number, found none")
    return found
