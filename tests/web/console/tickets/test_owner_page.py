""" "Parlato, ci lavoro": whose the request is then, in the console, the API and the notices."""

import pytest

from scheduler import settling, staff_notifications
from scheduler.staff_notifications import Notifying
from store import reading
from store.models import Callback, Notification, Ticket
from store.oncall import notification_settings
from store.tickets import owners
from tests.builders import PASSWORD, a_call, a_ticket, a_user
from tests.leotron import HOURS
from tests.stories.doors import Console, Https

PAGE = "/console/richieste/1001"


@pytest.fixture
def bruno(doors) -> Console:
    console = Console(Https(doors.app))
    with doors.sessions.begin() as session:
        a_user(session, "bruno", now=doors.clock())
    console.post("/login", page="/login", nome="bruno", password=PASSWORD)
    return console


@pytest.fixture
def spoken(doors, anna, bruno):
    """Anna spoke with the customer of 1001, and works on it."""
    now = doors.clock()
    with doors.sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
    anna.post("/console/richiami/1/prendi", page="/console")
    with doors.sessions() as session:
        token = session.get(Callback, 1).lease_token
    anna.post("/console/richiami/1/esito", page=PAGE, presa=token, esito="spoken")
    doors.clock.move(minutes=90)


def owner(doors):
    told = doors.api("/tickets/1001")["owner"]
    return told["whose"], told["name"]


def test_whoever_says_that_they_work_on_it_owns_it(doors, anna, bruno, spoken):
    assert owner(doors) == ("owned", "anna")
    assert "La segui tu da 1 h 30 min" in anna.page(PAGE)
    assert "La segue anna da 1 h 30 min" in bruno.page(PAGE)
    mine = anna.page("/console/mie")
    assert "Le mie 1" in mine
    assert "1001 ·" in mine
    assert "1001 ·" not in bruno.page("/console/mie")
    assert "In lavorazione anna" in bruno.page("/console/richieste")
    assert "Le segui tu" in anna.page("/console")


def test_an_outcome_that_is_taken_back_takes_the_owner_back(doors, anna, bruno):
    now = doors.clock()
    with doors.sessions.begin() as session:
        a_ticket(session, a_call(session, now=now), now=now)
    anna.post("/console/richiami/1/prendi", page="/console")
    with doors.sessions() as session:
        token = session.get(Callback, 1).lease_token
    anna.post("/console/richiami/1/esito", page=PAGE, presa=token, esito="spoken")
    anna.post("/console/richiami/1/annulla", page=PAGE)
    assert owner(doors) == ("in_hand", "anna")


def test_it_is_handed_on_without_a_callback_and_the_colleague_is_told(doors, anna, bruno, spoken):
    with doors.sessions.begin() as session:
        notification_settings.add_channel(
            session, "bruno", "ntfys://ntfy.example.it/bruno", ("ntfys",), doors.clock()
        )
    to = {"collega": "bruno", "nota": "il ricambio è da te"}
    anna.post(f"{PAGE}/padrone/passa", page=PAGE, **to)
    assert owner(doors) == ("owned", "bruno")
    assert doors.api("/tickets/1001")["callback"]["status"] == "done"
    page = bruno.page(PAGE)
    assert "La segui tu da meno di 1 min" in page
    assert "anna ha passato la richiesta, senza richiamo, a bruno" in page
    assert "anna ha scritto: il ricambio è da te" in page
    notifying = Notifying(
        lambda: HOURS, lambda one: f"{one.event} {one.ticket_id}", lambda *_: None
    )
    assert staff_notifications.note(doors.sessions, doors.clock, notifying) == 1
    assert staff_notifications.send_due(doors.sessions, doors.clock, notifying) == 1
    with doors.sessions() as session:
        assert session.get(Notification, 1).text == "handed_on 1001"


def test_it_is_put_off_by_a_click_or_a_day_and_comes_back(doors, anna, spoken):
    anna.post(f"{PAGE}/padrone/rimanda", page=PAGE, fra="mattina")
    assert "ci torna domani 09:15" in anna.page(PAGE)
    anna.post(f"{PAGE}/padrone/rimanda", page=PAGE, quando="2026-11-27T15:00")
    assert "ci torna ven 27/11 15:00" in anna.page("/console/mie")
    anna.post(f"{PAGE}/padrone/rimanda", page=PAGE, subito="1")
    assert "ci torna" not in anna.page("/console/mie")


def test_whoever_put_it_off_is_told_when_it_is_time(doors, anna, spoken):
    with doors.sessions.begin() as session:
        way = "ntfys://ntfy.example.it/anna"
        notification_settings.add_channel(session, "anna", way, ("ntfys",), doors.clock())
    anna.post(f"{PAGE}/padrone/rimanda", page=PAGE, fra="ora")
    notifying = Notifying(
        lambda: HOURS, lambda one: f"{one.event} {one.ticket_id}", lambda *_: None
    )
    assert staff_notifications.note(doors.sessions, doors.clock, notifying) == 0
    doors.clock.move(hours=2)
    assert staff_notifications.note(doors.sessions, doors.clock, notifying) == 1
    assert staff_notifications.note(doors.sessions, doors.clock, notifying) == 0
    assert staff_notifications.send_due(doors.sessions, doors.clock, notifying) == 1
    with doors.sessions() as session:
        row = session.get(Notification, 1)
    assert (row.text, row.state) == ("come_back 1001", "sent")


def test_what_is_nobodys_has_a_list_and_is_taken_by_one_click(doors, anna, bruno, spoken):
    doors.command("users", "disable", "anna")
    assert owner_of(doors) == ("nobody", None)
    page = bruno.page("/console/senza-padrone")
    assert "Senza padrone 1" in page
    assert "nessuno la segue" in page
    bruno.post(f"{PAGE}/padrone/prendi", page=PAGE)
    assert owner_of(doors) == ("owned", "bruno")
    assert "Nessuna richiesta" in bruno.page("/console/senza-padrone")


def owner_of(doors):
    with reading(doors.sessions) as session:
        found = owners.of_ticket(session, session.get(Ticket, 1001))
    return found.whose.value, found.name


def test_what_nobody_works_on_for_a_day_is_marked_and_told(doors, anna, bruno, spoken):
    with doors.sessions.begin() as session:
        notification_settings.add_channel(
            session, "anna", "ntfys://ntfy.example.it/anna", ("ntfys",), doors.clock()
        )
    doors.clock.move(days=2)
    patience = doors.settings.idle_patience()
    assert settling.escalate_idle(doors.sessions, doors.clock, patience, HOURS) == 1
    assert settling.escalate_idle(doors.sessions, doors.clock, None, HOURS) == 0
    again = doors.anna()
    for page in ("/console", "/console/mie", "/console/richieste", PAGE):
        assert "ferma da troppo" in again.page(page)
    assert doors.api("/tickets/1001")["owner"]["idle"] is True
    notifying = Notifying(
        lambda: HOURS, lambda one: f"{one.event} {one.ticket_id}", lambda *_: None
    )
    assert staff_notifications.note(doors.sessions, doors.clock, notifying) == 1
