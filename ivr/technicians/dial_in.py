"""The routes of dial-in: a technician rings the line from the road, and works by telephone alone.

The address remembers who signed in (`u`), what is in hand (`b`), the call (`a`) and what was passed
over (`s`): Twilio signs it, and nobody else can ask for it. Whoever was disabled meanwhile is out.
"""

from urllib.parse import urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from ivr.flows.reply import Reply
from ivr.flows.steps import AnyStep, DialInStep, TechnicianStep
from ivr.guarded_blueprint import guarded_blueprint, step_name, twiml_response
from ivr.signature import heard
from ivr.technicians.bridged_call import leg_address
from ivr.technicians.dial_in_state import At, instant_of
from ivr.technicians.dial_in_steps import STEPS
from ivr.technicians.services import DialInServices
from ivr.turn import sid, single_values, whole_number
from ivr.twiml import render_leg

PREFIX = "/voice/road"  # the address stays: calls may be going on


def dial_in_blueprint(services: DialInServices) -> Blueprint:
    """Everything under /voice/road."""
    voice = guarded_blueprint(
        "dial_in",
        PREFIX,
        services.technician.trust,
        logged_as="dial-in webhook",
        apology=lambda: None,  # the number's fallback takes a message
    )

    def step() -> ResponseReturnValue:
        reply, at = STEPS[step_name()](services, _at())
        return _document(services, reply, at)

    for name in STEPS:
        voice.add_url_rule(f"/{name}", f"step_{name}", step, methods=["POST"])

    return voice


def _at() -> At:
    said, kept = single_values(heard(request.form)), single_values(request.args)
    skipped = (whole_number(one) for one in kept.get("s", "").split("-"))
    return At(
        said=said,
        call_sid=sid(said, "CallSid", "CA"),
        digits=said.get("Digits", ""),
        user_id=whole_number(kept.get("u")),
        callback_id=whole_number(kept.get("b")),
        attempt_id=whole_number(kept.get("a")),
        skipped=tuple(one for one in skipped if one is not None),
        tried=whole_number(kept.get("n")) or 0,
        agreed=instant_of(kept.get("w")),
    )


def _document(services: DialInServices, reply: Reply, at: At) -> Response:
    technician = services.technician

    def address(step: AnyStep, attempt: int) -> str:
        if isinstance(step, TechnicianStep):
            return leg_address(step, at.attempt_id or 0)
        path = f"{PREFIX}/{step}" if isinstance(step, DialInStep) else f"/voice/{step}"
        return f"{path}?{urlencode({'n': str(attempt), **at.state})}"

    document = render_leg(
        reply,
        line=technician.lines.get(at.said.get("To", "")),
        prompts=technician.prompts,
        voices=technician.voices,
        address=address,
        audio_token=lambda recording: services.links.token(recording, technician.now()),
    )
    return twiml_response(document)
