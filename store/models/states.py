"""The states of work that only the ledger knows: recordings to fetch and read, things to send."""

from collections.abc import Mapping
from enum import StrEnum


class RecordingState(StrEnum):
    ANNOUNCED = "announced"  # Twilio has it; we have not
    STORED = "stored"  # the audio is here, not yet read
    TRANSCRIBED = "transcribed"  # read: its transcript stands beside it
    ABSENT = "absent"  # Twilio says that there is none
    FAILED = "failed"  # tried often enough; a person must look or listen
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


class OutboxKind(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"


class OutboxState(StrEnum):
    WAITING = "waiting"  # not handed to anybody yet
    SENT = "sent"  # the provider has it
    UNKNOWN = "unknown"  # handed over, no answer: looked up before anything else
    FAILED = "failed"  # refused for good; a person must look


class StaffNoticeState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"  # the service took it
    DROPPED = "dropped"  # what it said was so no longer
    FAILED = "failed"  # it did not get through, or nobody knows


class EntryState(StrEnum):
    PROPOSED = "proposed"  # measured on a call; counts for nothing yet
    CONFIRMED = "confirmed"  # a technician said so: its minutes are in the ledger
    REJECTED = "rejected"  # a technician said that it was no work
