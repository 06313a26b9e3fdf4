"""One ticket per call, whatever is delivered twice; its callback and its history follow it."""

from datetime import timedelta

import pytest

from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput, MoveRefused, NotFound
from rules.tickets.ticket import Kind, State
from rules.triage import Category, Evidence, TicketDraft, Urgency
from store.callbacks import queue
from store.calls import call_log, recordings
from store.customers import directory
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.builders import a_call, a_customer, a_recording, a_ticket

MINUTE = timedelta(minutes=1)


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def events(session, ticket):
    return [row.event for row in lifecycle.history(session, ticket.id)]


def test_ticket_is_opened_with_its_callback(session, now):
    ticket = a_ticket(session, in_charge_at=now + MINUTE, now=now)
    callback = queue.of_ticket(session, ticket.id)
    assert (ticket.state, ticket.caller_number) == (State.OPEN, "+390458001234")
    assert (callback.state, callback.number) == (CallbackState.WAITING, "+390458001234")
    assert callback.in_charge_at == now + MINUTE
    assert events(session, ticket) == ["opened"]


def test_second_delivery_opens_no_second_ticket(session, now):
    call = a_call(session)
    first = a_ticket(session, call, now=now)
    again = a_ticket(session, call, in_charge_at=now + MINUTE, now=now + MINUTE)
    assert again is first
    assert events(session, first) == ["opened"]
    assert len(queue.queue(session, now)) == 1


def test_numbers_begin_at_1001(session):
    assert [a_ticket(session).id, a_ticket(session).id] == [1001, 1002]


def test_missed_call_becomes_a_message_when_one_comes(session, now):
    call = a_call(session)
    ticket = a_ticket(session, call, kind=Kind.MISSED, now=now)
    for _ in range(2):
        a_ticket(session, call, kind=Kind.MESSAGE, now=now + MINUTE)
    session.refresh(ticket)
    assert ticket.kind is Kind.MESSAGE
    assert queue.queue(session, now)[0].kind == "message"
    assert events(session, ticket) == ["opened", "message_came"]


def test_message_never_becomes_a_missed_call(session, now):
    call = a_call(session)
    ticket = a_ticket(session, call, now=now)
    a_ticket(session, call, kind=Kind.MISSED, now=now + MINUTE)
    session.refresh(ticket)
    assert ticket.kind is Kind.MESSAGE


def test_j_system_claim_makes_the_ticket_blocking(session, now):
    call = a_call(session)
    call_log.claim_j_system(session, call.sid)
    ticket = a_ticket(session, call)
    [waiting] = queue.queue(session, now)
    assert (ticket.urgency, waiting.urgency, waiting.j_system) == ("blocking", "blocking", True)


def test_triage_adds_facts_and_the_callback_follows(session, now):
    a_customer(session, code="L1042")
    ticket = a_ticket(session)
    draft = TicketDraft(
        subject="Stampante fiscale bloccata",
        urgency=Urgency.BLOCKING,
        callback_number="+393471234567",
        customer_code="L1042",
        evidence=(Evidence("urgency", 0, 5, "fermi"),),
    )
    lifecycle.enrich(session, ticket.id, draft, now + MINUTE)
    session.refresh(ticket)
    assert (ticket.subject, ticket.updated_at) == (draft.subject, now + MINUTE)
    assert ticket.customer_id == directory.by_code(session, "L1042").id
    [evidence] = ticket.draft["evidence"]
    assert evidence == {"field": "urgency", "start": 0, "end": 5, "text": "fermi"}
    callback = queue.of_ticket(session, ticket.id)
    session.refresh(callback)
    assert (callback.number, callback.urgency) == ("+393471234567", "blocking")
    assert events(session, ticket) == ["opened", "enriched"]


def test_what_the_text_does_not_say_changes_nothing(session, now):
    call = a_call(session)
    call_log.claim_j_system(session, call.sid)
    ticket = a_ticket(session, call)
    lifecycle.enrich_of_call(
        session, call.sid, TicketDraft(subject="Uno", category=Category.SOFTWARE), now
    )
    lifecycle.enrich_of_call(session, call.sid, TicketDraft(), now)
    assert (ticket.subject, ticket.category) == ("Uno", "software")
    assert (ticket.urgency, ticket.language) == ("blocking", "it")


def test_triage_never_overwrites_what_a_person_set(session, now):
    ticket = a_ticket(session)
    mended = {"subject": "Cassa ferma", "callback_number": None}
    lifecycle.correct(session, ticket.id, mended, actor="anna", now=now)
    draft = TicketDraft(subject="Altro", callback_number="+393471234567", company="Rossi")
    lifecycle.enrich(session, ticket.id, draft, now)
    assert (ticket.subject, ticket.callback_number) == ("Cassa ferma", None)
    assert ticket.company == "Rossi"


def test_keyed_code_counts_more_than_one_that_was_heard(session, now):
    keyed, heard = a_customer(session, code="L1042"), a_customer(session, code="L1043")
    call = a_call(session)
    call_log.give_code(session, call.sid, "1042")
    session.refresh(call)
    ticket = a_ticket(session, call)
    lifecycle.enrich(session, ticket.id, TicketDraft(customer_code="L1043"), now)
    assert ticket.customer_id == keyed.id
    lifecycle.correct(session, ticket.id, {"customer_code": "L1043"}, actor="anna", now=now)
    assert ticket.customer_id == heard.id  # a person knows best


def test_code_heard_in_a_later_message_corrects_the_earlier_one(session, now):
    a_customer(session, code="L1042")
    second = a_customer(session, code="L1043")
    ticket = a_ticket(session)
    for code in ("L1042", "L1043"):
        lifecycle.enrich(session, ticket.id, TicketDraft(customer_code=code), now)
    assert ticket.customer_id == second.id


def test_only_facts_can_be_corrected(session, now):
    ticket = a_ticket(session)
    with pytest.raises(BadInput, match="state"):
        lifecycle.correct(session, ticket.id, {"state": "closed"}, actor="anna", now=now)
    with pytest.raises(NotFound):
        lifecycle.correct(session, 99, {"subject": "x"}, actor="anna", now=now)


def test_text_for_a_call_without_ticket_is_told(session, now):
    assert lifecycle.enrich_of_call(session, "CA99", TicketDraft(), now) is None


def test_move_is_written_in_the_history(session, now):
    ticket = a_ticket(session)
    lifecycle.move(session, ticket.id, State.IN_PROGRESS, actor="anna", now=now, note="mia")
    row = lifecycle.history(session, ticket.id)[-1]
    assert (row.actor, row.from_state, row.to_state) == ("anna", "open", "in_progress")
    assert (row.note, row.at) == ("mia", now)


def test_move_to_where_it_is_changes_nothing(session, now):
    ticket = a_ticket(session)
    for _ in range(2):
        lifecycle.move(session, ticket.id, State.RESOLVED, actor="anna", now=now)
    assert events(session, ticket) == ["opened", "moved"]


def test_move_that_is_not_allowed_is_refused(session, now):
    ticket = a_ticket(session)
    lifecycle.move(session, ticket.id, State.CLOSED, actor="anna", now=now)
    with pytest.raises(MoveRefused, match="closed"):
        lifecycle.move(session, ticket.id, State.OPEN, actor="anna", now=now)
    with pytest.raises(NotFound):
        lifecycle.move(session, 99, State.OPEN, actor="anna", now=now)


def test_resolved_ticket_leaves_the_queue_and_comes_back_when_opened_again(session, now):
    ticket = a_ticket(session)
    lifecycle.move(session, ticket.id, State.RESOLVED, actor="anna", now=now)
    assert queue.queue(session, now) == []
    lifecycle.move(session, ticket.id, State.OPEN, actor="anna", now=now + MINUTE)
    [waiting] = queue.queue(session, now)
    assert waiting.next_at == now + MINUTE


def test_ticket_is_found_by_id_and_by_number(session):
    ticket = a_ticket(session)
    for wanted in (ticket.id, "1001", " #1001 "):
        assert lifecycle.find(session, wanted) is ticket
    for unknown in (7, "x", "", "10011001100110011001", "²"):
        assert lifecycle.find(session, unknown) is None


def test_tickets_are_listed_newest_first(session, now):
    first, second = a_ticket(session), a_ticket(session)
    lifecycle.move(session, first.id, State.RESOLVED, actor="anna", now=now)
    assert lifecycle.list_(session) == [second, first]
    assert lifecycle.list_(session, status=State.RESOLVED) == [first]
    assert lifecycle.list_(session, call_sid=second.call_sid) == [second]
    assert lifecycle.list_(session, limit=1) == [second]


def test_json_has_the_contracts_keys(session, now):
    ticket = a_ticket(session, now=now)
    found = ticket_json.as_json(session, ticket)
    promised = (
        "id number status channel call_sid customer caller_number category urgency subject cover "
        "transcript recording created_at in_charge_at promised_at"
    )
    assert set(promised.split()) <= found.keys()
    assert (found["id"], found["number"], found["status"]) == (1001, "1001", "open")
    assert found["created_at"] == "2026-11-24T09:00:00+00:00"
    assert found["transcript"] is found["recording"] is found["customer"] is None


def test_customer_known_only_by_the_number_is_marked_as_a_guess(session):
    a_customer(session, code="L1042")
    call = a_call(session)
    ticket = a_ticket(session, call)
    assert ticket_json.as_json(session, ticket)["customer"]["sure"] is False
    call_log.give_code(session, call.sid, "1042")
    session.refresh(ticket)
    assert ticket_json.as_json(session, ticket)["customer"]["sure"] is True


def test_json_shows_the_recording_that_the_caller_kept(session, now):
    call = a_call(session)
    ticket = a_ticket(session, call)
    a_recording(session, call, sid="RE1", now=now)
    a_recording(session, call, sid="RE2", now=now + MINUTE)
    recordings.supersede_others(session, call.sid, "RE2")
    assert ticket_json.as_json(session, ticket)["recording"]["sid"] == "RE2"
    found = recordings.claim_fetch(session, now=now + MINUTE, lease=MINUTE)
    recordings.stored(session, found, path="x", bytes=1, sha256="0", duration_s=1, now=now)
    found = recordings.claim_text(session, now=now + MINUTE, lease=MINUTE)
    recordings.transcribed(
        session,
        found,
        text="siamo fermi",
        language="it",
        confidence=0.5,
        no_speech=False,
        flagged=["Sottotitoli creati dalla comunità Amara.org"],
        words=[],
        model="demo",
        now=now,
    )
    shown = ticket_json.as_json(session, ticket)
    assert shown["transcript"] == "siamo fermi"
    assert shown["transcription"]["flagged"] == ["Sottotitoli creati dalla comunità Amara.org"]
