"""Promises at 90 % are kept about nine times in ten, on weeks of desks made up with fixed seeds.

`python -m bench promise` measures ten times as many weeks, and within closer bounds.
"""

import functools

import pytest

from bench.made_up_desk import World
from bench.promise import Figures, Outcome, figures, out_of_bounds, outcomes

pytestmark = pytest.mark.slow

WORLDS = (
    World(seed=11, technicians=1, load=0.85, weeks=8),
    World(seed=22, technicians=2, load=0.95, weeks=7),
    World(seed=33, technicians=3, load=0.75, weeks=5),
)


@functools.cache
def found() -> tuple[Outcome, ...]:
    return tuple(one for world in WORLDS for one in outcomes(world))


def test_promises_are_kept_nine_times_in_ten_and_are_no_longer_than_they_must_be() -> None:
    measured = figures(found())
    assert measured.promises > 1200
    assert out_of_bounds(measured, kept=(0.87, 0.94)) == []


@pytest.mark.parametrize("technicians", [1, 2, 3])
def test_no_size_of_desk_pays_for_the_others(technicians: int) -> None:
    measured = figures(one for one in found() if one.technicians == technicians)
    assert 0.84 <= measured.kept <= 0.96


@pytest.mark.parametrize(("shortest", "longest"), [(0, 20), (20, 60), (60, 200), (200, 9999)])
def test_short_promises_are_kept_as_long_ones_are(shortest: float, longest: float) -> None:
    measured = figures(one for one in found() if shortest < one.promised <= longest)
    assert measured.promises > 150
    # Long ones are seen to be about to break in time, and then come first: more of them are kept.
    assert 0.82 <= measured.kept <= 0.99


def test_same_seed_is_the_same_life() -> None:
    world = World(seed=5, technicians=2, load=0.8, weeks=1)
    assert outcomes(world) == outcomes(world)


@pytest.mark.parametrize(
    ("kept", "promised", "wrong"),
    [
        (0.88, 40.0, []),
        (0.95, 40.0, []),
        (0.87, 40.0, ["expected 88% to 95% kept, found 87.0%"]),
        (0.96, 40.0, ["expected 88% to 95% kept, found 96.0%"]),
        (0.90, 41.0, ["expected a median promise of 2.0 median waits at most, found 2.05"]),
    ],
)
def test_what_is_out_of_bounds_is_said(kept: float, promised: float, wrong: list[str]) -> None:
    line = Figures(100, kept, promised, waited=20.0, clock_promised=60.0, clock_waited=30.0)
    assert out_of_bounds(line) == wrong
