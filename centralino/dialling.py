"""How calls for technicians are placed, as configured; web processes need none of it."""

from datetime import timedelta

from centralino.calling import policy_of
from centralino.settings import Settings
from ivr.technician import addresses
from ivr.twilio_api import CallOrder, TwilioApi
from scheduler.dispatch import Dialling

LONGEST_S = 4 * 60 * 60  # that Twilio lets any call last
PICKED_UP = timedelta(minutes=1)  # the key, the case, and Twilio's own seconds of ringing


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
