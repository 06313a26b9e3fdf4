"""What the triage learns from is labelled as its readers take it."""

import random

import pytest

from bench.triage_learning.examples import (
    Example,
    by_strangers,
    earlier,
    faults,
    introductions,
    renamed,
    within_messages,
    written_small,
)
from rules.tickets.ticket import Category, Urgency


def test_each_category_and_each_urgency_has_dozens_of_faults():
    for field, values in (("category", Category), ("urgency", Urgency)):
        for value in values:
            assert sum(one.truth.get(field) == value for one in faults()) > 24, value


def test_no_fault_is_written_twice():
    said = [one.text for one in faults()]
    assert len(said) == len(set(said))


@pytest.mark.parametrize("of", [introductions(), by_strangers()])
def test_a_name_or_firm_stands_in_its_words(of):
    told = [one.truth[key] for one in of for key in ("caller_name", "company") if key in one.truth]
    assert len([value for value in told if value]) > len(of) / 2
    for one in introductions():
        for value in one.truth.values():
            assert value is None or value in one.text


def test_high_of_lists_that_know_no_blocking_teaches_no_urgency():
    assert {
        one.truth["urgency"]
        for one in earlier()
        if one.author == "further" and "urgency" in one.truth
    } == {
        "low",
        "normal",
    }


def test_a_fault_keeps_its_words_and_truth_within_a_message():
    one = Example("faults", "Non stampa.", {"category": "software"})
    [within] = within_messages([one], random.Random(1))
    assert one.text in within.text
    assert within.truth == one.truth


def test_a_message_by_somebody_else_has_their_name_and_firm():
    one = Example("x", "Sono Anna, Bar Sport.", {"caller_name": "Anna", "company": "Bar Sport"})
    other = renamed(one, ["Rina"], ["Ottica Vera"], random.Random(1))
    assert other.text == "Sono Rina, Ottica Vera."
    assert other.truth == {"caller_name": "Rina", "company": "Ottica Vera"}


def test_written_small_as_a_recogniser_may_write_it():
    assert written_small("Sono Anna, del Bar Sport! Non va.") == "sono anna del bar sport non va"
