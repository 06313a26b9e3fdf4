"""The payer of minutes: who pays for work, once somebody said so or agreed to a price.

A caller who is on no record and agreed to the price of an hour by key or click owes it: nobody has
to be on record to be charged. What a customer on record has comes before that.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from rules.billing.costs import euro
from rules.entitlement import Charge, Coverage, Decision, Rule
from rules.errors import BadInput

# Who can be said to pay; "unknown" says nobody.
SAYABLE = tuple(one for one in Coverage if one is not Coverage.UNKNOWN)
OF_A_RECORD = frozenset({Coverage.CONTRACT, Coverage.J_SYSTEM})  # somebody on record has these
LONGEST_WHY = 200
LONGEST_AGO = timedelta(days=5 * 365)


def with_agreement(decision: Decision, agreed: Decimal | None) -> Decision:
    """The decision where the customer agreed to the price of an hour, to that sum at least."""
    open_ = decision.cover is Coverage.UNKNOWN and decision.charge is Charge.HOURLY
    if agreed is None or not open_:
        return decision
    why = f"Ha accettato il prezzo orario ({euro(agreed)} almeno). {decision.why}"
    return replace(decision, cover=Coverage.BILLABLE, why=why)


def stays(before: str | None, found: Decision, *, agreed: bool, own_minutes: int) -> bool:
    """Whether who pays stays as it was, when what the customer has of us was altered meanwhile.

    What the customer agreed to by key or click stands until a person says otherwise. A request whose
    own work has used up J-System's minutes stays the module's: what is more is billed by itself.
    """
    if before == Coverage.BILLABLE and agreed:
        return True
    used_up = found.rule is Rule.J_SYSTEM_MINUTES
    return before == Coverage.J_SYSTEM and used_up and own_minutes > 0


def check_said(cover: str, why: str | None) -> None:
    """Raise BadInput unless a person may say that this pays; nothing is given away without a why."""
    if cover == Coverage.FREE and not (why or "").strip():
        raise BadInput("cover_why: expected why nobody pays, found nothing", "free_why")


def started(now: datetime, minutes: int, told: datetime | None) -> datetime:
    """When work began: as it was told, or so that it ends now.

    Raises BadInput for the future, and for what is longer ago than anybody remembers.
    """
    if told is None:
        return now - timedelta(minutes=minutes)
    if told > now:
        raise BadInput("started_at: expected work that has begun, found the future", "work_future")
    if told < now - LONGEST_AGO:
        years = LONGEST_AGO.days // 365
        raise BadInput(f"started_at: expected the last {years} years, found others", "work_old")
    return told
