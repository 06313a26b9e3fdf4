"""A known fault beside merging, quarantine and erasure: nobody waits in vain, and no words stay behind."""

import pytest
from sqlalchemy import text

from store.privacy import erasure
from store.tickets import customer_additions
from tests.builders import a_customer
from tests.clock import Clock
from tests.stories.doors import Doors, opened
from tests.stories.tickets.faulty_tills import (
    MENU,
    MOBILES,
    PAGE,
    faults,
    is_known,
    tells,
    ticket_of,
    waiting,
)


@pytest.fixture
def doors(database_url, now, tmp_path) -> Doors:
    more = {"MESSAGES__SMS": "true", "MESSAGES__SMS_FROM": "Leotron"}
    return opened(database_url, Clock(now), tmp_path, **more)


def waits_for_the_end(doors: Doors, caller: str) -> int:
    """Whoever presses 1: nobody rings, and a text tells of the end."""
    call = doors.call(caller=caller)
    call.rings()
    call.presses(MENU, "1")
    call.ends()
    return ticket_of(doors, call.sid)


def of(ticket_id: int, what: str = "") -> str:
    return f"/console/richieste/{ticket_id}{what}"


@pytest.mark.on_both
def test_who_waits_for_the_end_is_rung_whatever_else_was_decided_meanwhile(doors):
    anna, (first, *_) = is_known(doors)
    merged, aside, whole, over = (waits_for_the_end(doors, MOBILES[n]) for n in range(3, 7))
    assert waiting(doors).isdisjoint({merged, aside, whole, over})
    assert "La avvisiamo appena è risolto." in doors.own_page(doors.own_path(aside))

    # what somebody is to be rung for becomes part of it: they are rung
    spoken = tells(doors, MOBILES[7], "La bilancia è scollegata.")
    anna.post(of(spoken, "/unisci"), page=PAGE, numero=str(whole))
    assert whole in waiting(doors)
    # set aside and brought back while it lasts: they wait for the end, as they asked
    anna.post(of(aside, "/quarantena"), page=PAGE)
    assert f"{aside:04d}" not in anna.page(PAGE)  # a nuisance is none of its customers
    anna.post(of(aside, "/quarantena/fine"), page=PAGE)
    assert aside not in waiting(doors)
    # over, and it was about something else after all: nobody rings for what is over
    anna.post(of(over, "/stato"), page=PAGE, stato="cancelled")
    anna.post(of(over, "/guasto"), page=PAGE)
    assert over not in waiting(doors)
    # merged, the fault's end, and apart again: its end was told to others alone
    anna.post(of(merged, "/unisci"), page=PAGE, numero=str(first))
    anna.post(f"{PAGE}/1/risolto", page=PAGE, testo="Fatto.")
    anna.post(of(merged, "/separa"), page=PAGE)
    assert merged in waiting(doors)


def test_a_proposed_fault_names_no_customer_and_keeps_nothing_of_whoever_was_erased(doors):
    with doors.sessions.begin() as session:
        a_customer(session, name="Zibaldone Srl", phones=[MOBILES[0]])
    told = [
        tells(doors, MOBILES[0], "Zibaldone non trasmette, incongruenza corrispettivi."),
        tells(doors, MOBILES[1], "Il programma non trasmette i corrispettivi: incongruenza."),
        tells(doors, MOBILES[2], "Incongruenza, il programma non trasmette i corrispettivi."),
    ]
    assert faults(doors) == [("proposed", "Programma non trasmette i corrispettivi")]
    for one in told:
        with doors.sessions.begin() as session:
            erasure.erase(session, one, doors.clock(), by="customer")
    assert faults(doors) == [("proposed", "Guasto comune")]
    with doors.sessions() as session:
        for table in ("known_faults", "ticket_history", "staff_log", "tickets"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()
            assert "trasmette" not in repr(rows).lower(), table


def test_who_waits_for_the_end_and_says_more_of_it_is_rung(doors):
    is_known(doors)
    again, writes, hangs_up = (waits_for_the_end(doors, MOBILES[n]) for n in range(3, 6))
    doors.clock.move(minutes=3)
    call = doors.call(caller=MOBILES[3])
    answer = call.rings()
    while "Record" in answer.verbs:
        answer = call.post(answer.goes_to("Record"))
    assert "la richiameremo noi" in answer.said
    call.ends()
    assert again in waiting(doors)

    with doors.sessions.begin() as session:
        customer_additions.add(session, writes, "Adesso non stampa più niente.", (), doors.clock())
    assert writes in waiting(doors)
    assert "un tecnico La chiamerà" in doors.own_page(doors.own_path(writes))

    call = doors.call(caller=MOBILES[5])  # only to hear whether it is over
    call.rings()
    call.ends()
    assert hangs_up not in waiting(doors)
