"""What calls for technicians need of the settings: what may be rung, and how it is placed."""

from datetime import timedelta

from centralino.settings import Settings
from desk.calling import Policy
from desk.phone_numbers import Line
from ivr.conversation import Desk
from ivr.technician import TechnicianDesk, addresses
from ivr.twilio_api import CallOrder, TwilioApi
from scheduler.dispatch import Dialling

LONGEST_S = 4 * 60 * 60  # that Twilio lets any call last
PICKED_UP = timedelta(minutes=1)  # the key, the case, and Twilio's own seconds of ringing


def policy_of(settings: Settings) -> Policy | None:
    """What may be rung; None where no call can be placed, since Twilio could not reach us."""
    calling = settings.calling
    if settings.service.public_url is None or not calling.daily_cap:
        return None
    return Policy(
        caller_id=settings.lines.weekday.number,
        lines=frozenset(Line(kind) for kind in calling.numbers),
        daily_cap=calling.daily_cap,
        ring=timedelta(seconds=calling.ring_seconds),
        longest=timedelta(minutes=calling.longest_minutes),
    )


def technician_desk(callers: Desk, policy: Policy) -> TechnicianDesk:
    """What the routes of these calls need, as the callers' routes have it."""
    return TechnicianDesk(
        sessions=callers.sessions,
        now=callers.now,
        trust=callers.trust,
        prompts=callers.prompts,
        voices=callers.voices,
        lines=callers.lines,
        policy=policy,
    )


def dialling_of(settings: Settings, twilio: TwilioApi) -> Dialling | None:
    """How calls are placed; None where none can be."""
    policy, public = policy_of(settings), settings.service.public_url
    if policy is None or public is None:
        return None

    whole = PICKED_UP + policy.ring + policy.longest

    def place(attempt_id: int, phone: str) -> str:
        where = addresses(public, attempt_id)
        return twilio.place_call(
            CallOrder(
                to=phone,
                caller_id=policy.caller_id,
                url=where.url,
                status_url=where.status,
                fallback_url=where.fallback,
                ring_s=int(policy.ring.total_seconds()),
                longest_s=min(int(whole.total_seconds()), LONGEST_S),
            )
        )

    return Dialling(
        place=place,
        find=twilio.calls_placed,
        look=twilio.legs,
        lease=timedelta(seconds=settings.twilio.timeout_seconds) + timedelta(seconds=30),
        quiet_after=2 * policy.ring + PICKED_UP,
    )
