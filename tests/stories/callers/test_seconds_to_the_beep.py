"""Seconds to the beep, from the first ring to the recording, as the carrier's own clock counts them."""

import pytest

from rules.calls.before_the_beep import MOST_S, MOST_WITH_HASH_S
from simulator import Phone, Press, Speak
from tests.leotron import WEEKDAY_LINE, WEEKEND_LINE
from tests.stories.weekend_callers import FARMACIA, STRANGER, VOICE, callers_of, customers

WHEN = {
    "in hours": "2026-12-15T10:00",
    "in the evening": "2026-12-15T20:00",
    "on Saturday": "2026-12-19T10:00",
    "on a holiday": "2026-12-08T10:00",
    "on Santo Stefano": "2026-12-26T10:00",
}
ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def desk(database_url, tmp_path):
    with callers_of(database_url, tmp_path) as callers:
        with callers.doors.sessions.begin() as session:
            customers(session)
        yield callers


def to_the_beep(desk, number: str, line: str, *acts) -> float:
    """Seconds from the first webhook until the recording began."""
    entry = Phone(desk.carrier, number).calls(line, *acts, Speak(VOICE), Press("#"))
    desk.carrier.settle()
    (recording,) = entry.recordings
    return (recording.started_at - entry.heard[0].at).total_seconds()


@ON_ONE
@pytest.mark.parametrize("when", WHEN.values(), ids=WHEN)
def test_nobody_who_presses_nothing_waits_longer_than_twelve_seconds(desk, when):
    desk.moves_to(when)
    lines = {STRANGER: WEEKDAY_LINE, "anonymous": WEEKEND_LINE, FARMACIA: WEEKEND_LINE}
    for number, line in lines.items():
        first = to_the_beep(desk, number, line)
        again = to_the_beep(desk, number, line)  # by now their request stands
        assert 0 < first <= MOST_S
        assert 0 < again <= MOST_S


@ON_ONE
@pytest.mark.parametrize("when", WHEN.values(), ids=WHEN)
def test_hash_as_soon_as_the_call_begins_beeps_within_six_seconds(desk, when):
    desk.moves_to(when)
    for number in (STRANGER, "anonymous"):
        assert 0 < to_the_beep(desk, number, WEEKDAY_LINE, Press("#")) <= MOST_WITH_HASH_S


@ON_ONE
def test_whoever_spoke_english_before_is_greeted_so_when_the_request_stands(desk):
    desk.moves_to(WHEN["in hours"])
    desk.rings(STRANGER, "2", line=WEEKDAY_LINE)
    desk.rings(STRANGER, line=WEEKDAY_LINE)
    assert desk.heard.startswith(
        "Leotron support. We record and transcribe automatically. A request"
    )
    assert "Thank you, goodbye." in desk.heard
    assert desk.ticket["language"] == "en"


@ON_ONE
def test_in_english_too(desk):
    desk.moves_to(WHEN["in the evening"])
    italian = to_the_beep(desk, STRANGER, WEEKDAY_LINE, Press("9"), Press("#"))
    english = to_the_beep(desk, "anonymous", WEEKDAY_LINE, Press("2"))
    assert max(italian, english) <= MOST_S + 1  # what was heard before the key, and its language
