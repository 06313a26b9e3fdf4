"""Of all that was recorded in a call, and about a ticket, one recording is the message."""

from dataclasses import replace
from itertools import permutations

import pytest

from rules.calls.recording import (
    Recorded,
    RecordingState,
    has_message,
    that_counts,
    that_counts_of_several,
)
from tests.builders import NOON

COMING = Recorded("", RecordingState.ANNOUNCED, NOON, 12)
HERE = Recorded("", RecordingState.STORED, NOON, 12, has_audio=True)
SAID = Recorded("", RecordingState.TRANSCRIBED, NOON, 12, has_audio=True, has_text=True)
SILENT = replace(SAID, has_text=False, no_speech=True)
ABSENT = Recorded("", RecordingState.ABSENT, NOON)
LOST = Recorded("", RecordingState.FAILED, NOON, 12)
UNREAD = replace(LOST, has_audio=True)
OLD = Recorded("", RecordingState.DELETED, NOON, 12, has_text=True)
OLD_UNREAD = replace(OLD, has_text=False)
REPLACED = replace(HERE, state=RecordingState.SUPERSEDED)
REPLACED_SAID = replace(SAID, state=RecordingState.SUPERSEDED)
NO_TIME = replace(HERE, duration_s=0)
SHORT = replace(SAID, duration_s=2)


def in_order(*recordings: Recorded) -> list[Recorded]:
    """Named "0", "1", ... as they were recorded, a second apart."""
    return [
        replace(one, sid=str(number), announced_at=NOON.replace(second=number))
        for number, one in enumerate(recordings)
    ]


@pytest.mark.parametrize(
    ("recordings", "counts"),
    [
        ([], None),
        ([ABSENT], "0"),  # nothing to listen to, and it is shown that there is not
        ([COMING], "0"),
        ([SAID], "0"),
        ([REPLACED, SAID], "1"),
        ([REPLACED_SAID, COMING], "1"),  # the caller's choice, though it is not here yet
        ([REPLACED_SAID, HERE], "1"),
        ([REPLACED_SAID, UNREAD], "1"),  # there to be listened to
        ([REPLACED_SAID, ABSENT], "0"),  # what replaced it holds nothing
        ([REPLACED, ABSENT], "0"),
        ([REPLACED_SAID, SILENT], "0"),
        ([REPLACED_SAID, NO_TIME], "0"),
        ([REPLACED_SAID, LOST], "0"),
        ([REPLACED_SAID, REPLACED, SAID], "2"),
        ([REPLACED_SAID, REPLACED, SILENT], "0"),
        ([replace(SILENT, state=RecordingState.SUPERSEDED), ABSENT], "0"),  # there is a recording
        ([replace(SILENT, state=RecordingState.SUPERSEDED), SILENT], "1"),
        ([SAID, ABSENT], "0"),
        ([SAID, SILENT], "0"),
        ([SAID, LOST], "0"),
        ([SAID, COMING], "0"),  # until it is read
        ([SAID, SAID], "1"),
        ([SAID, SHORT], "0"),  # who hangs up at once after the beep meant the first
        ([SHORT], "0"),
        ([REPLACED_SAID, SHORT], "1"),
        ([COMING, COMING], "1"),
        ([COMING, HERE], "1"),
        ([HERE, LOST], "0"),
        ([HERE, UNREAD], "1"),
        ([LOST, ABSENT], "0"),
        ([SILENT, LOST], "1"),  # nobody knows what is in it
        ([SILENT, ABSENT], "0"),
        ([OLD, SILENT], "0"),
        ([OLD, OLD_UNREAD], "0"),
        ([OLD_UNREAD, SILENT], "1"),
        ([OLD, OLD], "1"),
        ([NO_TIME, COMING], "1"),
    ],
)
def test_the_recording_that_counts_of_a_call(recordings, counts) -> None:
    for order in permutations(in_order(*recordings)):  # in whatever order they are read
        found = that_counts(order)
        assert (found.sid if found else None) == counts


@pytest.mark.parametrize(
    ("calls", "counts"),
    [
        ([], None),
        ([[], []], None),
        ([[SAID], [SAID]], "0"),  # the call that opened the ticket says what it is about
        ([[COMING], [SAID]], "0"),
        ([[], [SAID]], "0"),
        ([[ABSENT], [SAID]], "1"),
        ([[SILENT], [SAID]], "1"),
        ([[LOST], [COMING]], "1"),
        ([[ABSENT], [ABSENT]], "0"),
        ([[REPLACED_SAID, ABSENT], [SAID]], "0"),
        ([[ABSENT], [REPLACED, SAID], [SAID]], "2"),
    ],
)
def test_the_recording_that_counts_of_a_ticket(calls, counts) -> None:
    named = iter(in_order(*(one for left in calls for one in left)))
    found = that_counts_of_several([[next(named) for _ in left] for left in calls])
    assert (found.sid if found else None) == counts


@pytest.mark.parametrize(
    ("recordings", "left"),
    [
        ([], False),
        ([ABSENT], False),
        ([ABSENT, ABSENT], False),
        ([SILENT], True),  # there to be listened to
        ([LOST], True),
        ([REPLACED, ABSENT], True),
        ([OLD_UNREAD], True),
    ],
)
def test_whether_a_call_left_a_message(recordings, left) -> None:
    assert has_message(in_order(*recordings)) == left


@pytest.mark.parametrize(
    ("recording", "coming"),
    [
        (COMING, False),  # its sound is what is waited for
        (HERE, True),
        (SAID, False),
        (SILENT, False),
        (UNREAD, False),  # given up: a person listens
        (LOST, False),
        (OLD_UNREAD, False),
        (REPLACED, False),
    ],
)
def test_only_a_recording_that_is_here_and_unread_has_its_text_to_come(recording, coming):
    assert recording.text_is_coming is coming
