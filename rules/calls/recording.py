"""A recording's states, and the recording that counts of those that a call left.

Whoever asks for "the message" of a call or of a ticket asks here, so that all show the same one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

SHORTEST_MEANT_S = 3  # whoever hangs up earlier left no second message, but changed their mind


class RecordingState(StrEnum):
    ANNOUNCED = "announced"  # Twilio has it; we have not
    STORED = "stored"  # the audio is here, not yet read
    TRANSCRIBED = "transcribed"  # read: its transcript stands beside it
    ABSENT = "absent"  # Twilio says that there is none
    FAILED = "failed"  # a person must look or listen; what Twilio still has is tried each day
    SUPERSEDED = "superseded"  # the caller recorded another in its place
    DELETED = "deleted"  # the audio was deleted, as retention says


RECORDING_MOVES: Mapping[RecordingState, frozenset[RecordingState]] = {
    RecordingState.ANNOUNCED: frozenset(
        {
            RecordingState.STORED,
            RecordingState.ABSENT,
            RecordingState.FAILED,
            RecordingState.SUPERSEDED,
            RecordingState.DELETED,
        }
    ),
    RecordingState.STORED: frozenset(
        {
            RecordingState.TRANSCRIBED,
            RecordingState.FAILED,
            RecordingState.SUPERSEDED,
            RecordingState.DELETED,
        }
    ),
    RecordingState.TRANSCRIBED: frozenset({RecordingState.SUPERSEDED, RecordingState.DELETED}),
    RecordingState.ABSENT: frozenset(),
    RecordingState.FAILED: frozenset(
        {
            RecordingState.ANNOUNCED,
            RecordingState.STORED,
            RecordingState.SUPERSEDED,
            RecordingState.DELETED,
        }
    ),
    RecordingState.SUPERSEDED: frozenset(
        # back again, when what replaced it turns out to hold nothing
        {RecordingState.ANNOUNCED, RecordingState.STORED, RecordingState.DELETED}
    ),
    RecordingState.DELETED: frozenset(),
}

# In these there is nothing to listen to, and there never was.
EMPTY = frozenset({RecordingState.ABSENT})


class Worth(IntEnum):
    """How much of a message a recording is."""

    NOTHING = 0  # absent
    GONE = 1  # deleted, and nobody ever read it
    SILENT = 2  # nobody spoke in it
    UNREACHED = 3  # Twilio never gave it to us
    HOPED = 4  # on its way, not read yet, or for people to listen to
    SAID = 5  # its text is there


@dataclass(frozen=True)
class Recorded:
    """What the rule must know of a recording."""

    sid: str
    state: RecordingState
    announced_at: datetime
    duration_s: int | None = None
    has_audio: bool = False
    has_text: bool = False
    no_speech: bool = False

    @property
    def worth(self) -> Worth:
        """How much of a message it is, whether or not the caller replaced it."""
        if self.state in EMPTY:
            return Worth.NOTHING
        if self.has_text:
            return Worth.SAID
        if self.no_speech or self.duration_s == 0:
            return Worth.SILENT
        if self.state is RecordingState.DELETED:
            return Worth.GONE
        if self.state is RecordingState.FAILED and not self.has_audio:
            return Worth.UNREACHED
        return Worth.HOPED

    @property
    def text_is_coming(self) -> bool:
        """Whether it is still to be read, so that its words may stand here at any moment."""
        unread = self.state is RecordingState.STORED
        return unread and self.has_audio and not (self.has_text or self.no_speech)

    @property
    def is_replaced(self) -> bool:
        """Whether the caller recorded another in its place."""
        return self.state is RecordingState.SUPERSEDED

    @property
    def is_cut_short(self) -> bool:
        """Whether it is shorter than anybody means a message to be."""
        return self.duration_s is not None and self.duration_s < SHORTEST_MEANT_S


def that_counts(recordings: Iterable[Recorded]) -> Recorded | None:
    """The one recording that is a call's message; None where there is no recording at all.

    1. The newest that was read and holds words; one cut short only where no other does.
    2. Else the newest that may still hold some: on its way, not read yet, or to be listened to.
    3. Else the same of those that the caller replaced: what replaced them holds nothing.
    4. Else the best that there is, the newest of its kind: for one to show, with its state.
    """
    left = list(recordings)
    current = _best(one for one in left if not one.is_replaced)
    replaced = _best(one for one in left if one.is_replaced)
    if current is None or replaced is None:
        return current or replaced
    # What the caller recorded last is their choice, as soon as it may hold words at all.
    is_chosen = current.worth >= min(replaced.worth, Worth.HOPED)
    return current if is_chosen else replaced


def that_counts_of_several(calls: Sequence[Sequence[Recorded]]) -> Recorded | None:
    """The recording that counts of a ticket, by its calls' recordings, the first call first.

    The call that opened it tells what it is about; a later one only where that left no message.
    """
    found = [one for one in map(that_counts, calls) if one is not None]
    return max(found, key=lambda one: min(one.worth, Worth.HOPED), default=None)


def has_message(recordings: Iterable[Recorded]) -> bool:
    """Whether a call left a message, whatever became of its audio."""
    counted = that_counts(recordings)
    return counted is not None and counted.state not in EMPTY


def _best(recordings: Iterable[Recorded]) -> Recorded | None:
    def order(one: Recorded) -> tuple[Worth, bool, datetime, str]:
        return one.worth, not one.is_cut_short, one.announced_at, one.sid

    return max(recordings, key=order, default=None)
