"""The code for remote support: keyed after the message, exact beside the request, gone after use."""

from datetime import timedelta

import pytest

from scheduler import sweep
from store.calls import call_log
from store.models import Ticket
from tests.builders import a_recording_sid
from tests.stories.doors import Console, Doors
from tests.stories.left_messages import to_the_beep


def keys_the_code(doors: Doors, *keyed: str) -> int:
    """A call that leaves a message and keys what it is asked for at last; the ticket."""
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa, il programma di assistenza è aperto."
    _, recorded = to_the_beep(call)
    answer = call.recorded(recorded, sid, 12)
    while "teleassistenza" not in answer.said:
        answer = call.post(answer.goes_to("Redirect"))
    for keys in keyed:
        answer = call.presses(answer.goes_to("Gather"), keys)
    call.ends()
    doors.works()
    with doors.sessions() as session:
        kept = [turn.digits for turn in call_log.turns(session, call.sid)]
    assert not any(len(digits) >= 9 for digits in kept)  # nowhere else than beside the request
    (told,) = doors.api(f"/tickets?call_sid={call.sid}")
    return int(told["id"])


def page_of(anna: Console, ticket: int) -> str:
    return anna.page(f"/console/richieste/{ticket}")


def test_the_code_stands_beside_the_request_until_it_was_used(doors):
    ticket, anna = keys_the_code(doors, "123456789"), doors.anna()
    assert "Codice di teleassistenza: 123 456 789" in page_of(anna, ticket)
    page = f"/console/richieste/{ticket}"
    anna.post(f"{page}/teleassistenza", page=page)
    shown = page_of(anna, ticket)
    assert "123 456 789" not in shown
    assert "ha usato il codice di teleassistenza" in shown
    with doors.sessions() as session:
        assert session.get_one(Ticket, ticket).remote_code is None


def test_ten_digits_are_a_code_too_and_a_slip_is_asked_for_once_more(doors):
    ticket = keys_the_code(doors, "12345678", "1234567890")
    assert "Codice di teleassistenza: 1 234 567 890" in page_of(doors.anna(), ticket)


@pytest.mark.on_both
def test_a_code_that_nobody_used_is_gone_by_the_next_day_and_with_the_request(doors):
    left, solved = keys_the_code(doors, "123456789"), keys_the_code(doors, "987654321")
    anna, page = doors.anna(), f"/console/richieste/{solved}"
    anna.post(f"{page}/stato", page=page, stato="resolved")
    assert "987 654 321" not in page_of(anna, solved)
    doors.clock.at += timedelta(hours=13)
    anna = doors.anna()
    assert "123 456 789" not in page_of(anna, left)
    sweep.forget_remote_codes(doors.sessions, doors.clock)
    with doors.sessions() as session:
        assert session.get_one(Ticket, left).remote_code is None
