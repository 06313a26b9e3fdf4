"""Messages by somebody who had not seen the rules: how many of their facts are read, and none invented."""

import pytest

from bench.triage import MESSAGES, OURS
from bench.triage_lines import FACTS, invented, is_right, read, share

# The least share of the facts that is right. Of what a stranger wrote 76 % were, and three invented, before
# the rules were widened on it. The stranger's second half was scored once, unseen: 84.4 % (552 of 654), and
# ten invented; it was opened and the rules widened on it then. A second and a third stranger's messages were
# learned from (rules/triage/learned/), and say nothing of new ones any more; of each, learned without it,
# 93.9 and 92.2 % of the six facts were right (the rules alone: 85.5 and 86.0 %). Where writers call the same
# message of another urgency, what the later two say was learned. What a fourth wrote was scored once, unseen:
# 92.5 %, four invented; its total has been looked at four more times since, while bounds were chosen. A fifth
# labelled by the page in messages/README.md: scored once, unseen, 89.9 %, two invented. Nobody has tuned on
# it, and whoever does takes the last honest measure away. What a sixth wrote (small letters, hardly a sign
# between the words) was scored unseen: 83.4 %, twenty firms invented, half of the names missed.
HOLDS = {
    "by_a_stranger": 634 / 644,
    "by_a_stranger_second": 640 / 654,
    "further": 1018 / 1029,
    "further_again": 151 / 154,
    "by_a_second_stranger": 805 / 821,
    "by_a_third_stranger": 800 / 812,
    "put_away_by_a_fourth_stranger": 688 / 744,
    "put_away_by_a_fifth_stranger": 787 / 875,
    "by_a_sixth_stranger": 1344 / 1592,
}
# What is read all the same that was not said: a number of others, firms that were cut, who is in the room.
INVENTED = {
    ("a016", "callback_number"), ("a022", "company"), ("a042", "company"), ("a078", "name"),
    ("b038", "company"), ("e019", "callback_number"), ("e069", "name"), ("e104", "name"),
    ("e111", "name"), ("p074", "company"), ("p092", "company"),
    ("s037", "company"), ("s049", "company"), ("s080", "company"), ("s088", "company"),
    ("s096", "company"), ("s097", "name"), ("s108", "company"), ("s114", "company"), ("s118", "company"),
    ("s126", "company"), ("s127", "company"), ("s136", "company"), ("s145", "company"),
    ("s151", "company"), ("s153", "company"), ("s158", "company"), ("s162", "company"),
    ("s181", "company"), ("s190", "company"), ("s198", "company"),
}  # fmt: skip


@pytest.fixture(scope="module", params=HOLDS)
def facts(request):
    return request.param, read(MESSAGES / f"{request.param}.jsonl", OURS)


def test_no_fewer_facts_are_right_than_were_measured(facts):
    of, found = facts
    assert share(found) >= HOLDS[of], [one for one in found if one.how != "right"]


def test_nothing_is_read_that_was_not_said(facts):
    _, found = facts
    assert {(one.message, one.fact) for one in invented(found)} - INVENTED == set()


def test_every_kind_of_fact_is_examined(facts):
    _, found = facts
    assert {one.fact for one in found} >= set(FACTS)


@pytest.mark.parametrize(
    ("fact", "truth", "found", "right"),
    [
        ("company", "Ristorante Antica Corte", "Antica Corte", True),
        ("company", "Caffè Dante", "il caffe Dante", True),
        ("company", "Bar Sport", "Bar Sport Verona", False),
        ("company", None, "Bar Sport", False),
        ("name", "Zeno Marchi", "Marchi", True),
        ("name", "Zeno Marchi", "Zeno Rossi", False),
        ("name", "Sabrina", None, False),
        ("customer_code", "4471", "L4471", True),
        ("callback_number", "+390458001234", "+390458001235", False),
        ("callback_number", None, None, True),
    ],
)
def test_names_and_firms_are_compared_loosely_and_all_else_to_the_letter(fact, truth, found, right):
    assert is_right(fact, truth, found) is right


def test_what_was_found_otherwise_is_missing_wrong_or_invented(tmp_path):
    file = tmp_path / "said.jsonl"
    file.write_text(
        '{"origin": "a remark"}\n'
        '{"id": 1, "text": "Sono Anna, la stampante non va, 045 8001234", "truth": {"name": null, "company": '
        '"Bar Sport", "urgency": "high", "callback_number": "+390458001235", "category": "software"}}\n',
        encoding="utf-8",
    )
    assert {one.fact: one.how for one in read(file)} == {
        "name": "invented",
        "company": "missing",
        "urgency": "wrong",
        "callback_number": "invented",
        "category": "right",
    }
