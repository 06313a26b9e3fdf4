"""Response times: how soon we ring whoever has which contract, counted in business time.

They stand beside the promise, which says what one caller was told; where the configuration names
none there is nothing to keep.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.hours import working_time
from rules.hours.schedule import Hours


class Agreed(StrEnum):
    """Whose response time it is, as the configuration names them."""

    CONTRACT = "contract"
    J_SYSTEM = "j_system"
    OTHER = "other"  # whoever has neither, or is not known


@dataclass(frozen=True)
class ResponseTimes:
    """The agreed times, by contract and urgency; `warn` before one ends technicians are told."""

    hours: Hours
    warn: timedelta = timedelta(minutes=15)
    agreed: Mapping[tuple[str, str], timedelta] = field(default_factory=dict)

    def due(self, cover: str | None, urgency: str, in_charge_at: datetime) -> datetime | None:
        """By when the customer is to be rung; None where no time was agreed."""
        whose = contract_of(cover)
        span = self.agreed.get((whose, urgency))
        if span is None:
            return None
        j_system = whose is Agreed.J_SYSTEM
        return working_time.after(in_charge_at, span, self.hours, j_system=j_system)

    def due_unless_rung(
        self,
        cover: str | None,
        urgency: str,
        in_charge_at: datetime,
        first_rung_at: datetime | None,
    ) -> datetime | None:
        """The same while nobody rang the customer, as it is shown."""
        return None if first_rung_at is not None else self.due(cover, urgency, in_charge_at)

    def is_near(self, cover: str | None, due: datetime, now: datetime) -> bool:
        """Whether so little business time is left that technicians are told."""
        j_system = contract_of(cover) is Agreed.J_SYSTEM
        left = working_time.between(now, due, self.hours, j_system=j_system)
        return now < due and left <= self.warn


def contract_of(cover: str | None) -> Agreed:
    """Whose response time counts for a request that this pays for."""
    match cover:
        case "contract":
            return Agreed.CONTRACT
        case "j_system":
            return Agreed.J_SYSTEM
    return Agreed.OTHER
