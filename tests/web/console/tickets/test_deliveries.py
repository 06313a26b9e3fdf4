"""What was sent, truly: from Twilio's report, signed, to the technician who reads it."""

import json

import pytest
from sqlalchemy import select

from store.messages import outbox
from store.models import Outbox
from store.models.states import OutboxKind, OutboxState
from tests.builders import a_call, a_ticket
from tests.ivr.signed_call import TwilioCall
from tests.leotron import ACCOUNT

SID = f"SM{1:032x}"
MOBILE = "+393471234567"


@pytest.fixture
def sent(doors):
    """The text that confirms request 1001, as Twilio took it."""
    now = doors.clock()
    with doors.sessions.begin() as session:
        a_ticket(session, a_call(session, from_number=MOBILE, now=now), now=now)
        body = {"text": "Abbiamo preso in carico la richiesta 1001.", "until": None}
        key, kind = "ticket_opened:1001", OutboxKind.SMS
        outbox.put(session, kind=kind, to=MOBILE, body=body, key=key, now=now, ticket_id=1001)
        row = session.scalars(select(Outbox)).one()
        row.state, row.provider_sid, row.sent_at = OutboxState.SENT, SID, now


def twilio_reports(doors, status, code=None):
    call = TwilioCall(doors.app.test_client())
    form = {"MessageSid": SID, "SmsSid": SID, "MessageStatus": status, "AccountSid": ACCOUNT}
    answer = call.send("/voice/delivery", form | ({"ErrorCode": code} if code else {}))
    assert answer.status == 204


def test_a_text_that_did_not_arrive_is_told_everywhere_with_its_reason(doors, anna, sent):
    assert "consegna non è ancora confermata" in anna.page("/console/richieste/1001")
    twilio_reports(doors, "undelivered", "30006")
    why = "non è arrivato: il numero non è un cellulare, o non è raggiungibile"
    said = f"1001 : l'SMS «Conferma della richiesta» a +39347•••••67 {why}"
    queue, page = anna.page("/console"), anna.page("/console/richieste/1001")
    assert said in queue
    assert queue.index(said) < queue.index("Il prossimo da richiamare")
    assert why in page
    assert "centralino non è riuscito ad avvisare il cliente: SMS, il numero non è un" in page
    assert "un messaggio non è arrivato" in anna.page("/console/richieste?stato=messaggi")
    (message,) = doors.api("/tickets/1001")["messages"]
    assert (message["delivery"], message["needs_person"]) == ("failed", True)
    assert message["reason"] in why
    (listed,) = json.loads(doors.command("outbox", "list", "--json"))
    assert (listed["arrived"], listed["reason"]) == ("failed", message["reason"])


def test_a_text_that_arrived_says_so_and_stands_above_no_queue(doors, anna, sent):
    twilio_reports(doors, "delivered")
    assert "Conferma della richiesta per SMS a +39347•••••67: consegnato 10:00" in anna.page(
        "/console/richieste/1001"
    )
    assert "Conferma della richiesta" not in anna.page("/console")
    assert "un messaggio non" not in anna.page("/console/richieste?stato=")


def test_it_is_sent_again_once_to_the_number_as_it_is_by_then(doors, anna, sent):
    twilio_reports(doors, "undelivered", "30006")
    anna.post(
        "/console/richieste/1001/fatti",
        page="/console/richieste/1001",
        telefono="348 9999999",
        oggetto="",
        urgenza="normal",
        categoria="other",
        nome="",
        ditta="",
        prodotto="",
    )
    for _ in range(2):  # two clicks, or two colleagues
        anna.post("/console/messaggi/1/ancora", page="/console/richieste/1001")
    with doors.sessions() as session:
        rows = session.scalars(select(Outbox).order_by(Outbox.id)).all()
    assert [(row.to, row.state, row.key) for row in rows[1:]] == [
        ("+393489999999", OutboxState.WAITING, "ticket_opened:again:1")
    ]
    assert rows[1].body == rows[0].body
    assert "non è arrivato" not in anna.page("/console")
    assert "anna invia di nuovo il messaggio" in anna.page("/console/richieste/1001")


def test_whoever_told_the_customer_in_another_way_says_so(doors, anna, sent):
    twilio_reports(doors, "failed", "30007")
    anna.post("/console/messaggi/1/fatto", page="/console")
    assert "non è arrivato" not in anna.page("/console")
    page = anna.page("/console/richieste/1001")
    assert "l'operatore l'ha scambiato per pubblicità (qualcuno ci ha pensato)" in page
    anna.post("/console/messaggi/1/ancora", page="/console")
    anna.post("/console/messaggi/99/ancora", page="/console")
    with doors.sessions() as session:
        assert len(session.scalars(select(Outbox)).all()) == 1


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (None, None, "la consegna non è ancora confermata"),
        ("delivered", None, "consegnato"),
        ("undelivered", "30003", "il telefono è spento o non raggiungibile. Dagli tu questo"),
    ],
)
def test_a_quote_says_what_the_customer_has_and_never_more(doors, anna, status, code, told):
    now = doors.clock()
    with doors.sessions.begin() as session:
        a_ticket(session, a_call(session, from_number=MOBILE, now=now), now=now)
    page = "/console/preventivi/1"
    anna.post("/console/richieste/1001/preventivi", page="/console/impostazioni")
    anna.post(page, page=page, voce="parts", parole="Testina", quanti="1", prezzo="100")
    anna.post(f"{page}/invia", page=page, totale="122.00")
    assert "Tra un minuto parte per SMS" in anna.page(page)
    doors.clock.move(minutes=4)
    assert "non è partito per SMS a +39347•••••67. Dagli tu" in anna.page(page)
    with doors.sessions.begin() as session:
        body = {"text": "Il preventivo", "until": None}
        told_by = {"kind": OutboxKind.SMS, "to": MOBILE, "body": body, "key": "quote_sent:5"}
        outbox.put(session, **told_by, now=doors.clock(), ticket_id=1001)
        row = session.scalars(select(Outbox)).one()
        row.state, row.provider_sid, row.sent_at = OutboxState.SENT, SID, doors.clock()
    if status:
        twilio_reports(doors, status, code)
    assert told in anna.page(page)
    assert "riceve" not in anna.page(page)
