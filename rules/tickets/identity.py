"""The identity of whoever asks: which customer it is, and how sure we are of it.

A number that is called from and a code that is heard are hints; wherever a customer is shown, what
is not sure says so, and so does what rests on it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Certainty(StrEnum):
    PROVEN = (
        "proven"  # keyed, confirmed by the number, sent by our program, or said by a technician
    )
    NUMBER = (
        "number"  # the number that was called from is this customer's, and nothing else says so
    )
    CLAIMED = "claimed"  # a code or a name was said or written, and nothing confirms it
    SHARED = "shared"  # several customers call from the number
    UNKNOWN = "unknown"  # nothing says who it is


@dataclass(frozen=True)
class Evidence:
    """What speaks for a ticket's customer."""

    has_customer: bool = False  # the ticket bears one
    by_person: bool = False  # a technician linked it
    by_program: bool = False  # our own program at the customer's sent it
    keyed: bool = False  # the customer's code was keyed in that call
    number_is_theirs: bool = False  # the call came from a number of the customer's
    number_hints: bool = False  # one customer alone calls from the number
    sharing: int = 0  # how many customers call from the number
    claims: bool = False  # a code, a company or a name was said or written


def certainty_of(evidence: Evidence) -> Certainty:
    """How sure we are of a ticket's customer."""
    if evidence.has_customer:
        proven = evidence.keyed or is_shown_to_its_customer(evidence)
        return Certainty.PROVEN if proven else Certainty.CLAIMED
    if evidence.number_hints:
        return Certainty.NUMBER
    if evidence.sharing > 1:
        return Certainty.SHARED
    return Certainty.CLAIMED if evidence.claims else Certainty.UNKNOWN


def is_shown_to_its_customer(evidence: Evidence) -> bool:
    """Whether the customer's own programs may read the ticket.

    More than a code must speak for it: whoever knows one can say or key it, and what they leave
    with us would be read at that customer's.
    """
    proofs = (evidence.by_person, evidence.number_is_theirs, evidence.by_program)
    return evidence.has_customer and any(proofs)


@dataclass(frozen=True)
class Identity:
    """Who asks, as well as it is known."""

    certainty: Certainty
    customer: str | None = None  # the name of the customer on record
    said: str | None = None  # the company or the person, as they were said or written
    code: str | None = None  # as it was said or written

    @property
    def is_sure(self) -> bool:
        """Whether the customer is known for certain."""
        return self.certainty is Certainty.PROVEN

    @property
    def name(self) -> str | None:
        """What to call them by, without a word on how sure that is."""
        if self.certainty is Certainty.NUMBER:
            return self.said or self.customer
        return self.customer or self.said or (f"codice {self.code}" if self.code else None)

    @property
    def doubt(self) -> str | None:
        """What is not sure of them, in Italian: "forse Ferramenta Rossi", "da verificare"."""
        match self.certainty:
            case Certainty.NUMBER:
                return f"forse {self.customer}"
            case Certainty.CLAIMED:
                return "da verificare"
            case Certainty.SHARED:
                return "numero di più clienti"
        return None

    @property
    def words(self) -> str | None:
        """Both in one phrase; None where nothing is known."""
        if self.certainty is Certainty.NUMBER and self.name == self.customer:
            return self.doubt
        return ", ".join(filter(None, (self.name, self.doubt))) or None


# Who pays is sure where nothing about the customer decides it.
_OF_ANYBODY = frozenset({None, "unknown"})


def cover_is_sure(cover: str | None, certainty: Certainty, *, by_person: bool) -> bool:
    """Whether what pays holds, and not only if the customer is who we think."""
    return by_person or cover in _OF_ANYBODY or certainty is Certainty.PROVEN
