"""What the routes of technicians' calls need, of either leg."""

from centralino.wiring.parts import Parts
from ivr.conversation import Desk
from ivr.technicians.bridged_call import TechnicianDesk
from ivr.technicians.dial_in import RoadDesk
from rules.callbacks.outbound_call import Policy


def road_desk(parts: Parts, callers: Desk, policy: Policy) -> RoadDesk:
    """What the routes of technicians who ring the line need."""
    return RoadDesk(
        technician=technician_desk(callers, policy),
        links=callers.links,
        hours=callers.hours,
        gaps=parts.policy,
        vat_percent=parts.settings.costs.vat_percent,
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
