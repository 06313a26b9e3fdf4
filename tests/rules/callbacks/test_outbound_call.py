"""What is known of a call for a technician, whatever the order in which Twilio tells of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.callbacks.outbound_call import (
    MOVES,
    Facts,
    Policy,
    State,
    check_number,
    is_over,
    merged,
    proposed,
    state_of,
    talked,
)
from rules.callbacks.outcomes import Outcome
from rules.errors import BadInput
from rules.phone_numbers import NumberKind, italian_line

POLICY = Policy(caller_id="+390455117067")
ACCEPTED = Facts(accepted=True)


def legs(technician, customer=(), **more):
    """What Twilio tells of a call, one request after the other."""
    told = [Facts(technician=status) for status in technician]
    told += [Facts(customer=status) for status in customer]
    return [*told, Facts(**more)] if more else told


RUNG = ("initiated", "ringing", "in-progress", "completed")
TALK = [
    *legs(RUNG, ("initiated", "ringing", "in-progress")),
    ACCEPTED,
    Facts(customer="completed", seconds=300),
    Facts(dial="completed", bridged=True, seconds=300),
]
FIRST, THERE = Facts(customer_first=True), Facts(customer_there=True)
JOINED = [
    *legs(RUNG, RUNG, dial="completed", bridged=True, seconds=300),
    *(THERE, ACCEPTED),
]
STORIES = {
    "talk": (TALK, Outcome.SPOKEN, 300),
    "busy": ([*legs(RUNG, ("busy",), dial="busy", bridged=False), ACCEPTED], Outcome.BUSY, None),
    "no answer": (
        [*legs(RUNG, ("ringing", "no-answer"), dial="no-answer", bridged=False), ACCEPTED],
        Outcome.NO_ANSWER,
        None,
    ),
    "no such number": ([*legs(RUNG, ("failed",)), ACCEPTED], Outcome.FAILED, None),
    "the technician's mailbox, which presses nothing": (legs(RUNG), Outcome.WITHDRAWN, None),
    "the technician does not answer": (legs(("no-answer",)), Outcome.WITHDRAWN, None),
    "the technician is engaged": (legs(("busy",)), Outcome.WITHDRAWN, None),
    "the technician cannot be reached": (legs(("failed",)), Outcome.FAILED, None),
    "the technician hangs up while it rings": (
        [*legs(RUNG, ("ringing", "canceled"), dial="canceled"), ACCEPTED],
        Outcome.WITHDRAWN,
        None,
    ),
    "a mailbox": ([*TALK, Facts(machine="machine_start")], Outcome.MACHINE, 300),
    "a fax": ([*TALK, Facts(machine="fax")], Outcome.MACHINE, 300),
    "who may be a person": ([*TALK, Facts(machine="unknown")], Outcome.SPOKEN, 300),
    "a mailbox that has our message": (
        [*TALK, Facts(machine="machine_start"), Facts(left_message=True)],
        Outcome.MAILBOX,
        300,
    ),
    "picked up and gone at once": (
        [*legs(RUNG, ("completed",), dial="completed", bridged=False, seconds=1), ACCEPTED],
        Outcome.NO_ANSWER,
        None,
    ),
    "what the customer's leg did was never told": ([*legs(RUNG), ACCEPTED], None, None),
    "it could not be placed": ([Facts(broken=True)], Outcome.FAILED, None),
    **{
        f"the customer first: {name}": ([FIRST, *told], *end)
        for name, (told, *end) in {
            "they talk": (JOINED, Outcome.SPOKEN, 300),
            "nobody presses 1": (legs((), RUNG), Outcome.NO_ANSWER, None),
            "a mailbox": ([*legs((), RUNG), Facts(machine="fax")], Outcome.MACHINE, None),
            "busy": (legs((), ("busy",)), Outcome.BUSY, None),
            "ended before they answer": (legs((), ("canceled",)), Outcome.WITHDRAWN, None),
            "the technician does not answer": (
                [*legs(("no-answer",), RUNG, dial="no-answer", bridged=False), THERE],
                Outcome.NOT_JOINED,
                None,
            ),
            "the technician's mailbox": (
                [*legs(RUNG, RUNG, dial="completed", bridged=False, seconds=9), THERE],
                Outcome.NOT_JOINED,
                None,
            ),
            "the technician's mailbox, of which only the end is told": (
                [*legs(("completed",), ("completed",)), THERE, Facts(seconds=9)],
                Outcome.NOT_JOINED,
                None,
            ),
            "the customer gives up waiting": (
                [*legs(("canceled",), RUNG, dial="canceled"), THERE],
                Outcome.NOT_JOINED,
                None,
            ),
            "what the technician's leg did was never told": ([*legs((), RUNG), THERE], None, None),
        }.items()
    },
    "only the customer's leg told of its end, and the technician's of its own": (
        [*legs(("completed",)), Facts(customer="completed", seconds=61)],
        Outcome.SPOKEN,
        61,
    ),
}


@given(st.sampled_from(sorted(STORIES)), st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_comes_to_the_same_end(name, random):
    told, outcome, seconds = STORIES[name]
    shuffled = [*told, *random.choices(told, k=3)]
    random.shuffle(shuffled)
    # Whom a call rings first is known before Twilio has it.
    facts = FIRST if FIRST in told else Facts()
    state = state_of(facts)
    for more in shuffled:
        facts = merged(facts, more)
        assert merged(facts, more) == facts
        reached = state_of(facts)
        assert reached == state or reached in MOVES[state]
        state = reached
    assert (state, is_over(facts)) == (State.ENDED, True)
    assert (proposed(facts), talked(facts)) == (outcome, seconds)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(), State.TECHNICIAN_RINGING),
        (Facts(technician="in-progress"), State.TECHNICIAN_RINGING),  # no key was pressed yet
        (Facts(technician="in-progress", accepted=True), State.CUSTOMER_RINGING),
        (Facts(customer="ringing"), State.CUSTOMER_RINGING),  # overtook the key's request
        (Facts(accepted=True, customer="in-progress"), State.TALKING),
        (Facts(accepted=True, customer="completed"), State.TALKING),  # until the technician's ends
        (Facts(accepted=True, dial="busy"), State.ENDED),
        (Facts(technician="completed"), State.ENDED),
        (FIRST, State.CUSTOMER_RINGING),
        (Facts(customer_first=True, customer="in-progress"), State.CUSTOMER_RINGING),
        (Facts(customer_first=True, customer_there=True), State.TECHNICIAN_RINGING),
        (Facts(customer_first=True, technician="in-progress"), State.TECHNICIAN_RINGING),
        (Facts(customer_first=True, accepted=True), State.TALKING),
        (Facts(customer_first=True, technician="completed"), State.TECHNICIAN_RINGING),
        (Facts(customer_first=True, customer="completed"), State.ENDED),
    ],
)
def test_where_a_call_stands(facts, state):
    assert state_of(facts) == state


def test_a_word_that_twilio_never_says_changes_nothing():
    known = Facts(technician="ringing")
    assert merged(known, Facts(technician="exploded")) == known


def test_every_state_has_its_moves_and_leads_to_the_end():
    assert MOVES.keys() == set(State)
    for state in set(State) - {State.ENDED}:
        assert State.ENDED in MOVES[state]


@pytest.mark.parametrize(
    ("number", "line"),
    [
        ("+390458001234", NumberKind.FIXED),
        ("+393471234567", NumberKind.MOBILE),
        ("+39892424", None),
        ("+39899123456", None),  # premium
        ("+39800123456", None),  # paid by who is called
        ("+3780549882345", None),  # San Marino
        ("+41446681800", None),
        ("+88213300", None),  # satellite
        ("+391234", None),
    ],
)
def test_only_italian_fixed_and_mobile_numbers_are_rung(number, line):
    assert italian_line(number) == line


@pytest.mark.parametrize("lines", [frozenset(NumberKind), frozenset({NumberKind.FIXED})])
@pytest.mark.parametrize("number", ["+41446681800", "+39899123456", None])
def test_a_number_that_may_not_be_rung_is_refused(number, lines):
    with pytest.raises(BadInput, match="customer: expected"):
        check_number(number, Policy("+390455117067", lines=lines), "customer")


@pytest.mark.parametrize(
    ("number", "line"), [("+393471234567", NumberKind.FIXED), ("+390458001234", NumberKind.MOBILE)]
)
def test_a_kind_of_number_that_the_configuration_leaves_out_is_refused(number, line):
    with pytest.raises(BadInput, match=f"expected an Italian {line} number"):
        check_number(number, Policy("+390455117067", lines=frozenset({line})), "customer")


def test_a_number_that_may_be_rung_is_given_back():
    assert check_number("+390458001234", POLICY, "customer") == "+390458001234"


@pytest.mark.parametrize(
    ("facts", "outcome", "seconds"),
    [
        (Facts(accepted=True, dial="completed", seconds=61), Outcome.SPOKEN, 61),
        (Facts(accepted=True, dial="completed", seconds=0), Outcome.NO_ANSWER, None),
        (Facts(accepted=True, dial="completed"), Outcome.NO_ANSWER, None),
        (Facts(accepted=True, dial="completed", bridged=False, seconds=9), Outcome.NO_ANSWER, None),
        (Facts(accepted=True, dial="no-answer", seconds=0), Outcome.NO_ANSWER, None),
    ],
)
def test_without_a_word_of_the_bridge_what_became_of_the_call_tells(facts, outcome, seconds):
    assert (proposed(facts), talked(facts)) == (outcome, seconds)
