"""Two requests that are one matter, and one that is two: by hand, and undone by hand."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from rules.callbacks.callback import State as CallbackState
from rules.tickets.ticket import State
from store.billing import work_minutes
from store.billing.work_minutes import WorkMinutes
from store.callbacks import queue
from store.messages.pending_updates import pending_updates
from store.models import Addition, Attachment, Callback, Outbox, Ticket, Transcript
from store.tickets import lifecycle
from tests.builders import a_call, a_recording, a_ticket
from tests.leotron import TERMS

FIRST, SECOND = "/console/richieste/1001", "/console/richieste/1002"


@pytest.fixture
def two(doors):
    """1001 by telephone, and 1002 by telephone half an hour later, urgent, with a file."""
    now = doors.clock()
    with doors.sessions.begin() as session:
        for text, urgency in (("La cassa è ferma.", "normal"), ("Ancora ferma!", "blocking")):
            call = a_call(session, from_number="+390458001234", now=doors.clock())
            audio = a_recording(session, call, now=doors.clock())
            ticket = a_ticket(session, call, now=doors.clock())
            said = {"text": text, "words": [], "model": "x", "created_at": now}
            session.add(Transcript(recording_sid=audio.sid, **said))
            facts = {"urgency": urgency, "subject": text}
            lifecycle.correct(session, ticket.id, facts, actor="centralino", now=now)
            doors.clock.move(minutes=30)
        about = {"name": "foto.png", "media_type": "image/png", "bytes": 1, "sha256": "0" * 64}
        session.add(Attachment(ticket_id=1002, path="x", created_at=now, **about))


def states(doors):
    with doors.sessions() as session:
        rows = session.execute(
            select(Ticket.id, Ticket.state, Callback.state, Ticket.urgency)
            .join(Callback, Callback.ticket_id == Ticket.id)
            .order_by(Ticket.id)
        )
        return [tuple(row) for row in rows]


OPEN = [
    (1001, State.OPEN, CallbackState.WAITING, "normal"),
    (1002, State.OPEN, CallbackState.WAITING, "blocking"),
]


def test_one_is_part_of_the_other_with_all_that_was_said_and_nobody_is_rung_twice(doors, anna, two):
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    assert states(doors) == [
        (1001, State.OPEN, CallbackState.WAITING, "blocking"),
        (1002, State.CANCELLED, CallbackState.CANCELLED, "blocking"),
    ]
    page = anna.page(FIRST)
    assert "La cassa è ferma." in page
    assert "Ancora ferma!" in page
    assert "foto.png" in page
    assert "anna ha unito a questa la 1002" in page
    other = anna.page(SECOND)
    assert "Fa parte della 1001" in other
    assert "anna ha unito questa richiesta alla 1001" in other
    queue = anna.page("/console")
    assert "1002 ·" not in queue
    assert "unita alla 1001" in anna.page("/console/richieste?stato=")
    assert doors.api("/tickets/1002")["merged_into"] == 1001
    assert len(doors.api("/tickets/1001")["later_calls"]) == 1


def test_no_customer_hears_that_a_merged_request_was_cancelled(doors, anna, two):
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    page = doors.own_page(doors.own_path(1002))
    assert "Fa parte della richiesta 1001" in page
    assert "nnullata" not in page
    with doors.sessions() as session:
        since = doors.clock().replace(hour=0)
        assert pending_updates(session, since, doors.clock()) == []
        assert session.scalars(select(Outbox)).all() == []


def test_what_was_merged_is_taken_apart_as_it_stood(doors, anna, two):
    before = doors.api("/tickets/1001"), doors.api("/tickets/1002")
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="#1001")
    anna.post(f"{SECOND}/separa", page=SECOND)
    assert states(doors) == OPEN
    after = doors.api("/tickets/1001"), doors.api("/tickets/1002")
    same = ("call_sid", "transcript", "later_calls", "urgency", "status", "promised_at", "owner")
    assert [[one[key] for key in same] for one in after] == [
        [one[key] for key in same] for one in before
    ]
    page = anna.page(SECOND)
    assert "foto.png" in page
    assert "anna ha separato questa richiesta dalla 1001" in page
    assert "foto.png" not in anna.page(FIRST)
    with doors.sessions() as session:
        assert session.scalars(select(Addition)).all() == []


def test_a_merged_call_whose_text_comes_late_is_still_the_others(doors, anna, two):
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    with doors.sessions() as session:
        sid = session.get(Ticket, 1002).merged["call_sid"]
        assert lifecycle.of_call(session, sid).id == 1001


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("9999", "Nessuna richiesta ha il numero «9999»"),
        ("", "Nessuna richiesta ha il numero «»"),
        ("1002", "Scegli un'altra richiesta"),
        ("mille", "Nessuna richiesta ha il numero «mille»"),
    ],
)
def test_what_is_no_other_request_is_refused_beside_the_field(doors, anna, two, typed, told):
    answer = anna.client.post(f"{SECOND}/unisci", data={**anna.token(SECOND), "numero": typed})
    assert answer.status_code == 422
    assert told in answer.text.replace("&#x27;", "'")
    assert 'aria-describedby="rifiutato"' in answer.text
    assert states(doors) == OPEN


def test_whatever_has_accounts_or_is_in_another_hand_stays_where_it_is(doors, anna, two):
    now = doors.clock()
    with doors.sessions.begin() as session:
        work = WorkMinutes("anna", now, 30)
        work_minutes.write(session, 1002, work, key="k", cover="billable", terms=TERMS, now=now)
    answer = anna.client.post(f"{SECOND}/unisci", data={**anna.token(SECOND), "numero": "1001"})
    assert "La 1002 ha minuti o prezzi suoi" in answer.text
    with doors.sessions.begin() as session:
        queue.claim(session, 1, by="bruno", now=now, lease=timedelta(hours=1))
    answer = anna.client.post(f"{FIRST}/unisci", data={**anna.token(FIRST), "numero": "1002"})
    assert "È in mano a bruno" in answer.text
    assert [row[1] for row in states(doors)] == [State.IN_PROGRESS, State.OPEN]


def test_a_later_call_that_is_another_matter_gets_a_request_of_its_own(doors, anna, two):
    now = doors.clock()
    with doors.sessions.begin() as session:
        call = a_call(session, from_number="+390458001234", now=now)
        audio = a_recording(session, call, now=now)
        said = {"text": "La stampante fiscale non stampa.", "words": [], "model": "x"}
        session.add(Transcript(recording_sid=audio.sid, created_at=now, **said))
        session.add(Addition(call_sid=call.sid, ticket_id=1001, what="added", at=now))
        sid = call.sid
    assert "È un'altra cosa" in anna.page(FIRST)
    anna.post(f"{FIRST}/dividi", page=FIRST, chiamata=sid)
    made = doors.api("/tickets/1003")
    assert (made["call_sid"], made["callback"]["status"]) == (sid, "waiting")
    assert made["promised_at"] is not None
    assert "stampante" in made["subject"].lower()
    assert "anna ha fatto di una chiamata la richiesta 1003" in anna.page(FIRST)
    assert "La stampante fiscale" not in anna.page(FIRST)
    # and back again
    anna.post("/console/richieste/1003/unisci", page="/console/richieste/1003", numero="1001")
    assert "La stampante fiscale" in anna.page(FIRST)


def test_parting_the_call_of_a_merged_request_takes_that_apart(doors, anna, two):
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    with doors.sessions() as session:
        sid = session.get(Ticket, 1002).merged["call_sid"]
    anna.post(f"{FIRST}/dividi", page=FIRST, chiamata=sid)
    assert states(doors) == OPEN


THIRD = "/console/richieste/1003"


@pytest.fixture
def three(doors, two):
    """1003 besides, by telephone, without any hurry."""
    with doors.sessions.begin() as session:
        call = a_call(session, from_number="+390458001234", now=doors.clock())
        a_recording(session, call, now=doors.clock())
        a_ticket(session, call, now=doors.clock())


def urgencies(doors):
    return [row[3] for row in states(doors)]


def test_of_several_that_were_merged_each_gets_its_own_back_in_any_order(doors, anna, three):
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    anna.post(f"{FIRST}/unisci", page=FIRST, numero="1003")
    assert "foto.png" in anna.page(THIRD)
    assert urgencies(doors) == ["blocking"] * 3
    anna.post(f"{SECOND}/separa", page=SECOND)
    assert urgencies(doors) == ["normal", "blocking", "normal"]
    anna.post(f"{FIRST}/separa", page=FIRST)
    assert ["foto.png" in anna.page(one) for one in (FIRST, SECOND, THIRD)] == [False, True, False]
    assert {row[1] for row in states(doors)} == {State.OPEN}
    assert [len(doors.api(f"/tickets/{one}")["later_calls"]) for one in (1001, 1002, 1003)] == [
        0
    ] * 3


def test_parting_the_call_of_a_request_that_was_merged_twice_takes_that_apart(doors, anna, three):
    with doors.sessions() as session:
        sid = session.get(Ticket, 1002).call_sid
    anna.post(f"{SECOND}/unisci", page=SECOND, numero="1001")
    anna.post(f"{FIRST}/unisci", page=FIRST, numero="1003")
    anna.post(f"{THIRD}/dividi", page=THIRD, chiamata=sid)
    assert len(states(doors)) == 3
    assert doors.api("/tickets/1002")["call_sid"] == sid
    assert "foto.png" in anna.page(SECOND)


def test_what_one_of_two_brought_along_stays_while_the_other_is_part_of_it(doors, anna, three):
    with doors.sessions.begin() as session:
        for one in (1001, 1002):
            urgent = {"urgency": "blocking"}
            lifecycle.correct(session, one, urgent, actor="anna", now=doors.clock())
    for one in (FIRST, SECOND):
        anna.post(f"{one}/unisci", page=one, numero="1003")
    anna.post(f"{FIRST}/separa", page=FIRST)
    assert urgencies(doors) == ["blocking"] * 3
    anna.post(f"{SECOND}/separa", page=SECOND)
    assert urgencies(doors) == ["blocking", "blocking", "normal"]


def test_a_call_of_another_request_is_not_parted(doors, anna, two):
    with doors.sessions() as session:
        sid = session.get(Ticket, 1002).call_sid
    data = {**anna.token(FIRST), "chiamata": sid}
    assert anna.client.post(f"{FIRST}/dividi", data=data).status_code == 404
    assert states(doors) == OPEN
