"""A technician has a call ended from the console: whatever it is doing, both telephones are free."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from rules.callbacks.outbound_call import State
from rules.callbacks.outcomes import Outcome
from rules.errors import MoveRefused
from scheduler import hang_ups as job
from scheduler import outbound_calls as dispatch
from simulator import Answers, Press, Subscriber, Talk
from simulator.state.faults import Drop, RestStatus
from store.callbacks import hang_ups, outbound_calls
from tests.stories.click_to_call import ANNA, CUSTOMER

PRESSES_1 = Press("1", when="premi 1")


@dataclass(frozen=True)
class Does:
    """In the middle of the call."""

    what: Callable[[], object]

    def perform(self, _call: object) -> None:
        self.what()


@pytest.fixture
def asks(work_of):
    """Anna clicks."""

    def asks(token=None):
        with work_of.sessions.begin() as session:
            given = token or work_of.token
            return hang_ups.ask(session, work_of.callback_id, given, now=work_of.now())

    return asks


@pytest.fixture
def ends(work_of):
    """The clock's job."""

    def ends() -> int:
        dialling = work_of.dialling
        end = dialling.look.__self__.end_call
        return job.end_asked(work_of.sessions, work_of.now, end, dialling)

    return ends


@pytest.fixture
def closes(asks, ends):
    return Does(lambda: (asks(), ends()))


def statuses(work_of) -> list[str]:
    return [leg.status for number in (ANNA, CUSTOMER) for leg in work_of.legs_to(number)]


def test_a_talk_is_ended_for_both_and_its_minutes_are_proposed(work_of, closes):
    script = [PRESSES_1, Talk(125), closes]
    row = work_of.rings(Subscriber(ANNA, script=script), Subscriber(CUSTOMER, talks_s=3000))
    assert (row.state, row.proposed, row.seconds) == (State.ENDED, Outcome.SPOKEN, 125)
    assert statuses(work_of) == ["completed", "completed"]
    assert work_of.minutes == [(3, "proposed")]
    assert work_of.callback.state == "claimed"  # until she says what came of it
    assert list(work_of.carrier.debugger) == []


@pytest.mark.on_both
def test_whoever_is_rung_is_rung_no_more(work_of, asks, ends):
    work_of.carrier.subscribe(Subscriber(ANNA, Answers.NEVER), Subscriber(CUSTOMER))
    work_of.clicks()
    dispatch.place_due(work_of.sessions, work_of.now, work_of.dialling)  # Twilio has it queued
    asks()
    assert ends() == 1
    work_of.carrier.settle()
    row = work_of.attempt
    assert (row.state, row.outcome) == (State.ENDED, Outcome.WITHDRAWN)
    assert statuses(work_of) == ["canceled"]
    assert work_of.callback.attempts == 0


def test_a_click_that_was_not_placed_yet_rings_nobody(work_of, asks, ends):
    work_of.clicks()
    asks()
    assert ends() == 0
    work_of.ticks()
    assert (work_of.attempt.outcome, statuses(work_of)) == (Outcome.WITHDRAWN, [])
    work_of.carrier.subscribe(Subscriber(ANNA, script=[PRESSES_1]), Subscriber(CUSTOMER))
    assert work_of.rings().proposed == Outcome.SPOKEN  # and clicks again


def test_a_key_pressed_after_the_click_rings_no_customer(work_of, asks, ends):
    script = [Does(asks), PRESSES_1]
    row = work_of.rings(Subscriber(ANNA, script=script), Subscriber(CUSTOMER))
    assert work_of.legs_to(CUSTOMER) == []
    assert "non serve più" in work_of.legs_to(ANNA)[0].texts[-1]
    assert (row.state, row.outcome) == (State.ENDED, Outcome.WITHDRAWN)
    assert ends() == 0


def test_where_twilio_does_not_answer_it_is_asked_again(work_of, asks, ends):
    work_of.carrier.faults.add(RestStatus(kind="POST", path="*/Calls/*", times=1, status=503))
    again = Does(lambda: work_of.carrier.clock.advance(6))
    script = [PRESSES_1, Talk(60), Does(asks), Does(ends), again, Does(ends)]
    row = work_of.rings(Subscriber(ANNA, script=script), Subscriber(CUSTOMER, talks_s=3000))
    assert row.state is State.ENDED
    assert row.seconds < 100


def test_a_call_whose_end_nobody_told_is_looked_up(work_of, asks, ends):
    work_of.carrier.faults.add(Drop(kind="dial"), Drop(kind="leg"), Drop(kind="status"))
    work_of.rings(Subscriber(ANNA, script=[PRESSES_1]), Subscriber(CUSTOMER, talks_s=60))
    assert work_of.attempt.state is not State.ENDED
    asks()
    assert ends() == 1
    row = work_of.attempt
    assert (row.state, row.proposed, row.seconds) == (State.ENDED, Outcome.SPOKEN, 60)


def test_a_call_that_is_over_stays_as_it_is(work_of, asks, ends):
    work_of.rings(Subscriber(ANNA, script=[PRESSES_1]), Subscriber(CUSTOMER, talks_s=60))
    assert asks() is None
    assert (ends(), work_of.attempt.hang_up_at) == (0, None)


def test_nobody_else_ends_it(work_of, asks):
    work_of.clicks()
    with pytest.raises(MoveRefused, match=outbound_calls.NOT_HELD):
        asks("forged")
    assert work_of.attempt.ended_at is None


def test_a_second_click_does_not_put_it_off(work_of, asks):
    script = [Does(asks), Does(lambda: work_of.carrier.clock.advance(1)), Does(asks)]
    row = work_of.rings(Subscriber(ANNA, script=script))
    assert row.hang_up_at < row.ended_at - timedelta(seconds=1)
