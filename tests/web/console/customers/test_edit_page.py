"""A customer who is altered by two at once: nothing that was typed is lost, nothing is overwritten unseen."""

from html import unescape

import pytest

from store.customers import directory
from store.models import Customer


@pytest.fixture
def page(sessions):
    with sessions.begin() as session:
        made = directory.add(session, code="L1042", name="Bar Sport", phones=["+390458001234"])
        return f"/console/clienti/{made.id}/modifica"


@pytest.fixture
def carla(browser_of):
    """She is responsible for the service."""
    return browser_of("carla")


def fields(browser, page):
    """The form as the page has it."""
    text = browser.get(page).text
    seen = unescape(text.partition('name="visto" value="')[2].partition('"')[0])
    return {"visto": seen, "name": "Bar Sport", "phones": "045 800 1234"}


def alter(browser, page, **typed):
    return browser.client.post(page, data={"csrf_token": browser.token(page), **typed})


def test_what_was_typed_while_a_colleague_altered_the_customer_is_shown_again(
    carla, page, sessions
):
    before = fields(carla, page)
    assert alter(carla, page, **before, email="bar@example.it").status_code == 303
    answer = alter(carla, page, **before, notes="Chiude il lunedì; suonare al 12.")
    told = unescape(answer.text)
    assert answer.status_code == 422
    assert "Nel frattempo un collega ha cambiato questo cliente" in told
    assert "«bar@example.it»" in told
    assert "Chiude il lunedì; suonare al 12." in told
    with sessions() as session:
        kept = session.query(Customer).one()
        assert (kept.email, kept.notes) == ("bar@example.it", None)
    again = {**fields(carla, page), "email": "bar@example.it"}
    assert alter(carla, page, **again, notes="Chiude il lunedì.").status_code == 303
    with sessions() as session:
        kept = session.query(Customer).one()
        assert (kept.email, kept.notes) == ("bar@example.it", "Chiude il lunedì.")
