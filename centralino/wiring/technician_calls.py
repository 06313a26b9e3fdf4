"""What calls for technicians need of the settings: what may be rung, and the routes of both legs."""

from datetime import timedelta

from centralino.config.settings import Settings
from ivr.conversation import Desk
from ivr.technicians.bridged_call import TechnicianDesk
from ivr.technicians.dial_in import RoadDesk
from rules.callbacks.outbound_call import Policy
from rules.phone_numbers import Line


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


def road_desk(settings: Settings, callers: Desk, policy: Policy) -> RoadDesk:
    """What the routes of technicians who ring the line need."""
    return RoadDesk(
        technician=technician_desk(callers, policy),
        links=callers.links,
        hours=callers.hours,
        gaps=settings.callback_policy(),
        vat_percent=settings.costs.vat_percent,
    )


def technician_desk(callers: Desk, policy: Policy) -> TechnicianDesk:
    """What the routes of these calls need, as the callers' routes have it."""
    return TechnicianDesk(
        timezone=callers.hours.timezone,
        sessions=callers.sessions,
        now=callers.now,
        trust=callers.trust,
        prompts=callers.prompts,
        voices=callers.voices,
        lines=callers.lines,
        policy=policy,
    )
