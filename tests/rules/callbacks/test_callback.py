"""What a callback may be, and which number is rung."""

import pytest

from rules.callbacks.callback import MOVES, Policy, State, number_to_ring
from rules.errors import BadInput


def test_policy_without_a_wait_is_refused():
    with pytest.raises(BadInput, match="found none"):
        Policy(max_attempts=3, waits=())


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(State)


@pytest.mark.parametrize(
    ("dictated", "caller", "rung"),
    [
        (None, "+390458012345", "+390458012345"),  # nothing was said: the number called from
        ("+393387142905", None, "+393387142905"),  # the caller's number is withheld
        ("+393387142905", "+390458012345", "+393387142905"),  # another number was asked for
        ("+390458012346", "+390458012345", "+390458012345"),  # a digit misheard
        ("+39045801234", "+390458012345", "+390458012345"),  # a digit lost
        ("+390458012445", "+390458011345", "+390458011345"),  # two digits misheard
        (None, None, None),
    ],
)
def test_a_slip_of_hearing_never_rings_a_stranger(
    dictated: str | None, caller: str | None, rung: str | None
) -> None:
    assert number_to_ring(dictated, caller) == rung
