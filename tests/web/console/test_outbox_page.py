"""The page of messages: found, sent again, held back, and who sees which."""

from html import unescape

import pytest

from store import reading
from store.messages import outbox
from store.models import Outbox
from store.models.states import OutboxKind, OutboxState
from tests.builders import a_call, a_customer, a_ticket

PAGE = "/console/messaggi"
MOBILE = "+393471234567"


@pytest.fixture
def written(sessions, now):
    """One that did not arrive, one that waits, both of a customer's request; and an alert."""
    with sessions.begin() as session:
        customer = a_customer(session, code="L2210", name="Ferramenta Rossi")
        ticket = a_ticket(session, a_call(session, from_number=MOBILE, now=now), now=now)
        ticket.customer_id = customer.id
        for key, of in (
            ("ticket_opened:1", ticket.id),
            ("gave_up:1", ticket.id),
            ("alert:1", None),
        ):
            body = {"text": "Buongiorno", "until": None}
            to = {"kind": OutboxKind.SMS, "to": MOBILE, "body": body}
            outbox.put(session, **to, key=key, now=now, ticket_id=of)
        row = session.query(Outbox).filter_by(key="ticket_opened:1").one()
        row.state, row.delivery, row.delivery_error = OutboxState.SENT, "undelivered", "30003"
        return {one.key: one.id for one in session.query(Outbox)}


def shown(browser, query=""):
    answer = browser.get(f"{PAGE}{query}")
    return unescape(answer.text), answer.status_code


def test_messages_are_found_by_state_channel_and_customer_with_their_reason(anna, written):
    lost, waits = (f'id="m{written[key]}"' for key in ("ticket_opened:1", "gave_up:1"))
    for query, found in {
        "": (True, True),
        "?stato=non-arrivati": (True, False),
        "?stato=da-inviare": (False, True),
        "?stato=consegnati": (False, False),
        "?canale=email": (False, False),
        "?canale=sms&cliente=L2210": (True, True),
        "?stato=nonsense&canale=nonsense&prima=x": (True, True),
    }.items():
        text, status = shown(anna, query)
        assert (status, lost in text, waits in text) == (200, *found), query
    text, _ = shown(anna)
    assert "il telefono è spento o non raggiungibile" in text
    assert "1 non arrivato e da vedere" in text
    assert "/console/richieste/1001" in text
    assert MOBILE not in text


def test_an_unknown_customer_is_told_beside_the_field(anna, written):
    text, status = shown(anna, "?cliente=nessuno")
    assert (status, "Nessun cliente corrisponde a «nessuno»" in text) == (422, True)
    assert 'value="nessuno"' in text


def test_what_did_not_arrive_goes_again_and_what_waits_is_held_back(anna, written, sessions):
    for _ in range(2):  # twice changes nothing
        anna.post(f"{PAGE}/{written['ticket_opened:1']}/ancora", page=PAGE)
        anna.post(f"{PAGE}/{written['gave_up:1']}/annulla", page=PAGE)
    with reading(sessions) as session:
        again = [one.key for one in session.query(Outbox) if ":again:" in one.key]
        held = session.get_one(Outbox, written["gave_up:1"])
        assert (len(again), held.state) == (1, OutboxState.FAILED)
    text, _ = shown(anna, "?stato=non-partiti")
    assert "non è partito: l'ha annullato qualcuno di noi" in text
    assert "Troppo tardi: è già partito, o sta partendo." in text
    history = unescape(anna.get("/console/richieste/1001").text)
    assert "ha annullato, prima che partisse, un messaggio al cliente" in history


def test_alerts_to_our_own_people_are_for_supervisors_and_nobody_holds_them_back(
    anna, browser_of, written
):
    carla = browser_of("carla")
    alert = f'id="m{written["alert:1"]}"'
    assert alert not in shown(anna)[0]
    assert alert in shown(carla)[0]
    carla.post(f"{PAGE}/{written['alert:1']}/annulla", page=PAGE)
    assert "Questo messaggio non c'è più" in shown(carla)[0]
    assert alert in shown(carla, "?stato=da-inviare")[0]
