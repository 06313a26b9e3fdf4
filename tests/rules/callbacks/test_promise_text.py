"""What we owe a customer, in words."""

import pytest

from rules.callbacks.promise_text import starting
from tests.leotron import NOON, ROME
from tests.rules.callbacks.entries import at


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (at(24, 8, 30), "dalle 08:30"),
        (at(23, 15, 38), "da ieri 15:38"),
        (at(20, 9, 15), "dal 20/11 09:15"),
        (at(25, 9, 15), "da domani 09:15"),
        (at(30, 9, 15), "da lunedì 09:15"),
    ],
)
def test_a_beginning_is_said_as_italians_say_it(since, said):
    assert starting(since.astimezone(ROME), NOON.astimezone(ROME)) == said
