"""Twilio's statuses of a call: which counts of two, and that they are listed once."""

import ast
from itertools import permutations
from pathlib import Path

import pytest

from rules.calls.call_status import FINAL, UNDERWAY, earlier, furthest

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("known", "told", "counts"),
    [
        (None, "queued", "queued"),
        (None, "busy", "busy"),
        (None, "abracadabra", None),
        ("queued", "in-progress", "in-progress"),  # those between were lost
        ("in-progress", "ringing", "in-progress"),  # a late one
        ("ringing", "ringing", "ringing"),
        ("in-progress", "completed", "completed"),
        ("completed", "in-progress", "completed"),
        ("completed", "failed", "completed"),  # the first end stands
        ("ringing", "", "ringing"),
        ("ringing", "abracadabra", "ringing"),
    ],
)
def test_the_status_of_a_call_only_goes_forward(known, told, counts):
    assert furthest(known, told) == counts


@pytest.mark.parametrize("end", sorted(FINAL))
def test_a_call_that_ended_has_ended_in_whatever_order_it_is_told(end):
    for order in permutations([*UNDERWAY, end]):
        known = None
        for told in order:
            known = furthest(known, told)
        assert known == end


@pytest.mark.parametrize("end", sorted(FINAL))
def test_a_final_status_replaces_all_but_another_end(end):
    assert set(earlier(end)) == set(UNDERWAY)
    assert not FINAL & {status for other in FINAL for status in earlier(other)}


def lists_them(file):
    """Whether some collection that is written in the file holds all of the final statuses."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            words = {one.value for one in node.elts if isinstance(one, ast.Constant)}
            if words >= FINAL:
                return True
    return False


def test_the_final_statuses_are_listed_in_one_place_of_ours():
    """The simulator has its own, so that it cannot share our mistakes."""
    packages = ("rules", "store", "ivr", "scheduler", "web", "messages", "centralino")
    files = [file for package in packages for file in (ROOT / package).rglob("*.py")]
    listed = [file.relative_to(ROOT).as_posix() for file in files if lists_them(file)]
    assert listed == ["rules/calls/call_status.py"]
