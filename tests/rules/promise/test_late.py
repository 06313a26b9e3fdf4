"""The later promise: clearly later than the first, in opening hours, and as foreseen where that is later."""

import pytest

from rules.promise.late import later_than
from tests.leotron import HOURS, at


@pytest.mark.parametrize(
    ("promised", "foreseen", "j_system", "made"),
    [
        ("2026-11-24T10:05", "2026-11-24T10:05", False, "2026-11-24T10:20"),
        ("2026-11-24T10:05", "2026-11-24T11:40", False, "2026-11-24T11:40"),
        ("2026-11-24T10:05", "2026-11-24T09:30", False, "2026-11-24T10:20"),
        # A quarter of an hour of work, and not of lunch or of the night.
        ("2026-11-24T12:35", "2026-11-24T12:40", False, "2026-11-24T14:50"),
        ("2026-11-24T12:30", "2026-11-24T12:40", False, "2026-11-24T14:45"),
        ("2026-11-27T18:10", "2026-11-27T18:10", False, "2026-11-30T09:25"),
        ("2026-11-27T18:10", "2026-11-27T18:10", True, "2026-11-28T09:25"),
    ],
)
def test_a_promise_is_moved_into_working_time(promised, foreseen, j_system, made) -> None:
    assert later_than(at(promised), at(foreseen), HOURS, j_system=j_system) == at(made)
