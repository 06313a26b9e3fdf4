"""The callers of `python -m bench callers`: the benchmark itself goes the way that it measures."""

import structlog

from bench.callers.calls import called
from bench.callers.measure import figures
from bench.callers.mishearing import Mishearing
from bench.callers.people import Kind, Manner, drawn


def test_who_holds_and_corrects_is_rung_at_the_number_that_they_meant_and_who_leaves_early_is_filed():
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    people = [
        one
        for one in drawn(3, 200)
        if one.kind in {Kind.OTHER, Kind.HIDDEN} and one.manner in {Manner.EARLY, Manner.HOLDS}
    ][:8]
    rung = called(people, reads_back=True, engine=Mishearing())
    structlog.reset_defaults()
    held = [one for one in rung if one.person.manner is Manner.HOLDS]
    assert held
    assert all(one.is_reached for one in held)
    assert any(one.corrected for one in held)
    assert all(one.is_filed and one.beep_s <= 12 for one in rung)
    assert not any(one.is_unmarked for one in rung)
    assert figures(rung, [])["all"]["now"]["callers"] == len(people)
