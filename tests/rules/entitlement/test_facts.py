"""Whose word counts about what coverage hangs on."""

import pytest

from rules.entitlement import Activity
from rules.entitlement.facts import (
    KINDS,
    Known,
    category_of,
    checked,
    fits,
    of_category,
    proposed,
    read,
    request_of,
    settled,
    written,
)
from rules.errors import BadInput
from rules.hours.schedule import Flow
from rules.tickets.ticket import SERVICE, Category

GUESS = {"activity": Known("reinstall", SERVICE, "reinstallare")}
STUCK = {"unusable": Known(True, SERVICE)}


def test_a_machines_guess_takes_nobodys_week_end_help_away():
    at_weekend = request_of(Category.SOFTWARE, Flow.WEEKEND, GUESS | STUCK)
    assert at_weekend.activity is None
    assert request_of(Category.SOFTWARE, Flow.WEEKDAY, GUESS | STUCK).activity == "reinstall"
    by_person = settled(STUCK, {"activity": "reinstall"}, "anna")
    assert request_of(Category.SOFTWARE, Flow.WEEKEND, by_person).activity == "reinstall"


def test_what_a_person_said_stays_whatever_is_read_anew():
    known = settled(GUESS, {"activity": None, "supported": False}, "anna")
    again = proposed(known, [("activity", "virus", "virus")], Category.SOFTWARE)
    assert again == known
    assert read(written(known)) == known


def test_a_text_read_anew_takes_back_what_it_said_before_and_a_later_one_only_adds():
    virus = [("activity", "virus", "virus")]
    assert proposed(GUESS, [], Category.SYSTEM) == {}
    assert proposed(GUESS, virus, Category.SYSTEM)["activity"].value == "virus"
    assert proposed(GUESS, virus, Category.SYSTEM, only_adds=True) == GUESS


@pytest.mark.parametrize(
    ("activity", "category", "fit"),
    [
        ("virus", Category.SYSTEM, True),
        ("virus", Category.HARDWARE, False),
        ("virus", Category.COMMERCIAL, False),
        ("virus", Category.OTHER, True),
        ("prints", Category.SOFTWARE, True),  # of Leotron's own program
        ("os_update", Category.SYSTEM, True),  # though the contract pays for it
        ("repair", Category.SOFTWARE, False),
        ("use", Category.SYSTEM, False),
    ],
)
def test_an_activity_and_a_category_fit_or_contradict_each_other(activity, category, fit):
    assert fits(Activity(activity), category) is fit
    known = {"activity": Known(activity, "anna")}
    assert (of_category(known, category) == known) is fit
    assert (category_of(known, category) is category) is fit


def test_each_answer_of_each_fact_is_kept_as_it_is_and_no_other_is_one():
    for name, kind in KINDS.items():
        for value in kind.choices:
            assert checked(name, value) is value
    for name, value in (("supported", 1), ("supported", "yes"), ("place", True), ("colour", "red")):
        with pytest.raises(BadInput):
            checked(name, value)
    assert checked("serial", "  AB  12 ") == "AB 12"
    assert checked("serial", "") is None
