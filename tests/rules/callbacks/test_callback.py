"""What a callback may be, and which number is rung."""

import pytest

from rules.callbacks.callback import MOVES, Policy, State
from rules.errors import BadInput


def test_policy_without_a_wait_is_refused():
    with pytest.raises(BadInput, match="found none"):
        Policy(max_attempts=3, waits=())


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(State)
