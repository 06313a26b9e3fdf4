"""States of leased work: messages and notifications to send; and those of recordings."""

from enum import StrEnum

from rules.calls.recording import RECORDING_MOVES, RecordingState

__all__ = [
    "RECORDING_MOVES",
    "EntryState",
    "NotificationState",
    "OutboxKind",
    "OutboxState",
    "RecordingState",
    "WebhookState",
]


class OutboxKind(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    CALL = "call"


class OutboxState(StrEnum):
    WAITING = "waiting"  # not handed to anybody yet
    SENT = "sent"  # the provider has it
    UNKNOWN = "unknown"  # handed over, no answer: looked up before anything else
    FAILED = "failed"  # refused for good; a person must look


class NotificationState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"  # the service took it
    DROPPED = "dropped"  # what it said was so no longer
    FAILED = "failed"  # it did not get through, or nobody knows


class EntryState(StrEnum):
    PROPOSED = "proposed"  # measured on a call; counts for nothing yet
    CONFIRMED = "confirmed"  # a technician said so: its minutes are in the ledger
    REJECTED = "rejected"  # a technician said that it was no work


class WebhookState(StrEnum):
    WAITING = "waiting"  # to be sent, or sent again
    SENT = "sent"  # the receiver took it
    FAILED = "failed"  # tried often enough, or refused for good; may be replayed
