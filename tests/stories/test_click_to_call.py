"""Click-to-call, told through both telephones: signed HTTP, and the orders over REST."""

from decimal import Decimal

import pytest

from rules.callbacks.outbound_call import State
from rules.callbacks.outcomes import Outcome
from scheduler import outbound_calls
from simulator import Answers, HangUp, Press, PressNow, Subscriber, Talk
from simulator.state.faults import Delay, Drop, Duplicate, LoseAnswer, Reorder, Repeat, RestStatus
from store.callbacks import queue
from tests.leotron import HOURS, WEEKEND_LINE
from tests.stories.click_to_call import ANNA, CUSTOMER, GAPS

pytestmark = pytest.mark.on_both  # two want the same callback at once

PRESSES_1 = [Press("1", when="premi 1")]


def anna(*script, answers=Answers.PERSON) -> Subscriber:
    return Subscriber(ANNA, answers, script=list(script) or PRESSES_1)


def customer(answers=Answers.PERSON, **more) -> Subscriber:
    return Subscriber(CUSTOMER, answers, **more)


def test_they_talk_and_minutes_are_proposed(work_of):
    row = work_of.rings(anna(), customer(talks_s=301))
    assert (row.state, row.proposed, row.outcome) == (State.ENDED, Outcome.SPOKEN, None)
    assert (row.bridged, row.seconds, row.machine) == (True, 301, "human")
    assert work_of.minutes == [(6, "proposed")]
    (leg,) = work_of.legs_to(CUSTOMER)
    assert leg.from_number == WEEKEND_LINE  # the line that they had called
    assert list(work_of.carrier.debugger) == []
    work_of.tells(Outcome.SOLVED)
    assert work_of.minutes == [(6, "proposed")]
    assert work_of.callback.state == "done"


def test_nothing_of_the_customer_is_said_before_the_key(work_of):
    work_of.rings(anna(), customer())
    (leg,) = work_of.legs_to(ANNA)
    greeting, case, *_ = leg.texts
    assert "richiesta uno, zero, zero, uno" in greeting
    assert "Rossi" not in greeting
    assert "Ferramenta Rossi, Stampante <b> & fiscale, lavoro fermo. Ti collego" in case
    assert "forse Ferramenta Rossi" in case  # the number alone says so


@pytest.mark.parametrize(
    ("subscriber", "heard"),
    [
        (Subscriber(ANNA, Answers.MACHINE), 2),
        (Subscriber(ANNA, script=[]), 2),
        (anna(Press("5"), Press("5")), 2),
        (anna(HangUp(after="richiesta")), 1),
    ],
    ids=["a mailbox", "silence", "wrong keys", "hangs up"],
)
def test_who_does_not_press_1_reaches_nobody(work_of, subscriber, heard):
    row = work_of.rings(subscriber, customer())
    assert work_of.legs_to(CUSTOMER) == []
    (leg,) = work_of.legs_to(ANNA)
    assert len(leg.texts) == heard
    assert (row.state, row.outcome) == (State.ENDED, Outcome.WITHDRAWN)
    assert work_of.callback.attempts == 0
    assert work_of.rings(anna(), customer()).proposed == Outcome.SPOKEN  # and clicks again


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        (Answers.NEVER, Outcome.WITHDRAWN),
        (Answers.BUSY, Outcome.WITHDRAWN),
        (Answers.UNREACHABLE, Outcome.FAILED),
    ],
)
def test_a_technician_who_is_not_reached_uses_up_no_attempt(work_of, answers, outcome):
    row = work_of.rings(anna(answers=answers), customer())
    assert (row.state, row.outcome) == (State.ENDED, outcome)
    assert (work_of.legs_to(CUSTOMER), work_of.callback.attempts) == ([], 0)
    assert work_of.callback.state == "claimed"


@pytest.mark.parametrize(
    ("subscriber", "outcome", "said"),
    [
        (customer(Answers.BUSY), Outcome.BUSY, "è occupato"),
        (customer(Answers.NEVER), Outcome.NO_ANSWER, "non risponde"),
        (customer(Answers.UNREACHABLE), Outcome.FAILED, "non è raggiungibile"),
        (customer(Answers.MACHINE, talks_s=12), Outcome.MACHINE, "segreteria"),
    ],
)
def test_what_became_of_ringing_the_customer_is_said_and_proposed(
    work_of, subscriber, outcome, said
):
    row = work_of.rings(anna(), subscriber)
    assert row.proposed == outcome
    assert said in work_of.legs_to(ANNA)[0].texts[-1]
    assert work_of.minutes == []
    assert work_of.carrier.debugger.codes == []


def test_a_message_on_the_mailbox_is_noted_by_key(work_of):
    keys = [*PRESSES_1, Press("1", when="hai lasciato un messaggio")]
    row = work_of.rings(anna(*keys), customer(Answers.MACHINE, talks_s=20))
    assert (row.left_message, row.proposed, work_of.minutes) == (True, Outcome.MAILBOX, [])


def test_a_star_ends_the_customers_leg_and_not_the_technicians(work_of):
    row = work_of.rings(anna(*PRESSES_1, Talk(40), PressNow("*")), customer(talks_s=600))
    assert (row.proposed, row.seconds) == (Outcome.SPOKEN, 40)
    assert "Chiamata finita" in work_of.legs_to(ANNA)[0].texts[-1]


def test_a_technician_who_hangs_up_while_it_rings_uses_up_no_attempt(work_of):
    gone = HangUp(after="ti collego", seconds=6)
    row = work_of.rings(anna(*PRESSES_1, gone), customer(rings_s=20))
    assert (row.state, row.outcome) == (State.ENDED, Outcome.WITHDRAWN)
    assert [leg.status for leg in work_of.legs_to(CUSTOMER)] == ["canceled"]


def test_a_technician_who_hangs_up_before_it_rings_uses_up_no_attempt(work_of):
    row = work_of.rings(anna(*PRESSES_1, HangUp(after="ferramenta")), customer())
    assert (row.state, row.outcome) == (State.ENDED, None)  # was the customer rung?
    work_of.ticks(61)
    assert (work_of.attempt.outcome, work_of.legs_to(CUSTOMER)) == (Outcome.WITHDRAWN, [])


def test_a_technician_who_hangs_up_after_talking_has_talked(work_of):
    row = work_of.rings(anna(*PRESSES_1, Talk(), HangUp(seconds=130)), customer(talks_s=600))
    assert (row.proposed, work_of.minutes) == (Outcome.SPOKEN, [(3, "proposed")])


def test_who_was_told_of_a_call_that_is_not_wanted_any_more_reaches_nobody(work_of):
    work_of.carrier.subscribe(anna(), customer())
    work_of.clicks()
    work_of.tells(Outcome.SOLVED)  # on another telephone, meanwhile
    work_of.ticks()
    assert work_of.legs_to(CUSTOMER) == []
    assert "non serve più" in work_of.legs_to(ANNA)[0].texts[0]


LEG = {
    "everything twice, the same": [Duplicate()],
    "everything twice, as if new": [Duplicate(same_token=False)],
    "everything twice at once": [Duplicate(together=True)],
    "callbacks again later": [Repeat(seconds=700)],
    "the technician's leg told last": [Delay(kind="status", seconds=600)],
    "the customer's leg told last": [Delay(kind="leg", seconds=600)],
    "the customer's leg told after the technician's": [Reorder(kind="leg", after="status")],
    "detection told last": [Delay(kind="amd", seconds=600)],
    "no callbacks of the technician's leg": [Drop(kind="status")],
    "no callbacks of the customer's leg": [Drop(kind="leg")],
    "nothing told of how it ended": [Drop(kind="dial"), Drop(kind="leg", skip=3)],
    "no callback at all": [Drop(kind="dial"), Drop(kind="leg"), Drop(kind="status")],
}


@pytest.mark.parametrize("faults", LEG.values(), ids=LEG)
@pytest.mark.parametrize(
    ("subscriber", "outcome", "minutes"),
    [
        (customer(talks_s=301), Outcome.SPOKEN, [(6, "proposed")]),
        (customer(Answers.BUSY), Outcome.BUSY, []),
        (customer(Answers.MACHINE, talks_s=4), Outcome.MACHINE, []),
    ],
    ids=["talk", "busy", "mailbox"],
)
def test_whatever_order_it_is_told_in_the_same_comes_out(
    work_of, faults, subscriber, outcome, minutes
):
    work_of.carrier.faults.add(*faults)
    work_of.rings(anna(), subscriber)
    work_of.ticks(700)
    row = work_of.attempt
    nothing_to_detect = outcome is Outcome.BUSY
    assert nothing_to_detect or any(work_of.carrier.faults.struck(fault) for fault in faults)
    assert (row.state, row.proposed) == (State.ENDED, outcome)
    assert work_of.minutes == minutes
    assert len(work_of.legs_to(CUSTOMER)) == 1


def test_an_order_whose_answer_is_lost_is_found_and_not_dialled_again(work_of):
    work_of.carrier.faults.add(LoseAnswer(kind="POST", path="*/Calls.json", times=1))
    work_of.carrier.subscribe(anna(answers=Answers.NEVER), customer())
    work_of.clicks()
    work_of.ticks()
    for _ in range(12):
        work_of.ticks(10)
    assert work_of.attempt.outcome == Outcome.WITHDRAWN
    assert len(work_of.legs_to(ANNA)) == 1


def test_an_order_that_twilio_never_had_fails_after_a_minute_and_may_be_clicked_again(work_of):
    work_of.carrier.faults.add(RestStatus(kind="POST", path="*/Calls.json", times=1, status=503))
    work_of.carrier.subscribe(anna(), customer())
    work_of.clicks()
    work_of.ticks()
    assert work_of.attempt.state == State.UNSURE
    for _ in range(8):
        work_of.ticks(10)
    row = work_of.attempt
    assert (row.state, row.outcome) == (State.ENDED, Outcome.FAILED)
    assert row.reason == "Twilio non ha ricevuto la chiamata"
    assert (work_of.legs_to(ANNA), work_of.callback.attempts) == ([], 0)
    work_of.clicks()
    work_of.ticks()
    assert work_of.attempt.proposed == Outcome.SPOKEN


def test_an_order_that_twilio_surely_did_not_take_is_placed_a_little_later(work_of):
    work_of.carrier.faults.add(RestStatus(kind="POST", path="*/Calls.json", times=1, status=429))
    work_of.carrier.subscribe(anna(), customer())
    work_of.clicks()
    work_of.ticks()
    assert work_of.attempt.state == State.TO_PLACE
    work_of.ticks(3)
    assert work_of.attempt.proposed == Outcome.SPOKEN


def test_an_order_that_twilio_refuses_is_told(work_of):
    work_of.carrier.faults.add(RestStatus(kind="POST", path="*/Calls.json", times=1, status=400))
    row = work_of.rings(anna(), customer())
    assert (row.outcome, row.reason) == (Outcome.FAILED, "Twilio ha rifiutato la chiamata")


def test_nobody_is_rung_long_after_the_click(work_of):
    work_of.clicks()
    work_of.ticks(31)
    row = work_of.attempt
    assert (row.outcome, row.reason) == (Outcome.FAILED, "la chiamata non è partita in tempo")
    assert work_of.legs_to(ANNA) == []


def test_what_a_dead_process_was_handing_over_is_looked_up(work_of):
    class Killed(BaseException):
        pass

    place = work_of.dialling.place

    def dies(attempt_id, phone):
        place(attempt_id, phone)
        raise Killed

    object.__setattr__(work_of.dialling, "place", dies)
    work_of.carrier.subscribe(anna(answers=Answers.NEVER))
    work_of.clicks()
    with pytest.raises(Killed):
        work_of.ticks()
    work_of.ticks(61)
    work_of.ticks(10)
    assert work_of.attempt.outcome == Outcome.WITHDRAWN
    assert len(work_of.legs_to(ANNA)) == 1


def test_an_outcome_taken_back_leaves_the_call_to_be_judged_again(work_of):
    work_of.rings(anna(), customer(talks_s=61))
    work_of.tells(Outcome.WRONG_NUMBER)
    assert work_of.minutes == []
    work_of.undoes()
    assert work_of.attempt.outcome is None
    work_of.tells(Outcome.SPOKEN)
    assert work_of.minutes == [(2, "proposed")]


def test_no_answer_told_and_taken_back_tells_the_customer_nothing(work_of):
    work_of.rings(anna(), customer(Answers.NEVER))
    recorded = work_of.tells(Outcome.NO_ANSWER)
    assert (recorded.state, work_of.callback.attempts) == ("waiting", 1)
    assert "not_reached" in work_of.events
    work_of.undoes()
    assert (work_of.callback.state, work_of.callback.attempts) == ("claimed", 0)
    assert "not_reached" not in work_of.events


def judge(work_of):
    judging = outbound_calls.Judging(GAPS, lambda: HOURS, Decimal(22))
    outbound_calls.judge_forgotten(work_of.sessions, work_of.now, judging)


def test_a_call_in_vain_of_which_nobody_says_a_word_counts_as_it_went(work_of):
    work_of.rings(anna(), customer(Answers.NEVER))
    judge(work_of)
    assert work_of.callback.state == "claimed"  # the technician has an hour
    work_of.carrier.clock.advance(60 * 60)
    judge(work_of)
    judge(work_of)
    row = work_of.attempt
    assert (row.outcome, row.note) == (Outcome.NO_ANSWER, outbound_calls.AS_IT_WENT)
    assert (work_of.callback.state, work_of.callback.attempts) == ("waiting", 1)


def test_a_talk_of_which_nobody_says_a_word_goes_back_into_the_queue(work_of):
    work_of.rings(anna(), customer(talks_s=60))
    work_of.carrier.clock.advance(60 * 60 + 60)
    judge(work_of)
    assert work_of.attempt.outcome is None
    with work_of.sessions.begin() as session:
        assert queue.release_stuck(session, work_of.now()) == 1
    assert (work_of.callback.state, work_of.callback.attempts) == ("waiting", 0)
