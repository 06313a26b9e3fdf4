"""What follows from what became of a callback."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.callbacks.callback import Policy
from rules.callbacks.outcomes import (
    BY_KEY,
    KINDS,
    NOT_TRIED,
    OFFERED,
    Done,
    GiveUp,
    HandOn,
    Outcome,
    ReportedOutcome,
    RetryAt,
    after_attempt,
    is_work,
    uses_up,
)
from rules.errors import BadInput
from tests.leotron import HOURS

MINUTE = timedelta(minutes=1)
POLICY = Policy(max_attempts=3, waits=(10 * MINUTE, 30 * MINUTE))


def at(day, hour, minute=0):
    """An instant of November 2026 in Verona, which is an hour ahead of UTC."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


ELEVEN = at(24, 11)  # a Tuesday, in hours


def decide(told, in_vain=1, now=ELEVEN, policy=POLICY, j_system=False):
    told = told if isinstance(told, ReportedOutcome) else ReportedOutcome(Outcome(told))
    return after_attempt(told, in_vain, now, policy, HOURS, j_system=j_system)


@pytest.mark.parametrize(
    ("told", "in_vain", "decision"),
    [
        ("solved", 1, Done(resolves=True)),
        ("spoken", 9, Done()),
        ("to_be_quoted", 0, Done(quote=True)),
        (ReportedOutcome(Outcome.HANDED_ON, to="bruno"), 0, HandOn("bruno")),
        ("no_answer", 1, RetryAt(ELEVEN + 10 * MINUTE)),
        ("no_answer", 2, RetryAt(ELEVEN + 30 * MINUTE)),
        ("no_answer", 3, GiveUp("nessuna risposta, 3 tentativi", tell=True)),  # three are allowed
        ("no_answer", 4, GiveUp("nessuna risposta, 4 tentativi", tell=True)),  # since lowered
        ("busy", 2, RetryAt(ELEVEN + 10 * MINUTE)),  # who is on the telephone is soon free
        ("busy", 3, GiveUp("sempre occupato, 3 tentativi", tell=True)),
        ("machine", 1, RetryAt(ELEVEN + 10 * MINUTE)),  # an answering machine is no answer
        ("machine", 3, GiveUp("risponde la segreteria, 3 tentativi", tell=True)),
        ("mailbox", 2, RetryAt(ELEVEN + 30 * MINUTE)),
        (
            "mailbox",
            3,
            GiveUp("risponde la segreteria, messaggio lasciato, 3 tentativi", tell=True),
        ),
        ("wrong_number", 0, GiveUp("numero sbagliato")),  # nobody is told: it is another's number
        ("failed", 3, RetryAt(ELEVEN + 10 * MINUTE)),  # however often: it costs no attempt
        (ReportedOutcome(Outcome.FAILED, reason="muto", permanent=True), 0, GiveUp("muto")),
        ("not_joined", 3, RetryAt(ELEVEN)),  # who waited for us in vain
        ("withdrawn", 3, RetryAt(ELEVEN)),  # the technician's own hang-up
        (ReportedOutcome(Outcome.CALL_AGAIN, at=at(25, 10)), 3, RetryAt(at(25, 10))),
    ],
)
def test_what_follows_an_attempt(told, in_vain, decision):
    assert decide(told, in_vain) == decision


@pytest.mark.parametrize(
    ("now", "wait", "j_system", "again"),
    [
        (at(24, 11), 10, False, at(24, 11, 10)),
        (at(24, 12, 40), 10, False, at(24, 14, 50)),  # over lunch
        (at(24, 18, 10), 30, False, at(25, 9, 40)),  # tomorrow, not at opening: gaps stay gaps
        (at(27, 18, 10), 30, False, at(30, 9, 40)),  # over the week-end
        (at(27, 18, 10), 30, True, at(28, 9, 40)),  # which is open for J-System
        (at(24, 20), 10, False, at(25, 9, 25)),  # somebody who rang in the evening
    ],
)
def test_gaps_are_counted_in_opening_hours(now, wait, j_system, again):
    policy = Policy(max_attempts=3, waits=(wait * MINUTE,))
    assert decide("no_answer", now=now, policy=policy, j_system=j_system) == RetryAt(again)


def test_last_wait_is_repeated_when_there_are_more_attempts_than_waits():
    policy = Policy(max_attempts=9, waits=(MINUTE,))
    assert decide("no_answer", 5, policy=policy) == RetryAt(ELEVEN + MINUTE)


def test_single_attempt_is_said_in_the_singular():
    policy = Policy(max_attempts=1, waits=(MINUTE,))
    assert decide("no_answer", policy=policy).reason == "nessuna risposta, 1 tentativo"


def test_an_instant_outside_hours_is_kept_with_a_warning():
    decision = decide(ReportedOutcome(Outcome.CALL_AGAIN, at=at(24, 13)))
    assert decision.at == at(24, 13)
    assert "fuori dall'orario" in decision.warning


@pytest.mark.parametrize("wrong", [ELEVEN, at(24, 10), ELEVEN + timedelta(days=61)])
def test_an_instant_that_cannot_be_kept_is_refused(wrong):
    with pytest.raises(BadInput, match="within 60 days"):
        decide(ReportedOutcome(Outcome.CALL_AGAIN, at=wrong))


@pytest.mark.parametrize(
    ("outcome", "more"),
    [
        ("call_again", {}),
        ("handed_on", {}),
        ("handed_on", {"to": ""}),
        ("solved", {"at": ELEVEN}),
        ("solved", {"to": "bruno"}),
    ],
)
def test_an_outcome_has_what_belongs_to_it_and_no_more(outcome, more):
    with pytest.raises(BadInput, match="expected"):
        ReportedOutcome(Outcome(outcome), **more)


VAIN = {"no_answer", "busy", "machine", "mailbox"}
NO_WORK = VAIN | {"wrong_number", "failed", "withdrawn", "not_joined"}


@pytest.mark.parametrize("outcome", Outcome)
def test_only_a_customer_rung_in_vain_uses_up_an_attempt(outcome):
    assert uses_up(outcome) == (outcome in VAIN)
    assert is_work(outcome) == (outcome not in NO_WORK)


def test_each_outcome_is_described_once_and_has_a_key_of_its_own():
    assert set(KINDS) == set(Outcome)
    assert len({kind.label for kind in KINDS.values()}) == len(KINDS)
    assert list(BY_KEY) == list("12345678")  # 9 and 0 ask for something more
    assert list(BY_KEY.values()) == OFFERED
    assert not {Outcome.CALL_AGAIN, Outcome.HANDED_ON, *NOT_TRIED} & set(OFFERED)


def test_no_outcome_is_both_spoken_and_in_vain():
    for kind in KINDS.values():
        assert sum((kind.spoke, kind.in_vain, kind.not_tried)) <= 1
