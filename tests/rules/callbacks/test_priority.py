"""The order of the queue: a table of cases, and what holds for every queue."""

import random
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.callbacks.priority import Technician, before, in_order, ordered
from rules.entitlement.weekend_gate import Answer, Reason, WeekendGate
from tests.leotron import HOURS, NOON
from tests.rules.callbacks.entries import AGREED, DAY, HOUR, MINUTE, RUNG_IN_TIME, an_entry, at

ANNA = Technician("anna", frozenset({"software"}))


FIRST_THEN_SECOND = {
    "work that has stopped": (
        an_entry(2, urgency="blocking", came=NOON),
        an_entry(1, urgency="high"),
    ),
    "high before normal": (an_entry(2, urgency="high", came=NOON), an_entry(1)),
    "normal before low": (an_entry(2, came=NOON), an_entry(1, urgency="low")),
    "a word that we do not know is as normal": (
        an_entry(2, urgency="tragic", came=NOON),
        an_entry(1, urgency="low"),
    ),
    "a promise about to break, before work that has stopped": (
        an_entry(2, urgency="low", promised_at=NOON + 15 * MINUTE),
        an_entry(1, urgency="blocking"),
    ),
    "the promise that breaks first": (
        an_entry(2, came=NOON, promised_at=NOON + 4 * MINUTE),
        an_entry(1, promised_at=NOON + 5 * MINUTE),
    ),
    "work that has stopped, before a promise with time left": (
        an_entry(2, urgency="blocking", came=NOON),
        an_entry(1, promised_at=NOON + 16 * MINUTE),
    ),
    "a broken promise, before work that stopped after it": (
        an_entry(2, came=NOON - HOUR, promised_at=NOON - 10 * MINUTE),
        an_entry(1, urgency="blocking", came=NOON - 5 * MINUTE),
    ),
    "work that has stopped, before a promise that was kept": (
        an_entry(2, urgency="blocking", came=NOON),
        an_entry(1, **RUNG_IN_TIME),
    ),
    "a promise about to break, before one that was kept": (
        an_entry(2, urgency="low", promised_at=NOON + 10 * MINUTE),
        an_entry(1, **RUNG_IN_TIME),
    ),
    "an agreed hour that has come, before work that has stopped": (
        an_entry(2, urgency="low", **AGREED, agreed_at=NOON - 10 * MINUTE),
        an_entry(1, urgency="blocking"),
    ),
    "an agreed hour that has passed, before work that stopped after it": (
        an_entry(2, urgency="low", **AGREED, agreed_at=NOON - 20 * MINUTE),
        an_entry(1, urgency="blocking", came=NOON - 10 * MINUTE),
    ),
    "work that has stopped, before an agreed hour at which we rang": (
        an_entry(2, urgency="blocking", came=NOON),
        an_entry(1, **{**AGREED, "last_rung_at": NOON}, agreed_at=NOON - 20 * MINUTE),
    ),
    "who rang back after we had missed them": (
        an_entry(2, rang_back=True),
        an_entry(1, urgency="blocking"),
    ),
    "who cannot work and was let down, before one without hurry who can still be kept": (
        an_entry(2, urgency="blocking", came=at(23, 11), promised_at=at(23, 12)),
        an_entry(1, urgency="low", promised_at=NOON + 8 * MINUTE),
    ),
    "a blocked shop that is an hour late, before a caller without a word": (
        an_entry(2, urgency="blocking", came=NOON - 2 * HOUR, promised_at=NOON - HOUR),
        an_entry(1, kind="missed_call", promised_at=NOON + 5 * MINUTE),
    ),
    "of promises about to break the more urgent": (
        an_entry(2, urgency="high", promised_at=NOON + 14 * MINUTE),
        an_entry(1, promised_at=NOON + MINUTE),
    ),
    "an urgent promise that is broken, before one without hurry that can be kept": (
        an_entry(2, urgency="high", came=NOON - 2 * HOUR, promised_at=NOON - HOUR),
        an_entry(1, urgency="low", promised_at=NOON + 8 * MINUTE),
    ),
    "a usual promise that can be kept, before an urgent one that is broken": (
        an_entry(2, promised_at=NOON + 8 * MINUTE),
        an_entry(1, urgency="high", came=NOON - 2 * HOUR, promised_at=NOON - HOUR),
    ),
    "an urgent promise about to break, before who rang back": (
        an_entry(2, urgency="high", promised_at=NOON + MINUTE),
        an_entry(1, rang_back=True),
    ),
    "J-System before contract": (
        an_entry(2, cover="j_system", came=NOON),
        an_entry(1, cover="contract"),
    ),
    "contract before by the hour": (
        an_entry(2, cover="contract", came=NOON),
        an_entry(1, cover="billable"),
    ),
    "warranty before nobody knows": (an_entry(2, cover="warranty", came=NOON), an_entry(1)),
    "urgency before cover": (
        an_entry(2, urgency="high", came=NOON),
        an_entry(1, cover="j_system"),
    ),
    "the longest in charge": (an_entry(2, came=NOON - 2 * MINUTE), an_entry(1, came=NOON - MINUTE)),
    "the first that called, when both are in charge since the opening": (
        an_entry(2, created_at=at(23, 19), in_charge_at=at(24, 9, 15)),
        an_entry(1, created_at=at(23, 20), in_charge_at=at(24, 9, 15)),
    ),
    "the first filed, when all else is the same": (an_entry(1), an_entry(2)),
    "who has waited for two days of work, before work that stops now": (
        an_entry(2, urgency="low", came=at(20, 11)),
        an_entry(1, urgency="blocking", came=NOON),
    ),
    "the hours of the week-end make nobody more pressing": (
        an_entry(2, urgency="blocking", came=at(23, 9, 15)),
        an_entry(1, came=at(20, 18)),
    ),
    "who is in charge now, before the more urgent of tomorrow": (
        an_entry(2, urgency="low"),
        an_entry(1, urgency="blocking", in_charge_at=at(25, 9, 15)),
    ),
    "who may be rung now, before who is tried again later": (
        an_entry(2, urgency="low"),
        an_entry(1, urgency="blocking", next_at=NOON + MINUTE, attempts=1),
    ),
    "J-System on Saturday, before the more urgent of Monday": (
        an_entry(2, j_system=True, in_charge_at=at(28, 9, 15)),
        an_entry(1, urgency="blocking", in_charge_at=at(30, 9, 15)),
    ),
    "the more urgent of those due at the same opening": (
        an_entry(2, urgency="blocking", in_charge_at=at(30, 9, 15)),
        an_entry(1, in_charge_at=at(30, 9, 15)),
    ),
}


@pytest.mark.parametrize(("first", "second"), FIRST_THEN_SECOND.values(), ids=FIRST_THEN_SECOND)
def test_who_is_called_first(first, second):
    for entries in ([first, second], [second, first]):
        placed = ordered(entries, NOON, HOURS)
        assert [(one.place, one.entry) for one in placed] == [(1, first), (2, second)]


SATURDAY = at(28, 10)
ELSEWHEN = {
    "at the week-end only who has week-end help": (
        SATURDAY,
        an_entry(2, j_system=True, urgency="low", came=SATURDAY),
        an_entry(1, urgency="blocking", came=at(27, 18)),
    ),
    "in the break by what will count when it is over": (
        at(24, 13),
        an_entry(2, urgency="blocking"),
        an_entry(1),
    ),
    "in the break who agreed on that very hour": (
        at(24, 13, 10),
        an_entry(2, attempts=1, next_at=at(24, 13)),
        an_entry(1, urgency="blocking"),
    ),
    "on a holiday nobody before its end, and then the urgent": (
        datetime(2026, 12, 8, 9, tzinfo=UTC),
        an_entry(2, urgency="blocking", came=datetime(2026, 12, 7, 9, tzinfo=UTC)),
        an_entry(1, came=datetime(2026, 12, 7, 9, tzinfo=UTC)),
    ),
}


@pytest.mark.parametrize(("now", "first", "second"), ELSEWHEN.values(), ids=ELSEWHEN)
def test_who_may_be_rung_comes_first(now, first, second):
    assert in_order([second, first], now, HOURS) == [first, second]


FOR_ANNA = {
    "whom she rang before": (
        an_entry(2, preferred="anna", came=NOON),
        an_entry(1, cover="j_system"),
    ),
    "what was handed on to her, however pressing the rest is": (
        an_entry(3, preferred="anna", is_handed=True, urgency="low", came=NOON),
        an_entry(1, urgency="blocking", j_system=True),
    ),
    "a promise about to break, also before what was handed on to her": (
        an_entry(2, promised_at=NOON + 10 * MINUTE),
        an_entry(1, preferred="anna", is_handed=True, came=NOON),
    ),
    "not what was handed on to a colleague": (
        an_entry(2, came=NOON),
        an_entry(1, preferred="dario", is_handed=True),
    ),
    "not what a colleague follows": (an_entry(2, came=NOON), an_entry(1, preferred="dario")),
    "what she is good at": (
        an_entry(2, category="software", came=NOON),
        an_entry(1, category="hardware"),
    ),
    "what nobody knows the skill for": (
        an_entry(2, category="other", came=NOON),
        an_entry(1, category="system"),
    ),
    "work that has stopped, whatever she is good at": (
        an_entry(2, category="hardware", urgency="blocking"),
        an_entry(1, category="software"),
    ),
    "what others could take, once it has waited": (
        an_entry(2, category="hardware", came=at(23, 15)),
        an_entry(1, category="software"),
    ),
}


@pytest.mark.parametrize(("first", "second"), FOR_ANNA.values(), ids=FOR_ANNA)
def test_a_technician_is_given_what_suits_them(first, second):
    assert in_order([second, first], NOON, HOURS, ANNA) == [first, second]


def test_who_says_nothing_of_skills_is_given_whatever_comes():
    entries = [an_entry(1, category="hardware"), an_entry(2, came=NOON, category="software")]
    assert in_order(entries, NOON, HOURS, Technician("dario")) == entries


def test_what_stands_before_is_told_without_promises():
    promised = an_entry(1, urgency="low", promised_at=NOON + MINUTE)
    own, stopped = an_entry(2), an_entry(3, urgency="blocking")
    assert before(own, [promised, stopped], NOON, HOURS) == [stopped]


def test_only_the_first_are_placed_when_no_more_are_wanted():
    entries = [an_entry(number) for number in range(9)]
    assert ordered(entries, NOON, HOURS, most=3) == ordered(entries, NOON, HOURS)[:3]


def test_empty_queue_has_no_places():
    assert ordered([], NOON, HOURS) == []


instants = st.integers(-20 * 24 * 60, 0).map(lambda minutes: NOON + minutes * MINUTE)
entries = st.builds(
    lambda came, start, again, promise, **facts: an_entry(
        created_at=came,
        in_charge_at=came + start * MINUTE,
        next_at=came + again * MINUTE,
        promised_at=None if promise is None else came + promise * MINUTE,
        **facts,
    ),
    came=instants,
    start=st.integers(0, 3000),
    again=st.integers(0, 3000),
    promise=st.none() | st.integers(5, 3000),
    urgency=st.sampled_from(["blocking", "high", "normal", "low", "tragic"]),
    cover=st.sampled_from([None, "contract", "j_system", "warranty", "billable", "quote"]),
    category=st.sampled_from(["software", "hardware", "system", "other"]),
    preferred=st.sampled_from([None, "anna", "dario"]),
    is_handed=st.booleans(),
    j_system=st.booleans(),
    rang_back=st.booleans(),
    attempts=st.integers(0, 3),
)
queues = st.lists(entries, max_size=12).map(
    lambda found: [replace(entry, id=number) for number, entry in enumerate(found)]
)
whoever = st.sampled_from([None, ANNA, Technician("dario")])


@given(queues, whoever, st.randoms(use_true_random=False))
def test_the_order_is_total_and_does_not_depend_on_how_the_rows_come(queue, who, rng):
    expected = in_order(queue, NOON, HOURS, who)
    mixed = list(queue)
    rng.shuffle(mixed)
    assert in_order(mixed, NOON, HOURS, who) == expected
    assert sorted(one.id for one in expected) == [one.id for one in queue]


@given(queues, whoever)
def test_leaving_one_out_does_not_turn_the_others_round(queue, who):
    placed = in_order(queue, NOON, HOURS, who)
    for gone in queue:
        rest = [one for one in queue if one is not gone]
        assert in_order(rest, NOON, HOURS, who) == [one for one in placed if one is not gone]


@given(entries, entries, whoever)
def test_whoever_waits_for_eight_days_of_work_comes_before_all_who_call_then(waiting, late, who):
    """Patience, cover, a promise and a colleague's case together never weigh more than that."""
    waiting, now = replace(waiting, id=1), NOON + 28 * DAY
    fresh = dict.fromkeys(("created_at", "in_charge_at", "next_at"), now - MINUTE)
    late = replace(late, id=2, promised_at=now + 5 * MINUTE, **fresh)
    assert in_order([late, waiting], now, HOURS, who) == [waiting, late]


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_nobody_starves_however_pressing_the_rest_is(seed, calls_a_day):
    """One is rung for each that comes; all that come are more pressing than the one who waits."""
    rng, waiting, now = random.Random(seed), an_entry(0, urgency="low"), NOON
    queue = [waiting, *(an_entry(number, urgency="blocking") for number in range(1, 4))]
    for number in range(4, 4 + 21 * calls_a_day):
        first = in_order([one for one in queue if one.due_at <= now], now, HOURS)[0]
        if first is waiting:
            return
        queue.remove(first)
        now += DAY / calls_a_day * rng.uniform(0.5, 1.0)
        queue.append(an_entry(number, urgency="blocking", came=now, promised_at=now + 10 * MINUTE))
    raise AssertionError("never rung")


BETTER = {
    "urgency": ({"urgency": "high"}, {"urgency": "low"}),
    "work that has stopped": ({"urgency": "blocking"}, {"urgency": "high"}),
    "cover": ({"cover": "j_system"}, {"cover": "billable"}),
    "a promise about to break": (
        {"promised_at": NOON + 10 * MINUTE},
        {"promised_at": NOON + HOUR},
    ),
    "the first call": ({"created_at": NOON - 30 * DAY}, {"created_at": NOON - 29 * DAY}),
}


@pytest.mark.parametrize(("better", "worse"), BETTER.values(), ids=BETTER)
@given(entries)
def test_of_two_that_differ_in_nothing_else_the_better_comes_first(better, worse, entry):
    plain = replace(entry, j_system=False, promised_at=None, cover=None, next_at=entry.in_charge_at)
    # Before age weighs more than a promise; and to ring back weighs as much as a usual one.
    recent = min(NOON, max(NOON - DAY, plain.in_charge_at))
    plain = replace(plain, in_charge_at=recent, next_at=recent, rang_back=False)
    first, second = replace(plain, id=2, **better), replace(plain, id=1, **worse)
    assert in_order([second, first], NOON, HOURS) == [first, second]


def test_a_subscriber_comes_before_who_is_still_to_be_verified():
    gate = WeekendGate(Answer.TO_VERIFY, Reason.UNKNOWN)
    claims = an_entry(1, j_system=True, came=SATURDAY, weekend=gate)
    subscriber = an_entry(2, j_system=True, came=SATURDAY + MINUTE)
    assert [one.id for one in in_order([claims, subscriber], SATURDAY + HOUR, HOURS)] == [2, 1]
