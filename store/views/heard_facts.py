"""Heard facts: what triage found in a message, in whose words, and in which seconds they were said.

What may have been misheard is a `perhaps`; a number has no value then, and nobody is rung at it until a
person listened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rules.triage.timed_words import seconds_of, timed_words

if TYPE_CHECKING:
    from store.models import Ticket, Transcript


@dataclass(frozen=True)
class Heard:
    """A fact that the caller gave, and the seconds in which they did."""

    field: str
    value: str
    words: str
    perhaps: str | None
    from_s: float | None
    to_s: float | None


def heard_facts(ticket: Ticket, transcript: Transcript | None) -> tuple[Heard, ...]:
    """The facts of the ticket's draft; without seconds where the transcript's words have none."""
    draft = ticket.draft or {}
    timed = timed_words(_read(draft, transcript), transcript.words or []) if transcript else ()
    found = []
    for one in draft.get("evidence", ()):
        from_s, to_s = seconds_of(timed, one["start"], one["end"]) or (None, None)
        field, perhaps = one["field"], one.get("perhaps")
        value = draft.get(field)
        if field in (ticket.by_hand or ()) and (perhaps or value is None):
            value, perhaps = getattr(ticket, field, None), None  # a person listened
        found.append(Heard(field, str(value or ""), one["text"].strip(), perhaps, from_s, to_s))
    return tuple(found)


def unclear_facts(ticket: Ticket, transcript: Transcript | None) -> list[dict[str, Any]]:
    """What the message said and nobody could make out, in its words, until a person writes it."""
    by_hand = ticket.by_hand or ()
    return [
        {
            "field": one.field,
            "text": one.words,
            "perhaps": one.perhaps,
            "from_s": one.from_s,
            "to_s": one.to_s,
        }
        for one in heard_facts(ticket, transcript)
        if not one.value and one.field not in by_hand
    ]


def _read(draft: dict[str, Any], transcript: Transcript) -> str:
    """The text that the facts were found in: as it was corrected, unless that was never read."""
    text, evidence = transcript.corrected or "", draft.get("evidence", ())
    is_there = all(text[one["start"] : one["end"]] == one["text"] for one in evidence)
    return text if text and is_there else transcript.text or ""
