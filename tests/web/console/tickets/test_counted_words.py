"""One of a thing is said in the singular: minutes, shifts, whoever waits."""

from datetime import timedelta

from rules.rota import Kind, Shift
from store.staff import rota
from tests.builders import a_customer, a_ticket

PAGE = "/console/richieste/1001"


def test_one_minute_is_one(browser_of, sessions, now):
    anna = browser_of("anna")
    with sessions.begin() as session:
        a_customer(session, contract=True)
        a_ticket(session, now=now).cover = "contract"
    typed = {"invio": "once", "paga": "contract", "nota": "Fatto"}
    anna.post(f"{PAGE}/minuti", page=PAGE, minuti="1", **typed)
    assert "Registrato 1 minuto." in anna.get(PAGE).text
    anna.post(f"{PAGE}/minuti", page=PAGE, minuti="2", **{**typed, "invio": "twice"})
    assert "Registrati 2 minuti." in anna.get(PAGE).text


def test_one_shift_that_is_left_is_one(browser_of, sessions, now):
    carla = browser_of("carla")
    with sessions.begin() as session:
        rota.add(session, Shift("bruno", Kind.DUTY, now, now + timedelta(hours=4)))
    page = "/console/impostazioni"
    carla.post(f"{page}/utenti/bruno/escludi", page=page, sicuro="1")
    assert "Resta 1 turno suo, che non conta: cedilo in Reperibilità." in carla.get(page).text


def test_since_when_somebody_waits_is_said_as_italians_say_it(browser_of, sessions, now):
    anna = browser_of("anna")
    with sessions.begin() as session:
        for hours in (1, 18):
            a_ticket(session, now=now - timedelta(hours=hours))
    page = anna.get("/console/quadro").text
    assert "dalle 09:00" in page
    assert "da ieri 16:00" in page
