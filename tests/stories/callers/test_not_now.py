"""A customer who is rung and cannot talk, told through both telephones: the key, the hour, the queue."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from ivr.technicians.services import PuttingOff
from rules.callbacks.outbound_call import State
from rules.callbacks.outcomes import Outcome
from simulator import Answers, HangUp, Press, Subscriber
from simulator.state.faults import Drop, Duplicate
from store.callbacks import queue
from store.models import Ticket
from store.tickets import lifecycle
from tests.leotron import HOURS
from tests.stories.click_to_call import ANNA, CUSTOMER, GAPS

IN_TEN = datetime(2026, 11, 24, 9, 10, tzinfo=UTC)
AT_ELEVEN = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
AFTERNOON = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)
NOT_NOW = Press("1", when="prema 1")


@pytest.fixture
def putting_off() -> PuttingOff:
    return PuttingOff(HOURS, GAPS, Decimal(22))


def anna() -> Subscriber:
    return Subscriber(ANNA, Answers.PERSON, script=[Press("1", when="premi 1")])


def customer(*script, answers=Answers.PERSON, **more) -> Subscriber:
    return Subscriber(CUSTOMER, answers, script=list(script), **more)


def heard(work_of, number: str) -> str:
    (leg,) = work_of.legs_to(number)
    return " ".join(leg.texts)


@pytest.mark.parametrize(
    ("script", "at", "told"),
    [
        ([NOT_NOW], IN_TEN, "oggi alle dieci e dieci"),
        ([NOT_NOW, HangUp(after="D'accordo")], IN_TEN, "oggi alle dieci e dieci"),
        ([NOT_NOW, Press("7", when="riagganciare")], IN_TEN, "oggi alle dieci e dieci"),
        ([NOT_NOW, Press("1", when="riagganciare")], AT_ELEVEN, "oggi alle undici"),
        (
            [NOT_NOW, Press("2", when="riagganciare")],
            AFTERNOON,
            "oggi alle quattordici e quarantacinque",
        ),
    ],
    ids=["silence", "hangs up", "a wrong key", "in an hour", "in the afternoon"],
)
def test_whoever_cannot_talk_is_rung_at_the_hour_that_they_chose(work_of, script, at, told):
    row = work_of.rings(anna(), customer(*script))
    assert (row.state, row.outcome, row.bridged) == (State.ENDED, Outcome.CALL_AGAIN, False)
    callback = work_of.callback
    assert (callback.state, callback.agreed_at, callback.next_at) == ("waiting", at, at)
    assert (callback.attempts, work_of.minutes) == (0, [])
    assert f"chiede di essere richiamato {told}. È già annotato." in heard(work_of, ANNA)
    assert "Assistenza Leotron. Se ora non può parlare, prema 1." in heard(work_of, CUSTOMER)
    with work_of.sessions() as session:
        history = lifecycle.history(session, callback.ticket_id)
        (row,) = (one for one in history if one.event == "call_agreed")
        assert row.actor == "caller"
        queue_now = queue.queue(session, work_of.now())
        assert [one.agreed_at for one in queue_now] == [at]
    assert work_of.carrier.debugger.codes == []


@pytest.mark.parametrize("script", [[], [Press("5", when="prema 1")]], ids=["nothing", "another"])
def test_whoever_presses_nothing_or_another_key_talks(work_of, script):
    row = work_of.rings(anna(), customer(*script, talks_s=301))
    assert (row.proposed, row.outcome, row.bridged) == (Outcome.SPOKEN, None, True)
    assert work_of.callback.state == "claimed"


def test_a_mailbox_presses_nothing_and_is_judged_as_ever(work_of):
    row = work_of.rings(anna(), customer(answers=Answers.MACHINE, talks_s=12))
    assert row.proposed == Outcome.MACHINE


def test_an_english_customer_is_asked_in_english(work_of):
    with work_of.sessions.begin() as session:
        session.get_one(Ticket, work_of.callback.ticket_id).language = "en"
    work_of.rings(anna(), customer(Press("1", when="press 1")))
    assert "Very well, we will ring you back this morning at ten ten." in heard(work_of, CUSTOMER)


FAULTS = {
    "everything twice": [Duplicate()],
    "everything twice, as if new": [Duplicate(same_token=False)],
    "nothing told of how it ended": [Drop(kind="dial"), Drop(kind="leg"), Drop(kind="status")],
}


@pytest.mark.parametrize("faults", FAULTS.values(), ids=FAULTS)
def test_the_hour_stands_however_twilio_tells_of_it(work_of, faults):
    work_of.carrier.faults.add(*faults)
    work_of.rings(anna(), customer(NOT_NOW, Press("1", when="riagganciare")))
    work_of.ticks(700)
    callback = work_of.callback
    assert (callback.state, callback.agreed_at, callback.attempts) == ("waiting", AT_ELEVEN, 0)
    assert (work_of.attempt.outcome, work_of.minutes) == (Outcome.CALL_AGAIN, [])
    assert work_of.events.count("call_agreed") == 1
