"""The ticket draft: facts of a transcript, each with its evidence."""

from dataclasses import asdict, dataclass
from typing import Any

from rules.tickets.ticket import Category, Urgency


@dataclass(frozen=True)
class Evidence:
    """The words a fact rests on: `text` is the transcript from character `start` to `end`.

    `perhaps` is the value that they give where they may have been misheard; a number or code has none then.
    """

    field: str
    start: int
    end: int
    text: str
    perhaps: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON; with what it may be, where that is not sure."""
        row = asdict(self)
        return row if self.perhaps else {key: row[key] for key in row if key != "perhaps"}


@dataclass(frozen=True)
class CoverageFact:
    """What the text says of a fact that coverage hangs on, with the words it rests on."""

    fact: str
    value: str | bool | None
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
    coverage: tuple[CoverageFact, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The contract's JSON; with what was said of coverage, where something was."""
        row = asdict(self) | {"evidence": [one.as_json() for one in self.evidence]}
        if not self.coverage:
            del row["coverage"]
        return row
