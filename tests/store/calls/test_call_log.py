"""What Twilio tells us of a call is kept once, in whatever order and however often it comes."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session, sessionmaker

import store
from store.calls import call_log
from store.models import Call, Ticket, Turn
from tests.builders import a_call, a_call_sid, a_customer, a_ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def test_first_webhook_inserts_the_call(sessions, now):
    sid = a_call_sid()
    with sessions.begin() as session:
        a_call(session, sid=sid, now=now)
    with store.reading(sessions) as session:
        call = call_log.find(session, sid)
        assert (call.from_number, call.status, call.started_at) == ("+390458001234", "ringing", now)
        assert call.started_at.tzinfo is not None


def test_second_delivery_gets_the_same_row_and_changes_nothing(sessions, now):
    sid = a_call_sid()
    for delay in (0, 5):
        with sessions.begin() as session:
            call = a_call(session, sid=sid, now=now + delay * MINUTE)
            assert call.started_at == now
    with store.reading(sessions) as session:
        assert session.scalar(select(func.count()).select_from(Call)) == 1


def test_a_stub_learns_what_the_first_webhook_says_when_it_comes_late(sessions, now):
    sid = a_call_sid()
    with sessions.begin() as session:
        assert call_log.stub(session, sid, now).account_sid is None
    with sessions.begin() as session:
        call = a_call(session, sid=sid, now=now + MINUTE)
        assert (call.from_number, call.line) == ("+390458001234", "weekday")
        assert call.started_at == now


def test_a_new_call_costs_one_statement(engine: Engine, sessions, now):
    said = []
    event.listen(engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    with sessions.begin() as session:
        a_call(session, now=now)
    assert len(said) == 1


@pytest.mark.parametrize(
    ("owners", "hint"),
    [
        (0, False),
        (1, True),
        (2, False),  # an accountant's office: nobody can say which firm is calling
    ],
)
def test_number_hints_at_the_customer_only_when_it_is_theirs_alone(session, owners, hint):
    for _ in range(owners):
        a_customer(session)
    assert (a_call(session).customer_hint_id is not None) is hint


def test_withheld_number_hints_at_nobody(session):
    a_customer(session)
    call = a_call(session, from_number=None, from_raw="anonymous")
    assert (call.customer_hint_id, call.from_number, call.from_raw) == (None, None, "anonymous")


def test_turn_delivered_twice_is_kept_once(session, now):
    call = a_call(session)
    turn = {"step": "menu", "key": "k1", "digits": "1", "heard": "welcome, menu", "now": now}
    assert call_log.add_turn(session, call.sid, **turn)
    assert not call_log.add_turn(session, call.sid, **turn)
    assert [turn.digits for turn in call_log.turns(session, call.sid)] == ["1"]


def test_turns_with_long_keys_are_told_apart(session, now):
    call = a_call(session)
    for end in ("a", "b"):
        assert call_log.add_turn(
            session, call.sid, step="menu", key="k" * 500 + end, digits="", heard=None, now=now
        )


@pytest.mark.parametrize(
    ("before", "told", "after"),
    [
        ("ringing", "in-progress", "in-progress"),
        ("in-progress", "ringing", "in-progress"),  # a late one
        ("in-progress", "completed", "completed"),
        ("completed", "in-progress", "completed"),
        ("completed", "failed", "completed"),  # the first end stands
        ("ringing", "no-answer", "no-answer"),
        ("ringing", "abracadabra", "ringing"),
    ],
)
def test_status_of_a_call_only_goes_forward(session, now, before, told, after):
    call = a_call(session)
    call_log.finish(session, call.sid, status=before, duration_s=1, now=now)
    call_log.finish(session, call.sid, status=told, duration_s=2, now=now)
    session.refresh(call)
    assert call.status == after


def test_end_of_a_call_is_kept_with_its_duration(session, now):
    call = a_call(session)
    assert call_log.finish(session, call.sid, status="completed", duration_s=42, now=now)
    assert not call_log.finish(
        session, call.sid, status="completed", duration_s=43, now=now + MINUTE
    )
    session.refresh(call)
    assert (call.duration_s, call.finished_at) == (42, now)


def test_end_of_a_call_that_we_never_saw_is_kept(session, now):
    sid = a_call_sid()
    assert call_log.finish(session, sid, status="completed", duration_s=3, now=now)
    assert call_log.find(session, sid).status == "completed"


def test_unfinished_calls_are_found_until_they_finish(session, now):
    old, _young = a_call(session, now=now - 10 * MINUTE), a_call(session, now=now)
    assert call_log.unfinished(session, started_before=now - MINUTE) == [old]
    call_log.finish(session, old.sid, status="completed", duration_s=1, now=now)
    assert call_log.unfinished(session, started_before=now - MINUTE) == []


def test_calls_that_left_no_ticket_are_found(session, now):
    ended, going_on, young = (a_call(session, now=now - age * MINUTE) for age in (9, 60, 0))
    a_ticket(session, a_call(session, now=now - 9 * MINUTE))
    for call in (ended, young):
        when = call.started_at + MINUTE
        call_log.finish(session, call.sid, status="completed", duration_s=1, now=when)
    found = call_log.without_ticket(
        session, finished_before=now - MINUTE, started_before=now - 30 * MINUTE
    )
    assert found == [going_on, ended]
    assert call_log.without_ticket(session, finished_before=now - MINUTE) == [ended]


def test_outbound_calls_need_no_ticket(session, now):
    call = a_call(session)
    call.direction = "outbound-api"
    session.flush()
    assert call_log.without_ticket(session, started_before=now + timedelta(days=1)) == []


@pytest.mark.parametrize(("keyed", "known"), [("1042", True), ("L1042", True), ("7", False)])
def test_keyed_code_names_the_customer(session, keyed, known):
    a_customer(session, code="L1042")
    call = a_call(session, from_number=None)
    assert (call_log.give_code(session, call.sid, keyed) is not None) is known
    session.refresh(call)
    assert call.customer_code == keyed
    assert (call.customer_id is not None) is known


def test_code_keyed_after_the_ticket_is_opened_names_the_customer_there_too(session):
    customer = a_customer(session, code="L1042")
    ticket = a_ticket(session)
    call_log.give_code(session, ticket.call_sid, "1042")
    session.refresh(ticket)
    assert ticket.customer_id == customer.id


def test_language_and_claim_are_kept(session):
    call = a_call(session)
    call_log.set_language(session, call.sid, "en")
    call_log.claim_j_system(session, call.sid)
    session.refresh(call)
    assert (call.language, call.j_system_claimed) == ("en", True)


HOSTILE = "nul \x00, half pair \ud800, half pair \udfff, bell \x07, \U0001f600"


def test_hostile_text_is_stored_cleaned(sessions: sessionmaker[Session], now: datetime):
    with sessions.begin() as session:
        call = a_call(session, from_number=None, from_raw=HOSTILE + "x" * 10_000, now=now)
        turn = {"step": HOSTILE * 9, "key": HOSTILE * 99, "digits": HOSTILE * 9, "heard": HOSTILE}
        assert call_log.add_turn(session, call.sid, **turn, now=now)
        assert not call_log.add_turn(session, call.sid, **turn, now=now)
    with store.reading(sessions) as session:
        raw = call_log.find(session, call.sid).from_raw
        assert len(raw) == 255
        assert raw.startswith("nul , half pair \ufffd, half pair \ufffd, bell \x07, \U0001f600")
        assert session.scalars(select(Turn.heard)).one().startswith("nul ,")


def test_an_instant_without_offset_is_refused(session, now):
    with pytest.raises(Exception, match="expected an instant with its offset"):
        a_call(session, now=now.replace(tzinfo=None))


def test_newest_calls_are_listed_first(session, now):
    first, second = a_call(session, now=now), a_call(session, now=now + MINUTE)
    assert call_log.list_calls(session) == [second, first]
    assert call_log.list_calls(session, limit=1) == [second]
    assert session.scalar(select(func.count()).select_from(Ticket)) == 0
