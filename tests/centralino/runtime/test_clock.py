"""What time it is for the service."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from centralino.config.variables import CLOCK_FILE
from centralino.runtime.clock import service_clock, start_rehearsal
from rules.errors import BadInput

SAN_ZENO = datetime(2026, 5, 21, 8, tzinfo=UTC)
MOMENT = timedelta(seconds=5)


def test_it_is_now_unless_a_rehearsal_says_otherwise():
    assert abs(service_clock({})() - datetime.now(UTC)) < MOMENT


def test_a_rehearsal_starts_at_its_instant_and_goes_on(tmp_path):
    start_rehearsal(tmp_path / "clock.json", SAN_ZENO)
    clock = service_clock({CLOCK_FILE: str(tmp_path / "clock.json")})
    first = clock()
    assert SAN_ZENO <= first < SAN_ZENO + MOMENT
    assert clock() > first


def test_a_rehearsal_jumps_for_every_process_that_looks(tmp_path):
    start_rehearsal(tmp_path / "clock.json", SAN_ZENO)
    clock = service_clock({CLOCK_FILE: str(tmp_path / "clock.json")})
    clock()
    for days in (1, 30, -30):
        start_rehearsal(tmp_path / "clock.json", SAN_ZENO + timedelta(days=days))
        assert abs(clock() - SAN_ZENO - timedelta(days=days)) < MOMENT


@pytest.mark.parametrize(
    "kept",
    ["", "{}", "[]", '{"at": "today", "set_at": 1}', '{"at": "2026-05-21T08:00:00", "set_at": 1}'],
)
def test_a_broken_clock_is_named(tmp_path, kept):
    (tmp_path / "clock.json").write_text(kept)
    with pytest.raises(BadInput, match=r"clock\.json"):
        service_clock({CLOCK_FILE: str(tmp_path / "clock.json")})


def test_a_clock_that_is_gone_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"clock\.json"):
        service_clock({CLOCK_FILE: str(tmp_path / "clock.json")})


def test_the_file_is_what_other_programs_expect(tmp_path):
    start_rehearsal(tmp_path / "clock.json", SAN_ZENO)
    kept = json.loads((tmp_path / "clock.json").read_text())
    assert kept["at"] == "2026-05-21T08:00:00+00:00"
    assert kept["set_at"] > 0
