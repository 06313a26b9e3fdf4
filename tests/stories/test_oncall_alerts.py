"""Whoever is on call is alerted of a customer that cannot work, until somebody takes it."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from sqlalchemy import select
from structlog.testing import capture_logs

from rules.callbacks.callback import State as CallbackState
from rules.callbacks.outbound_call import Policy
from rules.callbacks.outcomes import Outcome
from rules.errors import MoveRefused
from rules.tickets.ticket import State
from simulator import Answers, Press, Subscriber
from simulator.state.faults import Drop, Duplicate, LoseAnswer, RestStatus
from store.callbacks import attempts, outbound_calls, queue
from store.models import Alert, Shift, User
from store.oncall import alerts
from store.staff import rota
from store.tickets import lifecycle
from tests.leotron import WEEKDAY_LINE
from tests.stories.weekend import CUSTOMER, PHONES, SATURDAY, week_end

PRESSES_1 = [Press("1", when="premi 1")]
TAKES_IT = [*PRESSES_1, Press("9", when="1 per chiamare")]
MINUTE = 60


@pytest.fixture
def desk(sessions, tmp_path):
    with week_end(sessions, tmp_path) as found:
        yield found


def somebody(name, *script, answers=Answers.PERSON) -> Subscriber:
    return Subscriber(PHONES[name], answers, script=list(script))


def test_whoever_presses_1_has_it_and_nobody_else_is_alerted(desk):
    desk.answer(somebody("anna", *PRESSES_1))
    ticket_id = desk.asks()
    desk.ticks()
    assert (desk.callback.state, desk.callback.claimed_by) == (CallbackState.CLAIMED, "anna")
    desk.ticks(20 * MINUTE)
    assert desk.told == ["anna"]
    assert desk.texts_to("anna") == [
        f"Richiesta {ticket_id}: un abbonato J-System non può lavorare."
    ]
    assert desk.texts_to("bruno") == []
    assert list(desk.carrier.debugger) == []


def test_nothing_of_the_customer_is_said_before_1(desk):
    desk.answer(somebody("anna", *PRESSES_1))
    desk.asks()
    desk.ticks()
    (leg,) = desk.legs_to("anna")
    greeting, case, *_ = leg.texts
    assert "richiesta uno, zero, zero, uno" in greeting.lower()
    assert "Rossi" not in greeting
    assert "J2K" not in greeting
    assert "Ferramenta Rossi, J2K non parte, lavoro fermo" in case


def test_from_the_same_call_the_customer_is_rung(desk):
    keys = [*PRESSES_1, Press("1", when="1 per chiamare")]
    desk.answer(somebody("anna", *keys), Subscriber(CUSTOMER, talks_s=240))
    desk.asks()
    desk.ticks()
    with desk.sessions() as session:
        row = attempts.newest(session, desk.callback.id)
    assert (row.technician, row.proposed, row.seconds) == ("anna", Outcome.SPOKEN, 240)


@pytest.mark.parametrize(
    ("script", "answers"),
    [
        ([], Answers.PERSON),
        ([], Answers.MACHINE),
        ([], Answers.NEVER),
        ([], Answers.BUSY),
        ([], Answers.UNREACHABLE),
    ],
)
def test_whoever_takes_nothing_is_waited_for_and_then_the_next_is_alerted(desk, script, answers):
    desk.answer(somebody("anna", *script, answers=answers), somebody("bruno", *PRESSES_1))
    desk.asks()
    desk.ticks()
    desk.ticks(4 * MINUTE)
    assert desk.told == ["anna"]
    desk.ticks(MINUTE + 1)
    assert desk.told == ["anna", "bruno"]
    assert desk.callback.claimed_by == "bruno"


@pytest.mark.on_both
def test_whoever_presses_2_passes_it_on_at_once(desk):
    desk.answer(somebody("anna", Press("2", when="2 se non puoi")), somebody("bruno", *PRESSES_1))
    desk.asks()
    desk.ticks()
    desk.ticks(1)
    assert desk.callback.claimed_by == "bruno"
    assert "avvisiamo un collega" in desk.legs_to("anna")[0].texts[-1]


def test_whoever_takes_it_in_the_console_ends_it(desk):
    desk.answer(somebody("anna", answers=Answers.NEVER))
    desk.asks()
    desk.ticks()
    desk.claims("bruno")
    desk.ticks(20 * MINUTE)
    assert desk.told == ["anna"]
    assert (desk.alert.taken_by, desk.shown()[0].taken_by) == ("bruno", "bruno")


def test_what_is_given_back_without_a_call_alerts_again(desk):
    desk.answer(somebody("anna", answers=Answers.NEVER), somebody("bruno", answers=Answers.NEVER))
    desk.asks()
    desk.ticks()
    token = desk.claims("bruno")
    desk.ticks(MINUTE)
    with desk.sessions.begin() as session:
        queue.release(session, desk.callback.id, token, now=desk.now())
    desk.ticks(5 * MINUTE)
    assert desk.told == ["anna", "bruno"]


def test_whoever_picks_up_too_late_hears_who_has_it(desk):
    desk.answer(somebody("anna", *PRESSES_1))
    desk.asks()
    desk.ticks(settle=False)
    desk.claims("bruno")
    desk.carrier.settle()
    assert "È già in mano a bruno" in desk.legs_to("anna")[0].texts[0]
    assert desk.callback.claimed_by == "bruno"


@pytest.mark.on_both
def test_with_nobody_left_supervisors_are_told_once_and_the_queue_shows_it(desk):
    for name in ("anna", "bruno", "carla"):
        desk.answer(somebody(name, answers=Answers.NEVER))
    ticket_id = desk.asks()
    for _ in range(40):
        desk.ticks(MINUTE)
    assert desk.told[:5] == ["anna", "bruno", "anna", "bruno", "anna"]
    assert desk.texts_to("carla") == [
        f"Nessuno prende la richiesta {ticket_id}: un abbonato J-System non può lavorare."
    ]
    assert desk.shown()[0].alone_at is not None


@pytest.mark.on_both
def test_with_nobody_on_call_supervisors_are_told_at_once(desk):
    with desk.sessions.begin() as session:
        for row in session.query(Shift):
            session.delete(row)
    desk.asks()
    desk.ticks()
    assert (desk.told, len(desk.texts_to("carla"))) == ([], 1)


def test_nobody_is_alerted_outside_the_hours_of_week_end_help(sessions, tmp_path):
    friday = SATURDAY - timedelta(hours=13)  # nine in the evening
    with week_end(sessions, tmp_path, friday) as desk:
        desk.answer(somebody("anna", *PRESSES_1))
        desk.asks()
        desk.ticks(9 * 3600)
        assert desk.told == []
        desk.ticks(4 * 3600)
        assert desk.told == ["anna"]


@pytest.mark.parametrize(
    "other",
    [{"urgency": "high"}, {"j_system": False}, {"category": "hardware"}],
    ids=["not blocked", "no subscriber", "another kind of help"],
)
def test_nobody_is_alerted_of_what_waits_for_monday(desk, other):
    desk.asks(**other)
    desk.ticks()
    assert (desk.alert, desk.told) == (None, [])


@pytest.mark.on_both
@pytest.mark.parametrize("how", ["closed", "corrected", "monday"])
def test_what_is_over_alerts_nobody_any_more(desk, how):
    desk.answer(somebody("anna", answers=Answers.NEVER))
    ticket_id = desk.asks()
    desk.ticks()
    with desk.sessions.begin() as session:
        if how == "closed":
            lifecycle.move(session, ticket_id, State.RESOLVED, actor="anna", now=desk.now())
        if how == "corrected":
            facts = {"urgency": "normal"}
            lifecycle.correct(session, ticket_id, facts, actor="anna", now=desk.now())
    desk.ticks(47.5 * 3600 if how == "monday" else 20 * MINUTE)
    assert desk.told == ["anna"]
    assert desk.alert.ended_at is not None


def test_whoever_is_away_or_gave_the_shift_away_is_not_alerted(desk):
    desk.answer(somebody("bruno", *PRESSES_1))
    with desk.sessions.begin() as session:
        (first, _) = rota.between(session, SATURDAY, SATURDAY + timedelta(hours=1))
        rota.remove(
            session, rota.between(session, SATURDAY, SATURDAY + timedelta(hours=1), "bruno")[0].id
        )
        rota.give(session, first.id, "bruno", by="anna", now=desk.now())
    desk.asks()
    desk.ticks()
    assert desk.told == ["bruno"]


class Killed(BaseException):
    pass


def test_a_crash_after_the_call_was_placed_rings_nobody_twice(desk):
    place = desk.dialling.place

    def dies(step_id, phone):
        place(step_id, phone)
        raise Killed

    whole, desk.dialling = desk.dialling, replace(desk.dialling, place=dies)
    desk.answer(somebody("anna", *TAKES_IT))
    desk.asks()
    with pytest.raises(Killed):
        desk.ticks()
    desk.dialling = whole
    for _ in range(8):
        desk.ticks(10)
    assert len(desk.legs_to("anna")) == len(desk.texts_to("anna")) == 1


@pytest.mark.parametrize(
    "fault",
    [
        LoseAnswer(kind="POST", path="*/Calls.json", times=1),
        RestStatus(kind="POST", path="*/Calls.json", times=1, status=429),
        Duplicate(),
        Duplicate(same_token=False),
        Drop(kind="status"),
    ],
    ids=["answer lost", "too many", "twice", "twice as if new", "nothing told"],
)
def test_whatever_goes_wrong_one_call_is_placed_and_taken(desk, fault):
    desk.carrier.faults.add(fault)
    desk.answer(somebody("anna", *TAKES_IT))
    desk.asks()
    for _ in range(8):
        desk.ticks(15)
    assert len(desk.legs_to("anna")) == 1
    assert desk.told == ["anna"]


def test_a_telephone_in_a_call_is_not_rung_and_two_requests_ring_one_after_the_other(desk):
    desk.answer(somebody("anna", *TAKES_IT))
    desk.asks()
    desk.asks(number="+393479999999")
    desk.ticks()
    assert len(desk.legs_to("anna")) == 1
    desk.ticks(5)
    assert len(desk.legs_to("anna")) == 2
    assert len(desk.texts_to("anna")) == 2


@pytest.mark.on_both
def test_the_log_names_the_alerts_step_of_a_call_that_twilio_refuses(desk):
    desk.carrier.faults.add(RestStatus(kind="POST", path="*/Calls.json", times=1, status=400))
    desk.answer(somebody("anna", *PRESSES_1))
    ticket_id = desk.asks()
    with capture_logs() as logged:
        desk.ticks()
    with desk.sessions() as session:
        (alert_id,) = session.scalars(select(Alert.id).where(Alert.ticket_id == ticket_id))
        (step, *_) = alerts.steps_of(session, alert_id)
    (line,) = [entry for entry in logged if entry["event"] == "call refused"]
    assert line["alert_step"] == step.id
    assert "attempt" not in line


def test_a_click_while_the_alert_rings_is_refused(desk):
    desk.answer(somebody("anna", answers=Answers.NEVER))
    desk.asks()
    token = desk.claims("anna")
    desk.asks(number="+393479999999")
    desk.ticks(settle=False)
    given = {"by": "anna", "policy": Policy(WEEKDAY_LINE), "timezone": "Europe/Rome"}
    with desk.sessions.begin() as session:
        first = queue.held_by(session, "anna", desk.now())[0]
        with pytest.raises(MoveRefused, match=outbound_calls.ENGAGED):
            outbound_calls.request_call(session, first.id, token, now=desk.now(), **given)


def test_what_twilio_did_not_sign_takes_nothing(desk):
    desk.answer(somebody("anna", answers=Answers.NEVER))
    desk.asks()
    desk.ticks(settle=False)
    form = {"CallSid": desk.steps[0].sid, "Digits": "1", "CallStatus": "in-progress"}
    for step in ("answered", "chosen", "status", "fallback"):
        answer = requests.post(f"{desk.address}/voice/alert/{step}?t=1", data=form, timeout=5)
        assert answer.status_code == 403
    assert desk.callback.state is CallbackState.WAITING


def test_it_says_whom_nothing_could_reach_and_whom_it_reached(desk):
    """Anna has no telephone in her account; Bruno has one."""
    with desk.sessions.begin() as session:
        session.scalars(select(User).where(User.name == "anna")).one().phone = None
    desk.answer(somebody("bruno", answers=Answers.NEVER))
    ticket_id = desk.asks()
    desk.ticks()
    desk.ticks(1)
    shown = desk.shown()[0]
    assert (shown.last, shown.unreachable) == ("bruno", ("anna",))
    with desk.sessions() as session:
        told = [(row.event, row.note) for row in lifecycle.history(session, ticket_id)]
    assert ("alert_unreachable", "anna") in told
    assert ("alerted", "anna") not in told
    assert ("alerted", "bruno") in told


def test_whose_text_and_call_both_came_back_is_said_to_be_unreachable_and_not_waited_for(desk):
    desk.carrier.faults.add(RestStatus(kind="POST", path="*/Messages*", status=400, times=1))
    desk.answer(
        somebody("anna", answers=Answers.UNREACHABLE), somebody("bruno", answers=Answers.NEVER)
    )
    ticket_id = desk.asks()
    for _ in range(6):
        desk.ticks(20)  # two minutes, of the five that anybody else is waited for
    shown = desk.shown()[0]
    assert (shown.last, shown.unreachable) == ("bruno", ("anna",))
    with desk.sessions() as session:
        told = [(row.event, row.note) for row in lifecycle.history(session, ticket_id)]
    assert told.count(("alert_unreachable", "anna")) == 1
    assert ("alert_unreachable", "bruno") not in told
    assert told.index(("alert_unreachable", "anna")) < told.index(("alerted", "bruno"))


def test_where_nobody_at_all_could_be_reached_no_supervisor_is_said_to_know(desk):
    with desk.sessions.begin() as session:
        for user in session.scalars(select(User)):
            user.phone = None
    ticket_id = desk.asks()
    for _ in range(20):
        desk.ticks(MINUTE)
    shown = desk.shown()[0]
    assert (shown.last, set(shown.unreachable)) == (None, {"anna", "bruno"})
    assert (shown.alone_at is not None, shown.supervisors) == (True, ())
    with desk.sessions() as session:
        told = {row.event for row in lifecycle.history(session, ticket_id)}
    assert {"alert_unreachable", "nobody_on_call", "no_supervisor_reached"} <= told
    assert not told & {"alerted", "supervisors_told"}
