"""How long somebody waits who guessed a password wrong, and when a session ends."""

from datetime import timedelta

import pytest

from rules.staff.sign_in_limits import IDLE, LIFE, LIMITS, Counted, is_over, unlocked_at

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.mark.parametrize(
    ("what", "failures", "wait"),
    [
        (Counted.DEVICE, 9, 0 * SECOND),
        (Counted.DEVICE, 10, 15 * SECOND),
        (Counted.DEVICE, 11, 30 * SECOND),
        (Counted.DEVICE, 10_000, 5 * MINUTE),
        (Counted.PLACE, 4, 0 * SECOND),  # a slip or two costs nothing
        (Counted.PLACE, 5, 30 * SECOND),
        (Counted.PLACE, 7, 2 * MINUTE),
        (Counted.PLACE, 500, 15 * MINUTE),
        (Counted.ADDRESS, 39, 0 * SECOND),
        (Counted.ADDRESS, 40, MINUTE),
        (Counted.NAME, 49, 0 * SECOND),
        (Counted.NAME, 1_000_000, MINUTE),  # nobody keeps a colleague out for longer
    ],
)
def test_the_wait_doubles_after_the_free_tries(now, what, failures, wait):
    assert unlocked_at(what, failures, now) == now + wait


@pytest.mark.parametrize("what", Counted)
def test_another_wrong_password_never_shortens_the_wait(now, what):
    waits = [unlocked_at(what, failures, now) for failures in range(100)]
    assert waits == sorted(waits)
    assert waits[-1] == now + LIMITS[what].longest


@pytest.mark.parametrize(
    ("began", "seen", "over"),
    [
        (timedelta(0), timedelta(0), False),
        (IDLE, IDLE - SECOND, False),
        (IDLE, IDLE, True),
        (LIFE - SECOND, SECOND, False),
        (LIFE, SECOND, True),  # however busy
    ],
)
def test_a_session_ends_unused_or_old(now, began, seen, over):
    assert is_over(now - began, now - seen, now) is over
