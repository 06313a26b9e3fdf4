"""The known fault: its states, what callers hear of it before the beep, and who is told at its end."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.callbacks.outcomes import UNDO_FOR
from rules.errors import BadInput

LONGEST_TITLE = 60
# Within the twelve seconds: tests/ivr/flows/test_seconds_to_the_beep.py adds up every way to the beep.
LONGEST_SAID = 40
LONGEST_NOTE = 1000
_WE_WORK = ", ci lavoriamo"
UNNAMED = "Guasto comune"  # as long as nobody has put it into words
SAID_EN = "a known fault, we are working on it"


class FaultState(StrEnum):
    PROPOSED = "proposed"  # several customers tell it; nobody has decided yet
    REFUSED = "refused"  # it is none: its requests are proposed no more
    ON = "on"  # callers hear of it
    OVER = "over"  # and were told of its end


class JoinedBy(StrEnum):
    """How a request came to be one of a fault's."""

    ALIKE = "alike"  # its words are the fault's
    KEY = "key"  # the caller wants to be told of the end, and nothing else: nobody rings
    HAND = "hand"  # a technician said so


@dataclass(frozen=True)
class Heard:
    """What a caller hears of a fault that is known."""

    fault_id: int
    said: str
    said_en: str

    def in_language(self, language: str) -> str:
        return self.said_en if language == "en" else self.said


@dataclass(frozen=True)
class FaultWords:
    """What a technician writes of a fault: its title, and what callers hear, in both languages."""

    title: str
    said: str
    said_en: str


def checked(title: str, said: str, said_en: str) -> FaultWords:
    """The words without blanks too many; what callers hear has a default. Raises BadInput."""
    title = _line(title)
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise BadInput(
            f"title: expected 1 to {LONGEST_TITLE} characters, found {len(title)}",
            "fault_title",
            most=LONGEST_TITLE,
            found=len(title),
        )
    said, said_en = _line(said) or default_said(title), _line(said_en) or SAID_EN
    too_long = f"expected at most {LONGEST_SAID} characters of what callers hear"
    if len(said) > LONGEST_SAID:
        raise BadInput(too_long, "fault_said", most=LONGEST_SAID, found=len(said))
    if len(said_en) > LONGEST_SAID:
        raise BadInput(too_long, "fault_said_en", most=LONGEST_SAID, found=len(said_en))
    return FaultWords(title, said, said_en)


def default_said(title: str) -> str:
    """The title, and that we are at work on it, as far as there is time to say so."""
    if len(title) + len(_WE_WORK) <= LONGEST_SAID:
        return title + _WE_WORK
    short = title[: LONGEST_SAID + 1]
    return (
        title if len(title) <= LONGEST_SAID else short[: short.rfind(" ")] or title[:LONGEST_SAID]
    )


def may_undo(ended_at: datetime | None, now: datetime) -> bool:
    """Whether the end may still be taken back: nobody was told of it yet."""
    return ended_at is not None and ended_at <= now < ended_at + UNDO_FOR


def _line(text: str) -> str:
    return " ".join(text.split())
