"""Wiring of technicians' calls: what the routes of either leg need."""

from centralino.wiring.parts import Parts
from ivr.services import Services
from ivr.technicians.services import DialInServices, PuttingOff, TechnicianServices
from rules.callbacks.outbound_call import Policy


def dial_in_services(parts: Parts, callers: Services, policy: Policy) -> DialInServices:
    """What the routes of technicians who ring the line need."""
    return DialInServices(
        technician=technician_services(callers, policy, putting_off(parts)),
        links=callers.links,
        hours_now=callers.hours_now,
        gaps=parts.policy,
        vat_percent=parts.settings.costs.vat_percent,
    )


def putting_off(parts: Parts) -> PuttingOff | None:
    """What follows when a customer cannot talk; None where they are not asked."""
    if not parts.settings.calling.ask_whether_now:
        return None
    return PuttingOff(parts.hours, parts.policy, parts.settings.costs.vat_percent)


def technician_services(
    callers: Services, policy: Policy, not_now: PuttingOff | None = None
) -> TechnicianServices:
    """What the routes of these calls need, as the callers' routes have it."""
    return TechnicianServices(
        timezone=callers.hours.timezone,
        sessions=callers.sessions,
        now=callers.now,
        trust=callers.trust,
        prompts_now=callers.prompts_now,
        voices=callers.voices,
        lines=callers.lines,
        policy=policy,
        putting_off=not_now,
    )
