""" "Il caso già visto" beside a request: the part that is read after the page, and a page of its own."""

from rules.tickets.ticket import State
from store.models import Ticket
from store.tickets import lifecycle
from tests.builders import a_call, a_ticket

PAGE = "/console/richieste/1002/simili"


def filed(sessions, now):
    """A solved request with a note, and an open one like it."""
    with sessions.begin() as session:
        for _ in range(2):
            a_ticket(session, a_call(session, now=now), now=now)
        old, new = session.get(Ticket, 1001), session.get(Ticket, 1002)
        old.subject, new.subject = "Scontrino <b>bianco</b>", "Lo scontrino esce bianco"
        old.company = "Bar Rossi"
        for state in (State.IN_PROGRESS, State.RESOLVED):
            lifecycle.move(session, 1001, state, actor="bruno", now=now)
        note = "Rossi: girata la carta <script>"
        lifecycle.add(session, 1001, actor="bruno", event="note", note=note, now=now)


def test_the_page_asks_for_the_cases_after_itself_and_they_come_as_a_part(
    browser_of, sessions, now
):
    filed(sessions, now)
    anna = browser_of("anna")
    assert f'hx-get="{PAGE}"' in anna.get("/console/richieste/1002").text
    part = anna.get(PAGE, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'href="/console/richieste/1001">1001 Scontrino &lt;b&gt;' in part
    assert "…: girata la carta &lt;script&gt;" in part
    assert "bruno" in part


def test_who_has_no_javascript_follows_a_link_to_the_same(browser_of, sessions, now):
    filed(sessions, now)
    anna = browser_of("anna")
    page = anna.get(PAGE).text
    assert "<h1>Il caso già visto</h1>" in page
    assert "girata la carta" in page


def test_where_nothing_is_alike_the_part_says_so(browser_of, sessions, now):
    filed(sessions, now)
    anna = browser_of("anna")
    text = anna.get("/console/richieste/1001/simili", headers={"HX-Request": "true"}).text
    assert "Nessun caso risolto" in text
    assert anna.get("/console/richieste/1999/simili").status_code == 404
