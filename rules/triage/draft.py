"""The ticket draft: facts of a transcript, each with its evidence."""

from dataclasses import asdict, dataclass
from typing import Any

from rules.tickets.ticket import Category, Urgency


@dataclass(frozen=True)
class Evidence:
    """The words a fact rests on: `text` is the transcript from character `start` to `end`."""

    field: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class TicketDraft:
    """A ticket's facts as the caller gave them; what is not said is None."""

    subject: str | None = None
    category: Category = Category.OTHER
    urgency: Urgency = Urgency.NORMAL
    callback_number: str | None = None  # E.164
    customer_code: str | None = None  # "L1042"
    caller_name: str | None = None
    company: str | None = None
    product: str | None = None
    language: str | None = None  # it or en
    wants: str | None = None  # callback, information or cancel
    evidence: tuple[Evidence, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON."""
        row = asdict(self)
        evidence = row.pop("evidence")
        return {**row, "evidence": list(evidence)}
