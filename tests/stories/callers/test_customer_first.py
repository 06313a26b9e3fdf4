"""The customer rung first, and the technician joined: told through both telephones by the local carrier."""

from datetime import timedelta
from decimal import Decimal

import pytest

from rules.callbacks.outbound_call import State
from rules.callbacks.outcomes import Outcome
from rules.callbacks.priority import in_order
from rules.errors import MoveRefused
from scheduler import hang_ups as ending
from scheduler import outbound_calls
from simulator import Answers, HangUp, Press, Subscriber, Talk
from simulator.state.faults import Delay, Drop, Duplicate, LoseAnswer, Reorder, Repeat
from store.callbacks import hang_ups, queue, readiness
from tests.builders import a_call, a_ticket
from tests.leotron import HOURS, WEEKDAY_LINE, WEEKEND_LINE
from tests.stories.click_to_call import ANNA, CUSTOMER, GAPS

pytestmark = pytest.mark.on_both  # two calls want the same readiness

OTHER = "+390458005678"
THERE = [Press("1", when="prema 1")]
JOINS = [Press("1", when="premi 1")]


def customer(*script, answers=Answers.PERSON, **more) -> Subscriber:
    told = [] if answers is Answers.MACHINE else list(script) or [*THERE, Talk()]
    return Subscriber(CUSTOMER, answers, script=told, **more)


def anna(*script, answers=Answers.PERSON, **more) -> Subscriber:
    told = [] if answers is Answers.MACHINE else list(script) or JOINS  # a mailbox has no keys
    return Subscriber(ANNA, answers, script=told, **more)


def rings(work_of, *subscribers):
    work_of.carrier.subscribe(*subscribers)
    work_of.is_ready()
    work_of.clicks(customer_first=True)
    work_of.ticks()
    return work_of.attempt


def judge(work_of):
    judging = outbound_calls.Judging(GAPS, lambda: HOURS, Decimal(22))
    return outbound_calls.judge_forgotten(work_of.sessions, work_of.now, judging)


def test_the_customer_is_rung_and_hears_a_word_and_then_they_talk(work_of):
    row = rings(work_of, customer(), anna(talks_s=301))
    (theirs,), (hers,) = work_of.legs_to(CUSTOMER), work_of.legs_to(ANNA)
    assert (theirs.from_number, hers.from_number) == (WEEKEND_LINE, WEEKDAY_LINE)
    assert "è l'assistenza Leotron" in theirs.texts[0]
    assert "Chiamiamo il tecnico" in theirs.texts[1]
    assert "Rossi" not in "".join((*theirs.texts, *hers.texts))
    assert "uno, zero, zero, uno. Il cliente è in linea" in hers.texts[0]
    assert (row.state, row.proposed, row.outcome) == (State.ENDED, Outcome.SPOKEN, None)
    assert (row.customer_sid, row.technician_sid) == (theirs.call_sid, hers.call_sid)
    assert work_of.minutes == [(6, "proposed")]
    assert work_of.carrier.debugger.codes == []
    assert judge(work_of) == 0
    work_of.tells(Outcome.SOLVED)
    assert (work_of.callback.state, work_of.minutes) == ("done", [(6, "proposed")])


def test_without_a_technician_who_said_to_be_ready_nobody_is_rung(work_of):
    work_of.carrier.subscribe(customer(), anna())
    with pytest.raises(MoveRefused, match=readiness.NOT_READY):
        work_of.clicks(customer_first=True)
    work_of.is_ready()
    work_of.carrier.clock.advance(readiness.READY_FOR.total_seconds())
    with pytest.raises(MoveRefused, match=readiness.NOT_READY):
        work_of.clicks(customer_first=True)
    work_of.ticks()
    assert work_of.attempt is None
    work_of.is_ready()
    work_of.clicks(customer_first=True)
    with work_of.sessions() as session:  # it is taken, and not twice
        assert readiness.ready_until(session, "anna", work_of.now()) is None


@pytest.mark.parametrize(
    ("subscriber", "outcome", "heard"),
    [
        (customer(answers=Answers.MACHINE), Outcome.NO_ANSWER, "La richiamiamo più tardi"),
        (customer(Talk(3)), Outcome.NO_ANSWER, "La richiamiamo più tardi"),
        (customer(Press("5", when="prema 1"), Press("5")), Outcome.NO_ANSWER, "più tardi"),
        (customer(HangUp(after="Leotron")), Outcome.NO_ANSWER, "Leotron"),
        (customer(answers=Answers.BUSY), Outcome.BUSY, None),
        (customer(answers=Answers.NEVER), Outcome.NO_ANSWER, None),
        (customer(answers=Answers.UNREACHABLE), Outcome.FAILED, None),
    ],
    ids=["a mailbox", "silence", "other keys", "hangs up", "busy", "nobody", "unreachable"],
)
def test_whoever_does_not_press_1_is_joined_with_nobody(work_of, subscriber, outcome, heard):
    row = rings(work_of, subscriber, anna())
    assert (row.state, row.proposed, work_of.minutes) == (State.ENDED, outcome, [])
    assert work_of.legs_to(ANNA) == []
    texts = work_of.legs_to(CUSTOMER)[0].texts
    assert heard in texts[-1] if heard else texts == []


@pytest.mark.parametrize(
    "technician",
    [
        anna(answers=Answers.NEVER),
        anna(answers=Answers.BUSY),
        anna(answers=Answers.MACHINE),
        anna(Press("5", when="premi 1")),
        anna(HangUp(after="Il cliente")),
    ],
    ids=["nobody", "busy", "a mailbox", "another key", "hangs up"],
)
def test_who_waited_in_vain_is_told_and_rung_first_of_all(work_of, technician):
    older = work_of.now() - timedelta(minutes=50)
    with work_of.sessions.begin() as session:  # whose work stands still too, and for longer
        others = a_ticket(session, a_call(session, from_number=OTHER, now=older), now=older)
        others.urgency = "blocking"
    row = rings(work_of, customer(), technician)
    (leg,) = work_of.legs_to(CUSTOMER)
    assert "La richiamiamo al più presto" in leg.texts[-1]
    assert (row.state, row.proposed, row.outcome) == (State.ENDED, Outcome.NOT_JOINED, None)
    assert (judge(work_of), judge(work_of)) == (1, 0)
    waiting = work_of.callback
    assert (work_of.attempt.outcome, waiting.state, waiting.attempts) == (
        "not_joined",
        "waiting",
        0,
    )
    assert (waiting.next_at, waiting.agreed_at) == (work_of.now(), work_of.now())
    with work_of.sessions() as session:
        first, second = in_order(queue.queue(session, work_of.now()), work_of.now(), HOURS)
    assert (first.id, second.ticket_id) == (work_of.callback_id, others.id)
    assert "not_joined" in work_of.events
    assert work_of.minutes == []


def test_a_customer_who_hangs_up_while_the_technician_is_rung_is_rung_again(work_of):
    gone = HangUp(after="Chiamiamo il tecnico", seconds=6)
    row = rings(work_of, customer(*THERE, gone), anna(rings_s=20))
    assert (row.state, row.proposed) == (State.ENDED, Outcome.NOT_JOINED)
    assert [leg.status for leg in work_of.legs_to(ANNA)] == ["canceled"]


def test_a_call_that_is_not_wanted_any_more_joins_nobody(work_of):
    work_of.carrier.subscribe(customer(), anna())
    work_of.is_ready()
    work_of.clicks(customer_first=True)
    work_of.tells(Outcome.SOLVED)
    work_of.ticks()
    assert work_of.legs_to(ANNA) == []
    assert "adesso non riusciamo" in work_of.legs_to(CUSTOMER)[0].texts[0]


def test_it_is_ended_as_any_other(work_of):
    row = rings(work_of, customer(*THERE, Talk(5)), anna(talks_s=30))
    assert row.placed_sid == row.customer_sid
    work_of.is_ready()
    work_of.clicks(customer_first=True)
    with work_of.sessions.begin() as session:  # before it is placed
        hang_ups.ask(session, work_of.callback_id, work_of.token, now=work_of.now())
    assert work_of.attempt.outcome == Outcome.WITHDRAWN
    work_of.is_ready()
    work_of.clicks(customer_first=True)
    with work_of.sessions.begin() as session:  # while it goes on
        claim = work_of.first.calls.claim(session, work_of.now(), timedelta(minutes=1))
    sid = work_of.first.place(claim.row_id, claim.phone)
    with work_of.sessions.begin() as session:
        work_of.first.calls.placed(session, claim, sid, look_at=work_of.now(), now=work_of.now())
        hang_ups.ask(session, work_of.callback_id, work_of.token, now=work_of.now())
    ended = []
    ending.end_asked(work_of.sessions, work_of.now, ended.append, work_of.dialling)
    assert ended == [sid]


FAULTS = {
    "everything twice, as if new": [Duplicate(same_token=False)],
    "everything twice at once": [Duplicate(together=True)],
    "callbacks again later": [Repeat(seconds=700)],
    "the customer's leg told last": [Delay(kind="status", seconds=600)],
    "the technician's leg told last": [Delay(kind="leg", seconds=600)],
    "the technician's leg told after the customer's": [Reorder(kind="leg", after="status")],
    "no callbacks of the customer's leg": [Drop(kind="status")],
    "no callbacks of the technician's leg": [Drop(kind="leg")],
    "no callback at all": [Drop(kind="dial"), Drop(kind="leg"), Drop(kind="status")],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize(
    ("technician", "outcome", "minutes"),
    [
        (anna(talks_s=301), Outcome.SPOKEN, 1),
        (anna(answers=Answers.NEVER), Outcome.NOT_JOINED, 0),
        (anna(answers=Answers.MACHINE), Outcome.NOT_JOINED, 0),
    ],
    ids=["talk", "nobody", "mailbox"],
)
def test_whatever_order_it_is_told_in_the_same_comes_out(
    work_of, faults, technician, outcome, minutes
):
    work_of.carrier.faults.add(*faults)
    rings(work_of, customer(), technician)
    work_of.ticks(700)
    row = work_of.attempt
    assert any(work_of.carrier.faults.struck(fault) for fault in faults)
    assert (row.state, row.proposed) == (State.ENDED, outcome)
    assert len(work_of.minutes) == minutes
    assert len(work_of.legs_to(CUSTOMER)) == 1


def test_an_order_whose_answer_is_lost_is_found_and_not_dialled_again(work_of):
    work_of.carrier.faults.add(LoseAnswer(kind="POST", path="*/Calls.json", times=1))
    rings(work_of, customer(answers=Answers.NEVER), anna())
    for _ in range(12):
        work_of.ticks(10)
    assert work_of.attempt.proposed == Outcome.NO_ANSWER
    assert len(work_of.legs_to(CUSTOMER)) == 1
    with work_of.sessions() as session:
        assert queue.find(session, work_of.callback_id).state == "claimed"
