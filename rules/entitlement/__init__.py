"""Entitlement: what contract, J-System and warranty grant for a request, who pays, and why."""

from datetime import datetime

from rules.billing.costs import HOUR, cost_of
from rules.entitlement import j_system, routing
from rules.entitlement.charge import Charge, charge_of
from rules.entitlement.customer import Customer, Hardware, plain_serial, warranty_end
from rules.entitlement.decision import Condition, Coverage, Decision, Fact, Priority, Terms
from rules.entitlement.published_terms import Rule
from rules.entitlement.reason_text import why
from rules.entitlement.request import Activity, Place, Request
from rules.entitlement.verdict import Entitled, Verdict
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.wall_clock import day_of

__all__ = [
    "Activity",
    "Charge",
    "Condition",
    "Coverage",
    "Customer",
    "Decision",
    "Fact",
    "Hardware",
    "Place",
    "Priority",
    "Request",
    "Rule",
    "Terms",
    "charge_of",
    "decide",
    "plain_serial",
    "warranty_end",
]

_COVERED = frozenset({Coverage.CONTRACT, Coverage.J_SYSTEM, Coverage.WARRANTY})


def decide(
    request: Request, customer: Customer | None, now: datetime, minutes_used: int, terms: Terms
) -> Decision:
    """The decision on a request made at an instant; there is one for every request.

    `minutes_used` are those of J-System in the month of `now`. Raises BadInput if they are below
    zero, or if `now` has no offset.
    """
    if minutes_used < 0:
        raise BadInput(f"expected minutes used from 0 up, found {minutes_used}")
    entitled = _entitled(customer, now, minutes_used, terms)
    verdict = routing.judge(request, entitled)
    put_off = _put_off(request, entitled)
    first_hour = cost_of(HOUR, terms.rates)
    return Decision(
        cover=verdict.cover,
        priority=_priority(request, verdict, put_off),
        minutes_left=entitled.minutes_left if entitled else 0,
        price=first_hour if verdict.is_by_the_hour else None,
        rule=verdict.rule,
        why=why(verdict, put_off, first_hour),
        conditions=verdict.conditions,
        put_off=put_off,
    )


def _entitled(
    customer: Customer | None, now: datetime, minutes_used: int, terms: Terms
) -> Entitled | None:
    day = day_of(now, terms.timezone)
    if customer is None:
        return None
    left = max(0, terms.minutes_per_month - minutes_used) if customer.has_j_system(day) else 0
    return Entitled(customer, day, left)


def _put_off(request: Request, entitled: Entitled | None) -> Rule | None:
    """The sentence by which nothing is done on that day, if there is one."""
    match request.flow:
        case Flow.WEEKDAY:
            return None
        case Flow.HOLIDAY:
            return Rule.HOLIDAYS
    if request.weekend_open:
        return None
    helped = entitled is not None and j_system.helps_today(request, entitled)
    if not helped:
        return Rule.J_SYSTEM_WEEKEND
    if request.weekend_open is None:
        return None
    return Rule.J_SYSTEM_WEEKEND if entitled and entitled.minutes_left else Rule.J_SYSTEM_MINUTES


def _priority(request: Request, verdict: Verdict, put_off: Rule | None) -> Priority:
    stopped = request.unusable is True or request.activity is Activity.WEEKEND
    if verdict.cover in _COVERED:
        if not stopped:
            return Priority.NORMAL
        at_weekend = request.flow is Flow.WEEKEND and put_off is None
        return Priority.URGENT if at_weekend else Priority.HIGH
    if verdict.cover is Coverage.UNKNOWN and verdict.rule is not Rule.ACCOUNT_MANAGER:
        return Priority.NORMAL  # who may be covered does not wait behind who is not
    return Priority.NORMAL if stopped else Priority.LOW
