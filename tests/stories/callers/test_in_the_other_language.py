"""Whoever has a request in Italian and would rather speak English, from the first words to the ticket."""

from tests.builders import a_recording_sid
from tests.stories.doors import plain
from tests.stories.left_messages import a_message

CALLER = "+390458001234"


def test_the_language_is_offered_beside_a_request_that_stands(doors):
    ticket, *_ = a_message(doors, CALLER, "La cassa non stampa.")
    call, sid = doors.call(caller=CALLER), a_recording_sid()
    first = call.rings()
    assert (
        "C'è una richiesta in corso. Per aggiungere 1, per annullarla 2. English: 9." in first.said
    )
    english = call.presses(first.goes_to("Gather"), "9")
    assert english.said.startswith("A request from this number is already open")
    speaks = call.presses(english.goes_to("Gather"), "1")
    assert "Italian" not in speaks.said
    assert "After the beep, say what you would like to add." in speaks.said
    doors.said[sid] = "The printer does not print either."
    call.recorded(speaks.goes_to("Record"), sid, 9)
    call.recording_is("completed", sid, 9)
    call.ends()
    doors.works()
    anna = doors.anna()
    assert "The printer does not print either." in plain(
        anna.page(f"/console/richieste/{ticket['id']}")
    )

    # the key is what it was while a fault is known, and while hours and words are as they are
    anna.post("/console/guasti", page="/console/guasti", titolo="Fatture ferme")
    again = doors.call(caller=CALLER)
    heard = again.rings()  # in the language of the request
    assert "Avviso: Fatture ferme, ci lavoriamo." in heard.said
    assert "aggiungere 1, annullare 2. English: 9." in heard.said
    english = again.presses(heard.goes_to("Gather"), "9")
    assert english.said.startswith("A request from this number is already open")
