"""How long a caller listens until the beep: what each sentence takes, and the most that all may take.

Voices differ by a little; fourteen characters a second is what the carrier's own voices speak, and
what the local carrier counts by.
"""

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTERS_A_SECOND = 14
SHORTEST_S = 0.5  # a voice takes so long for a single word
MOST_S = 12.0  # to the beep, for whoever presses nothing
MOST_WITH_HASH_S = 6.0  # for whoever presses # as the call begins
KEY_S = 0.2  # to press one


@dataclass(frozen=True)
class Sentence:
    """What is said, or the name of the sound file that says it; None where a file's length is not known."""

    words: str
    seconds: float | None


@dataclass(frozen=True)
class Opening:
    """What whoever presses nothing hears, up to the beep and after the message."""

    before: Sequence[Sentence]
    waits_s: int  # for keys
    after: Sequence[Sentence]

    @property
    def seconds(self) -> float:
        """Until the beep, as far as the lengths are known."""
        return round(self.waits_s + sum(one.seconds or 0.0 for one in self.before), 1)

    @property
    def is_too_long(self) -> bool:
        """Whether the beep comes later than it may."""
        return self.seconds > MOST_S


@dataclass(frozen=True)
class Longest:
    """The longest that anybody waits for the beep, in seconds: pressing nothing, and # at once."""

    to_the_beep: float
    with_hash: float

    def is_worse_than(self, other: "Longest") -> bool:
        """Whether a bound is broken that was not, or by more."""
        later = self.to_the_beep > max(MOST_S, other.to_the_beep)
        return later or self.with_hash > max(MOST_WITH_HASH_S, other.with_hash)


@dataclass(frozen=True)
class Spoken:
    """One sentence that callers hear: its words with their placeholders, or its sound file's name."""

    key: str
    language: str
    words: str
    seconds: float | None
    is_file: bool
    placeholders: frozenset[str] = frozenset()


def spoken_seconds(text: str) -> float:
    """How long a voice takes to say it."""
    return round(max(SHORTEST_S, len(text) / CHARACTERS_A_SECOND), 2)
