"""A second call, told as stories against the real ledger."""

from datetime import timedelta

import pytest

from rules.callbacks.priority import ordered
from rules.tickets.ticket import State
from store.callbacks import queue
from store.customers import directory
from store.models import Attempt
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED, state
from tests.leotron import CALLER, HOURS

KEPT = "RE" + "e" * 32


@pytest.fixture
def a_message(clock):
    """Makes a call leave a message and end."""

    def leave(call, path=RECORDED):
        sid = a_recording_sid()
        call.rings()
        call.recorded(path, sid, 12, Digits="hangup")
        call.recording_is("completed", sid, 12)
        call.ends()
        return sid

    return leave


@pytest.fixture
def ticket_of(sessions):
    def look(call):
        with sessions() as session:
            return lifecycle.of_call(session, call.sid)

    return look


def test_a_second_message_within_minutes_makes_no_second_ticket(
    call, another_call, clock, a_message, ticket_of, everything
):
    a_message(call)
    clock.move(minutes=4)
    second = another_call()
    a_message(second)
    assert ticket_of(second).id == ticket_of(call).id
    assert (everything()["tickets"], everything()["callbacks"]) == (1, 1)


def test_a_message_hours_later_is_another_request(
    call, another_call, clock, a_message, ticket_of, everything
):
    a_message(call)
    clock.move(hours=2)
    second = another_call()
    a_message(second)
    assert ticket_of(second).id != ticket_of(call).id


def test_hidden_numbers_are_never_put_together(another_call, a_message, everything):
    for _ in range(2):
        a_message(another_call(caller="anonymous"))
    assert everything()["tickets"] == 2


def test_whoever_only_asks_how_it_stands_opens_nothing(
    call, another_call, clock, a_message, ticket_of, sessions, everything
):
    with sessions.begin() as session:
        directory.add(session, code="L1", name="Rossi", phones=[CALLER])
    a_message(call)
    clock.move(hours=2)
    second = another_call()
    second.rings()
    told = second.post(f"/voice/message?{state()}")
    assert "già una richiesta in corso, la uno, zero, zero, uno" in told.said
    second.ends()
    assert ticket_of(second).id == ticket_of(call).id
    assert everything()["tickets"] == 1


def test_a_late_message_takes_the_call_out_of_the_request_it_only_asked_about(
    call, another_call, clock, a_message, ticket_of, everything
):
    a_message(call)
    clock.move(hours=2)
    second = another_call()
    second.rings()
    second.ends()
    assert ticket_of(second).id == ticket_of(call).id
    second.recording_is("completed", a_recording_sid(), 12)
    assert ticket_of(second).id != ticket_of(call).id
    assert everything()["tickets"] == 2


def test_whoever_adds_hours_later_adds_to_the_request(
    call, another_call, clock, a_message, ticket_of, sessions
):
    a_message(call)
    number = ticket_of(call).id
    clock.move(hours=2)
    second = another_call()
    second.rings()
    adding = second.presses(f"/voice/about?{state(a='told')}", "1")
    assert f"a={number}" in adding.goes_to("Record")
    a_message(second, f"/voice/recorded?{state(a=number)}")
    with sessions() as session:
        told = ticket_json.as_json(session, lifecycle.find(session, number))
    assert [later["what"] for later in told["later_calls"]] == ["added"]
    assert ticket_of(second).id == number


def test_whoever_says_another_problem_within_minutes_gets_a_ticket_of_its_own(
    call, another_call, clock, a_message, everything
):
    a_message(call)
    clock.move(minutes=1)
    second = another_call()
    second.rings()
    second.presses(f"/voice/about?{state(a='told')}", "3")
    a_message(second, f"/voice/recorded?{state(a='another')}")
    assert everything()["tickets"] == 2


def test_cancelling_takes_the_customer_off_the_queue(
    call, another_call, clock, a_message, ticket_of, sessions, everything
):
    with sessions.begin() as session:
        directory.add(session, code="L1", name="Rossi", phones=[CALLER])
    a_message(call)
    clock.move(hours=1)
    second = another_call()
    second.rings()
    second.presses(f"/voice/about?{state(a='told')}", "2")
    done = second.presses(f"/voice/cancel?{state(a='told')}", "2")
    assert "è annullata" in done.said
    second.ends()
    assert ticket_of(call).state is State.CANCELLED
    with sessions() as session:
        assert queue.queue(session, clock()) == []
    assert everything()["tickets"] == 1


def test_two_customers_behind_one_number_are_never_merged(
    call, another_call, clock, a_message, sessions, everything
):
    with sessions.begin() as session:
        directory.add(session, code="L1", name="Rossi", phones=[CALLER])
        directory.add(session, code="L2", name="Bianchi", phones=[CALLER])
    a_message(call)
    clock.move(minutes=2)
    a_message(another_call())
    assert everything()["tickets"] == 2


def test_a_code_that_is_anothers_hides_the_request(call, another_call, clock, a_message, sessions):
    with sessions.begin() as session:
        directory.add(session, code="L1", name="Rossi", phones=[CALLER])
        directory.add(session, code="L2", name="Bianchi", phones=[CALLER])
    call.rings()
    call.presses(f"/voice/code?{state()}", "1#")
    call.presses(f"/voice/code?{state()}", "1")
    a_message(call)
    clock.move(hours=1)
    second = another_call()
    second.rings()
    other = second.presses(f"/voice/code?{state()}", "2")
    assert "richiesta in corso" not in other.said


def test_whoever_calls_back_after_we_missed_them_is_next_and_whoever_tried_is_told(
    call, another_call, clock, a_message, ticket_of, sessions
):
    a_message(another_call(caller="+390458009999"))
    a_message(call)
    number = ticket_of(call).id
    with sessions.begin() as session:
        entry = queue.of_ticket(session, number)
        entry.attempts = 1
        entry.next_at = clock() + timedelta(minutes=30)
        session.add(
            Attempt(
                callback_id=entry.id,
                technician="anna",
                started_at=clock(),
                ended_at=clock(),
                outcome="no_answer",
            )
        )
    clock.move(minutes=10)
    second = another_call()
    second.rings()
    told = second.post(f"/voice/message?{state()}")
    assert "Abbiamo provato a richiamarla" in told.said
    second.ends()
    with sessions() as session:
        first, *_ = ordered(queue.queue(session, clock()), clock(), HOURS)
        notes = [(row.event, row.note) for row in lifecycle.history(session, number)]
    assert first.entry.ticket_id == number
    assert "ha richiamato" in first.reason
    assert ("rang_back", "anna") in notes


def test_the_price_is_agreed_once_with_instant_and_words(call, clock, ticket_of, sessions):
    call.rings()
    sid = a_recording_sid()
    call.recorded(RECORDED, sid, 12)
    asked = call.post(f"/voice/sent?{state(r=sid)}")
    assert "ottanta euro l'ora più IVA" in asked.said
    for _ in range(2):
        agreed = call.presses(f"/voice/price?{state(p=1, r=sid)}", "1")
    assert "il prezzo è accettato" in agreed.said
    call.ends()
    with sessions() as session:
        (kept,) = ticket_json.as_json(session, ticket_of(call))["agreements"]
    assert (kept["answer"], kept["total"], kept["at"]) == ("agreed", "97.60", clock().isoformat())
    assert "costano ottanta euro l'ora più IVA" in kept["words"]


@pytest.mark.parametrize(
    ("facts", "hears"),
    [
        ({"contract": True}, False),
        ({"j_system": True}, False),
        ({}, True),
        ({"contract": True, "contract_until": "yesterday"}, True),
        ({"j_system": True, "j_system_until": "today"}, False),
    ],
)
def test_only_who_may_have_to_pay_hears_the_price(call, clock, sessions, facts, hears):
    days = {"yesterday": clock().date() - timedelta(days=1), "today": clock().date()}
    given = {name: days.get(value, value) for name, value in facts.items()}
    with sessions.begin() as session:
        directory.add(session, code="L1", name="Rossi", phones=[CALLER], **given)
    call.rings()
    assert "IVA" not in call.post(f"/voice/message?{state()}").said
    assert ("IVA" in call.post(f"/voice/sent?{state(r=KEPT)}").said) is hears


def test_who_claims_j_system_hears_nothing_about_money(call):
    call.rings()
    assert "IVA" not in call.post(f"/voice/sent?{state(j=1, r=KEPT)}").said
