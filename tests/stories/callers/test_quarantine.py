"""Quarantine, from the silent call to the technician's click, and back."""

from tests.builders import a_customer
from tests.stories.doors import Doors
from tests.stories.left_messages import to_the_beep

NUISANCE, CUSTOMER = "+390299887766", "+390458001234"


def says_nothing(doors: Doors, caller: str) -> dict:
    """Twice the beep, and not a word: the request of the call as it stands."""
    doors.clock.move(minutes=20)
    call = doors.call(caller=caller)
    _, recorded = to_the_beep(call)
    again = call.post(recorded)
    assert "Record" in again.verbs  # whoever it is hears what everybody hears
    call.post(again.goes_to("Record"))
    call.ends()
    return last_of(doors, caller)


def says(doors: Doors, caller: str, text: str | None) -> dict:
    """A message, or twelve seconds of breathing."""
    doors.clock.move(minutes=20)
    doors.leaves(caller, text)
    return last_of(doors, caller)


def last_of(doors: Doors, caller: str) -> dict:
    found = [one for one in doors.api("/tickets") if one["caller_number"] == caller]
    return max(found, key=lambda one: one["id"])


def queued(doors: Doors) -> set[int]:
    return {one["ticket"]["id"] for one in doors.api("/callbacks")}


def test_silent_callers_wait_aside_until_somebody_brings_them_back_or_they_speak(doors):
    """Four silent calls; a list with its count; a click; a message; and a customer's silence."""
    for _ in range(3):
        ticket = says_nothing(doors, NUISANCE)
        assert (ticket["status"], ticket["quarantined_at"]) == ("open", None)
        assert ticket["id"] in queued(doors)
    ticket = says_nothing(doors, NUISANCE)
    assert ticket["quarantined_at"] is not None
    assert ticket["id"] not in queued(doors)

    anna = doors.anna()
    assert "In quarantena: 1 richiesta" in anna.page("/console")
    aside = anna.page("/console/richieste?stato=quarantena")
    assert str(ticket["number"]) in aside
    assert str(ticket["number"]) in anna.page("/console/richieste?q=0299887766")
    page = f"/console/richieste/{ticket['id']}"
    assert "dal numero chiamano, e non parla nessuno" in anna.page(page)

    breathed = says(doors, NUISANCE, None)  # one more, of breath alone: the text says so
    assert breathed["quarantined_at"] is not None
    spoken = says(doors, NUISANCE, "Buongiorno, la cassa non si accende, richiamatemi.")
    assert (spoken["status"], spoken["quarantined_at"]) == ("open", None)
    assert spoken["id"] in queued(doors)

    anna.post(f"{page}/quarantena/fine", page=page)
    assert ticket["id"] in queued(doors)
    shown = anna.page(page)
    assert "ha messo la richiesta in quarantena" in shown
    assert "anna ha tolto la richiesta dalla quarantena" in shown

    with doors.sessions.begin() as session:
        a_customer(session, phones=[CUSTOMER])
    for _ in range(6):
        known = says_nothing(doors, CUSTOMER)
    assert known["quarantined_at"] is None


def test_a_number_that_a_technician_marks_is_put_aside_but_for_its_messages(doors):
    first = says_nothing(doors, NUISANCE)
    anna, page = doors.anna(), f"/console/richieste/{first['id']}"
    assert "Numero che disturba" in anna.page(page)
    anna.post(f"{page}/quarantena", page=page)
    assert first["id"] not in queued(doors)
    assert "il numero l’ha segnato anna" in anna.page(page)
    second = says_nothing(doors, NUISANCE)
    assert second["quarantined_at"] is not None
    assert "In quarantena: 2 richieste" in anna.page("/console")
    spoken = says(doors, NUISANCE, "Sono il fornitore della carta, richiamatemi.")
    assert spoken["id"] in queued(doors)
    anna.post(f"{page}/quarantena/fine", page=page)
    third = says_nothing(doors, NUISANCE)  # the mark is off, and the number was vouched for
    assert third["quarantined_at"] is None
