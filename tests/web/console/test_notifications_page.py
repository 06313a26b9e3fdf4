""" "Avvisi": one's own services, of which nothing is shown again."""

import pytest

from store.models import Notification
from store.oncall import notification_settings
from store.staff import accounts

PAGE = "/console/impostazioni"
URL = "tgram://123456789:a-secret-of-telegram/42"


@pytest.fixture
def way(anna, sessions):
    anna.post(f"{PAGE}/avvisi/nuovo", page=PAGE, indirizzo=URL)
    with sessions() as session:
        (way,) = notification_settings.channels(session, accounts.named(session, "anna").id)
        return way.id


def test_a_service_is_added_tried_and_removed(anna, way, sessions):
    text = anna.get(PAGE).text
    assert "tgram://•••" in text
    assert "a-secret" not in text
    assert "mai provato" in text
    anna.post(f"{PAGE}/avvisi/{way}/prova", page=PAGE)
    with sessions() as session:
        assert session.query(Notification).one().event == "test"
    anna.post(f"{PAGE}/avvisi/{way}/togli", page=PAGE)
    assert "tgram://•••" not in anna.get(PAGE).text


def test_a_colleagues_service_is_none_of_ones_business(browser_of, way):
    bruno = browser_of("bruno")
    for act in ("prova", "togli"):
        answer = bruno.post(f"{PAGE}/avvisi/{way}/{act}", page=PAGE)
        assert answer.status_code == 404
    assert "tgram" not in bruno.get(PAGE).text.split("Aggiungi un servizio")[0]


@pytest.mark.parametrize("url", ["", "file:///etc/passwd", "json://10.0.0.1/x", "tgram:// x y"])
def test_an_address_that_is_not_allowed_is_told_in_italian(anna, url):
    answer = anna.post(f"{PAGE}/avvisi/nuovo", page=PAGE, indirizzo=url)
    assert answer.status_code == 422
    assert "indirizzo" in answer.text


def test_what_one_wants_to_hear_of_is_kept(anna, sessions):
    anna.post(f"{PAGE}/avvisi", page=PAGE, blocking="1", dalle="20:00", alle="08:00")
    with sessions() as session:
        wishes = notification_settings.wishes(session, accounts.named(session, "anna").id)
    assert (wishes.events, wishes.quiet_from, wishes.quiet_to) == (["blocking"], "20:00", "08:00")
    assert 'name="blocking" value="1" checked' in anna.get(PAGE).text
    assert 'name="promise" value="1" checked' not in anna.get(PAGE).text
    wrong = anna.post(f"{PAGE}/avvisi", page=PAGE, dalle="le otto", alle="08:00")
    assert wrong.status_code == 422
    assert "due orari come 20:00 e 08:00" in wrong.text
