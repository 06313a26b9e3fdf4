"""Whose silent calls are left alone."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.calls.quarantine import is_unwanted

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days_ago", "is_known", "is_marked", "unwanted"),
    [
        ([0, 0, 0], False, False, False),  # a person who meets a machine tries again
        ([0, 0, 0, 0], False, False, True),
        ([0, 1, 2, 2.9], False, False, True),
        ([0, 1, 2, 3.1], False, False, False),  # no longer again and again
        ([0, 0, 0, 0, 0, 0], True, False, False),  # a customer's line may be out of order
        ([0], False, True, True),  # somebody said so
        ([0], True, True, True),
    ],
)
def test_silent_calls_that_come_again_and_again_are_left_alone(
    days_ago, is_known, is_marked, unwanted
):
    silent = [NOW - timedelta(days=days) for days in days_ago]
    assert is_unwanted(silent, NOW, is_known=is_known, is_marked=is_marked) is unwanted
