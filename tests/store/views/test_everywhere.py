"""Requests and calls are found by number, code, name and words, wherever they stand and in any state."""

import pytest

import store
from rules.tickets.ticket import State
from store.customers import directory
from store.models import Call, Ticket, Transcript
from store.views import call_list, ticket_list
from tests.builders import a_call, a_recording, a_ticket


@pytest.fixture
def ledger(sessions, now):
    """A resolved request of Officina Rossi's, one of a number that may be Bianchi's, and a stranger's."""
    with sessions.begin() as session:
        rossi = directory.add(
            session, code="L1042", name="Officina Rossi", phones=["+390458001234"]
        )
        bianchi = directory.add(session, code="L7", name="Bianchi", phones=["+393471234567"])
        words = ("La fattura non parte", "Aggiornare il programma", "Registratore bloccato")
        numbers = ("+390458001234", "+393471234567", "+390458005678")
        for number, said, state in zip(
            numbers, words, (State.CLOSED, State.OPEN, State.OPEN), strict=True
        ):
            call = a_call(session, now=now)
            call.from_number, call.customer_hint_id = number, None
            ticket = a_ticket(session, call, now=now)
            ticket.state, ticket.caller_number = state, number
            recording = a_recording(session, call, now=now)
            session.add(
                Transcript(recording_sid=recording.sid, text=said, model="demo", created_at=now)
            )
        session.flush()
        session.get(Ticket, 1001).customer_id = rossi.id
        second = session.get(Ticket, 1002)
        session.get(Call, second.call_sid).customer_hint_id = bianchi.id
        session.get(Ticket, 1003).customer_code = "L9999"
        session.get(Ticket, 1003).email = "info@verdi.example"
    return sessions


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        *((typed, [1001]) for typed in ("1001", "#1001", "n. 1001", "N°1001", "richiesta 1001")),
        *((typed, [1001]) for typed in ("01001", "１００１", " 1001 ")),
        *((typed, [1001]) for typed in ("045 8001234", "+39 045 8001234", "0039 045/800.12.34")),
        ("8001234", [1001]),
        ("045 800", [1003, 1001]),
        ("347 1234567", [1002]),
        ("L1042", [1001]),
        ("l1042", [1001]),
        ("L9999", [1003]),  # a code that was typed, and that nobody has verified
        ("verdi.example", [1003]),
        ("officina rossi", [1001]),
        ("officine", [1001]),
        ("bianchi", [1002]),  # who is only perhaps the customer
        ("fatture", [1001]),
        ("rossi fatture", [1001]),  # a name, and what was said
        ("fattura Officina", [1001]),
        ("L1042 fattura", [1001]),
        ("bianchi programmi", [1002]),
        ("rossi programma", []),
        ("bloccati registratori", [1003]),
        ("zzz", []),
        ("%", []),
        ("99999999999", []),
    ],
)
def test_requests_are_found_in_every_state(ledger, typed, ids):
    with store.reading(ledger) as session:
        found = ticket_list.newest(session, ticket_list.Wanted(text=typed), 10)
        assert [one.id for one in found] == ids
        calls = call_list.newest(session, call_list.Wanted(text=typed), 10)
        assert sorted(one.ticket_id for one in calls) == sorted(ids)


def test_the_request_whose_number_was_typed_comes_first_and_once(ledger):
    with ledger.begin() as session:
        session.get(Ticket, 1003).message = "come nella 1001"
    wanted = ticket_list.Wanted(text="1001")
    with store.reading(ledger) as session:
        [first] = ticket_list.newest(session, wanted, 1)
        rest = ticket_list.newest(session, ticket_list.Wanted(text="1001", before=9999), 10)
    assert (first.id, [one.id for one in rest]) == (1001, [1003])
