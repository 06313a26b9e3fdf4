"""Wiring of outbound calls, to technicians and to whoever is on call; web processes need none of it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session, sessionmaker

from centralino.wiring.parts import Parts
from ivr.technicians import bridged_call, customer_first, oncall_call
from ivr.technicians.bridged_call import Addresses, line_of_attempt
from ivr.twilio_api import CallOrder, TwilioApi
from scheduler.outbound_calls import STALE, Dialling
from store import reading
from store.callbacks.outbound_calls import ATTEMPTS, CUSTOMER_FIRST
from store.callbacks.placing import Placing
from store.oncall.alert_calls import ALERT_STEPS

LONGEST_S = 4 * 60 * 60  # that Twilio lets any call last
PICKED_UP = timedelta(minutes=1)  # the key, the case, and Twilio's own seconds of ringing


def dialling_of(parts: Parts, twilio: TwilioApi) -> Dialling | None:
    """How technicians are rung who asked for it; None where no call can be placed."""
    return _dialling(parts, twilio, bridged_call.addresses, ATTEMPTS, STALE)


def customer_first_of(
    parts: Parts, twilio: TwilioApi, ledger: sessionmaker[Session]
) -> Dialling | None:
    """How customers are rung before the technician; they see the line that they had called."""
    policy, lines = parts.calling, parts.settings.lines
    if policy is None:
        return None

    def seen(attempt_id: int) -> str:
        with reading(ledger) as session:
            ours = (lines.weekday.number, lines.weekend.number)
            return line_of_attempt(session, attempt_id, ours, policy.caller_id)

    return _dialling(parts, twilio, customer_first.addresses, CUSTOMER_FIRST, STALE, seen)


def alerts_of(parts: Parts, twilio: TwilioApi) -> Dialling | None:
    """How whoever is on call is rung."""
    stale = timedelta(minutes=parts.settings.alerts.wait_minutes)
    return _dialling(parts, twilio, oncall_call.addresses, ALERT_STEPS, stale)


def _dialling(
    parts: Parts,
    twilio: TwilioApi,
    addresses: Callable[[str, int], Addresses],
    calls: Placing[Any],
    stale: timedelta,
    seen: Callable[[int], str] | None = None,
) -> Dialling | None:
    policy, public = parts.calling, parts.public_url
    if policy is None or public is None:
        return None

    whole = PICKED_UP + policy.ring + policy.longest

    def place(row_id: int, phone: str) -> str:
        where = addresses(public, row_id)
        return twilio.place_call(
            CallOrder(
                to=phone,
                caller_id=seen(row_id) if seen else policy.caller_id,
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
        lease=timedelta(seconds=parts.settings.twilio.timeout_seconds) + timedelta(seconds=30),
        quiet_after=2 * policy.ring + PICKED_UP,
        calls=calls,
        stale=stale,
    )
