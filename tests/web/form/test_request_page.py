"""The page behind the link: one's own request, and what its owner may do with it."""

import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from html import unescape

import pytest
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from rules.callbacks.callback import State as CallbackState
from rules.errors import BadInput
from rules.promise import Policy
from rules.tickets.ticket import Kind, State
from store.callbacks.promises import Promises
from store.messages import outbox
from store.models import (
    Agreement,
    Call,
    Outbox,
    Quote,
    QuoteLine,
    Recording,
    Ticket,
    Transcript,
)
from store.models.states import OutboxKind, RecordingState
from store.tickets import lifecycle
from tests.builders import a_recording
from tests.leotron import HOURS
from tests.web.form.client import GOOD, PNG, SECRET
from web.request_links import Links

ACTS = ("numero", "orario", "annulla", "cancella", "prezzo")
LINKS = Links(SECRET, "https://assistenza.example.it")
LATER = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)  # Wednesday, 9:15 in Verona


@pytest.fixture
def promising():
    """Makes real promises, as the service does where a ticket is settled."""
    return Promises(lambda: HOURS, Policy(), timedelta(minutes=10)).make


def moved(customer, ticket_id, to):
    with customer.sessions.begin() as session:
        lifecycle.move(session, ticket_id, to, actor="anna", now=customer.clock())


def test_the_page_tells_number_state_and_when_we_call(customer):
    ticket_id, path = customer.files((PNG, "errore.png"))
    page = customer.opens(path).text
    for told in (f"Richiesta {ticket_id}", "In attesa", "appena possibile", "045 800 1234"):
        assert told in page
    for told in ("J2K 11.4.2", "errore.png", f"https://assistenza.example.it{path}"):
        assert told in page


def test_the_link_is_the_same_whoever_makes_it():
    mine = Ticket(id=1001, link_secret="a" * 32)
    assert LINKS.link_for(mine) == LINKS.link_for(mine)
    assert LINKS.link_for(mine).startswith("https://assistenza.example.it/assistenza/r/1001-")
    token = LINKS.path_for(mine).rsplit("/", 1)[1]
    assert LINKS.named(token) == 1001
    assert LINKS.opens(token, mine)
    assert LINKS.opens(token.upper(), mine)


def test_a_link_opens_no_request_that_has_its_number_later():
    token = LINKS.path_for(Ticket(id=1001, link_secret="a" * 32)).rsplit("/", 1)[1]
    assert not LINKS.opens(token, Ticket(id=1001, link_secret="b" * 32))
    assert not LINKS.opens(token, Ticket(id=1002, link_secret="a" * 32))
    assert not LINKS.opens(token, Ticket(id=1001, link_secret=""))


@pytest.mark.parametrize("secret", ["", "short", "x" * 31])
def test_a_secret_that_could_be_guessed_is_refused(secret):
    with pytest.raises(BadInput, match=r"web\.secret_key"):
        Links(secret, "")


FORGED = [
    "MTAwMQ",
    "MTAwMQ.x",
    "1001",
    "x" * 5000,
    "%00",
    URLSafeSerializer("another secret of the same length!!!", salt="x").dumps(1001),
    URLSafeSerializer(SECRET, salt="centralino.voice.audio").dumps(1001),
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps("1001"),
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps(999_999),
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps(10**30),
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps([1001]),
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps(True),
    # As links were before requests had secrets: a request of today has no such link.
    URLSafeSerializer(SECRET, salt="centralino.assistenza.request").dumps(1001),
    "1001-",
    "1001-" + "a" * 26,
    "1001-à",
]


@pytest.mark.parametrize("token", FORGED)
def test_a_link_that_is_not_ours_opens_nothing(customer, token):
    ticket_id, _ = customer.files()
    for page in ("", "/dati", "/allegati/1", *(f"/{act}" for act in ACTS)):
        answer = customer.opens(f"/assistenza/r/{token}{page}")
        assert answer.status_code == 404
        assert "Il collegamento non è giusto, oppure è scaduto" in answer.text
    for act in ACTS:
        assert customer.client.post(f"/assistenza/r/{token}/{act}").status_code == 404
    assert customer.ticket(ticket_id).state == State.OPEN


def test_a_link_lasts_as_long_as_the_request_stands_and_a_while_longer(customer):
    ticket_id, path = customer.files()
    customer.clock.at += timedelta(days=400)
    assert customer.opens(path).status_code == 200
    moved(customer, ticket_id, State.CLOSED)
    customer.clock.at += timedelta(days=179)
    assert customer.opens(path).status_code == 200
    customer.clock.at += timedelta(days=2)
    assert customer.opens(path).status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_to_look_at_an_act_changes_nothing(customer, act):
    ticket_id, path = customer.files()
    before = customer.history(ticket_id)
    answer = customer.opens(f"{path}/{act}")
    assert answer.status_code == 200
    assert customer.client.head(f"{path}/{act}").status_code == 200
    assert (customer.history(ticket_id), customer.ticket(ticket_id).state) == (before, State.OPEN)


@pytest.mark.parametrize("act", ACTS)
def test_without_its_token_an_act_changes_nothing_and_asks_again(customer, act):
    ticket_id, path = customer.files()
    before = customer.history(ticket_id)
    typed = {"telefono": "045 8005678", "risposta": "agreed", "csrf_token": "forged"}
    answer = customer.client.post(f"{path}/{act}", data=typed)
    assert answer.status_code == 422
    assert "conferma di nuovo" in answer.text
    assert customer.history(ticket_id) == before


def test_the_number_is_changed_and_no_slip_is_looked_for_in_it(customer, now):
    ticket_id, path = customer.files()
    answer = customer.does(path, "numero", telefono="045 8001235")
    assert answer.location == f"{path}?fatto=numero"
    assert "Il numero è cambiato." in customer.opens(answer.location).text
    assert customer.callback(ticket_id).number == "+390458001235"
    assert customer.history(ticket_id)[-1] == ("cliente", "number_changed")
    with customer.sessions.begin() as session:
        lifecycle.correct(session, ticket_id, {"urgency": "low"}, actor="anna", now=now)
    assert customer.callback(ticket_id).number == "+390458001235"


@pytest.mark.parametrize(
    "typed", ["", "12", "899 123456", "<b>", "0" * 5000, "0455117067", "045 2525658"]
)
def test_a_number_that_cannot_be_rung_is_refused(customer, typed):
    ticket_id, path = customer.files()
    answer = customer.does(path, "numero", telefono=typed)
    assert answer.status_code == 422
    assert 'id="telefono-errore"' in answer.text
    assert customer.callback(ticket_id).number == "+390458001234"


def test_a_later_time_is_chosen_and_told(customer):
    ticket_id, path = customer.files()
    assert customer.does(path, "orario", ora=LATER.isoformat()).location == f"{path}?fatto=orario"
    assert customer.callback(ticket_id).next_at == LATER
    assert "domani, mercoledì 25 novembre, dalle 9:15" in customer.opens(path).text
    assert customer.history(ticket_id)[-1] == ("cliente", "time_chosen")
    customer.does(path, "orario", ora="")
    assert customer.callback(ticket_id).next_at == customer.clock()
    assert "appena possibile" in customer.opens(path).text


@pytest.mark.parametrize(
    "ora",
    [
        "2026-11-28T08:15:00+00:00",  # a Saturday, for subscribers
        "2026-11-25T12:00:00+00:00",  # at noon's pause
        "2026-11-23T08:15:00+00:00",  # past
        "2027-11-24T08:15:00+00:00",
        "2026-12-25T08:15:00+00:00",
        "domani",
        "0" * 10_000,
        "\x00",
    ],
)
def test_a_time_that_is_not_offered_is_refused(customer, ora):
    ticket_id, path = customer.files()
    before = customer.callback(ticket_id).next_at
    answer = customer.does(path, "orario", ora=ora)
    assert answer.status_code == 422
    assert "scelga un orario dell" in answer.text.lower()
    assert customer.callback(ticket_id).next_at == before


@pytest.mark.parametrize(
    ("promised", "stands"),
    [(LATER - timedelta(hours=1), False), (LATER + timedelta(hours=1), True)],
)
def test_a_promise_for_before_the_time_chosen_is_one_no_longer(customer, promised, stands, now):
    ticket_id, path = customer.files()
    with customer.sessions.begin() as session:
        lifecycle.correct(session, ticket_id, {"promised_at": promised}, actor="desk", now=now)
    customer.does(path, "orario", ora=LATER.isoformat())
    assert customer.ticket(ticket_id).promised_at == (promised if stands else None)


def test_the_time_chosen_is_shown_with_the_promise_for_it(customer_of, promising):
    customer = customer_of(settle=promising)
    ticket_id, path = customer.files()
    first = customer.ticket(ticket_id).promised_at
    assert first < LATER
    customer.does(path, "orario", ora=LATER.isoformat())
    assert customer.ticket(ticket_id).promised_at > LATER
    page = unescape(customer.opens(path).text)
    assert "domani, mercoledì 25 novembre, dalle 9:15 ed entro le " in page
    assert f'<option value="{LATER.isoformat()}" selected>' in customer.opens(f"{path}/orario").text


def test_whoever_wants_to_be_called_soon_again_is_promised_anew(customer_of, promising):
    customer = customer_of(settle=promising)
    ticket_id, path = customer.files()
    first = customer.ticket(ticket_id).promised_at
    customer.does(path, "orario", ora=LATER.isoformat())
    customer.does(path, "orario", ora="")
    assert customer.ticket(ticket_id).promised_at == first
    page = unescape(customer.opens(path).text)
    assert "di oggi" in page
    assert "mercoledì 25" not in page


def test_to_ask_for_soon_what_is_due_anyway_moves_no_promise(customer_of, promising):
    customer = customer_of(settle=promising)
    ticket_id, path = customer.files()
    first = customer.ticket(ticket_id).promised_at
    customer.clock.at += timedelta(minutes=5)
    customer.does(path, "orario", ora="")
    assert customer.ticket(ticket_id).promised_at == first


def test_a_promise_is_told_as_such(customer, now):
    ticket_id, path = customer.files()
    promised = {"promised_at": now + timedelta(minutes=40)}
    with customer.sessions.begin() as session:
        lifecycle.correct(session, ticket_id, promised, actor="desk", now=now)
    assert "entro le 10:40 di oggi" in customer.opens(path).text


def test_a_request_is_cancelled_and_nobody_calls(customer):
    ticket_id, path = customer.files()
    assert customer.does(path, "annulla").location == f"{path}?fatto=annulla"
    assert customer.ticket(ticket_id).state == State.CANCELLED
    assert customer.callback(ticket_id).state == CallbackState.CANCELLED
    assert customer.history(ticket_id)[-1] == ("cliente", "moved")
    page = customer.opens(path).text
    assert "Annullata" in page
    assert "Quando La chiamiamo" not in page


@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED, State.CANCELLED])
@pytest.mark.parametrize("act", ["numero", "orario", "annulla", "prezzo"])
def test_what_is_over_is_not_changed(customer, state, act):
    ticket_id, path = customer.files()
    hidden = customer.hidden(f"{path}/{act}")
    moved(customer, ticket_id, state)
    before = customer.history(ticket_id)
    typed = {**hidden, "telefono": "045 8005678", "risposta": "agreed"}
    answer = customer.client.post(f"{path}/{act}", data=typed)
    assert answer.location == f"{path}?tardi=1"
    assert "non è più possibile" in customer.opens(answer.location).text
    assert customer.history(ticket_id) == before


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (State.IN_PROGRESS, "Un tecnico se ne sta occupando"),
        (State.RESOLVED, "risulta risolto"),
        (State.CLOSED, "è chiusa"),
    ],
)
def test_each_state_is_told_in_plain_words(customer, state, told):
    ticket_id, path = customer.files()
    moved(customer, ticket_id, state)
    assert told in customer.opens(path).text


def test_the_copy_holds_all_that_was_sent(customer):
    ticket_id, path = customer.files((PNG, "errore.png"))
    answer = customer.opens(f"{path}/dati")
    assert (
        answer.headers["Content-Disposition"] == f"attachment; filename=richiesta-{ticket_id}.zip"
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as made:
        held = json.loads(made.read("richiesta.json"))
        [picture] = [name for name in made.namelist() if name.startswith("allegati/")]
        assert made.read(picture) == PNG
    assert (held["company"], held["email"]) == (GOOD["azienda"], GOOD["email"])
    assert held["message"] == GOOD["descrizione"]
    assert held["attachments"][0]["name"] == "errore.png"
    assert held["history"][0]["event"] == "opened"


def all_that_is_held(customer):
    """Every text of every table."""
    with customer.sessions() as session:
        return "\n".join(
            str(row)
            for table in reversed(Agreement.metadata.sorted_tables)
            for row in session.execute(select(table))
            if table.name != "program_requests"
        )


def test_what_we_hold_is_deleted_for_good(customer, now):
    ticket_id, path = customer.files((PNG, "errore.png"))
    customer.does(path, "numero", telefono="045 8005678")
    with customer.sessions.begin() as session:
        body = {"text": "Buongiorno Marco Rossi"}
        outbox.put(session, kind=OutboxKind.SMS, to="+390458001234", body=body, key="k", now=now)
        session.scalars(select(Outbox)).one().ticket_id = ticket_id
    assert customer.does(path, "cancella").location == f"{path}?fatto=cancella"
    held = all_that_is_held(customer)
    for gone in ("Rossi", "8001234", "8005678", "example.it", "L1042", "cassa", "errore", "J2K"):
        assert gone not in held
    assert customer.kept() == []
    assert customer.ticket(ticket_id).state == State.CLOSED
    assert customer.history(ticket_id)[-1] == ("cliente", "erased")
    page = customer.opens(path).text
    assert "sono stati cancellati" in page
    assert customer.client.post(f"{path}/cancella").location == f"{path}?tardi=1"


def test_a_call_and_its_audio_are_deleted_too(customer, now):
    with customer.sessions.begin() as session:
        recording = a_recording(session, now=now)
        call = session.get_one(Call, recording.call_sid)
        ticket = lifecycle.open_for_call(
            session, call, kind=Kind.MESSAGE, in_charge_at=now, now=now
        )
        audio = customer.services.recordings / "message.wav"
        audio.parent.mkdir()
        audio.write_bytes(b"RIFF")
        recording.path, recording.state = audio.name, RecordingState.STORED
        session.add(
            Transcript(
                recording_sid=recording.sid, text="Sono Marco Rossi", model="demo", created_at=now
            )
        )
        ticket_id, sid = ticket.id, recording.sid
    path = customer.services.links.path_for(customer.ticket(ticket_id))
    with zipfile.ZipFile(io.BytesIO(customer.opens(f"{path}/dati").data)) as made:
        assert made.read(f"registrazioni/{sid}.wav") == b"RIFF"
        assert "Sono Marco Rossi" in made.read("richiesta.json").decode()
    customer.does(path, "cancella")
    assert not audio.exists()
    with customer.sessions() as session:
        assert session.get_one(Recording, sid).state == RecordingState.DELETED
    held = all_that_is_held(customer)
    assert "Rossi" not in held
    assert "8001234" not in held


PRICE = (
    "Eventuali interventi che esulano dal contratto o dal modulo J-System vengono addebitati al "
    "costo orario di 80,00 € (+ IVA, ovvero 97,60 €), con addebito minimo di 1 ora di lavoro."
)


@pytest.mark.parametrize(
    ("answer", "told"), [("agreed", "Accettato"), ("declined", "Non accettato")]
)
def test_the_answer_to_the_price_is_kept_with_the_words_that_were_shown(customer, answer, told):
    ticket_id, path = customer.files()
    assert PRICE in customer.opens(f"{path}/prezzo").text
    assert customer.does(path, "prezzo", risposta=answer).location == f"{path}?fatto=prezzo"
    with customer.sessions() as session:
        row = session.scalars(select(Agreement)).one()
    assert (row.ticket_id, row.answer, row.words) == (ticket_id, answer, PRICE)
    assert (row.total, row.at) == (Decimal("97.60"), customer.clock())
    assert f"{told}: {PRICE}" in customer.opens(path).text
    again = customer.client.post(f"{path}/prezzo", data={"risposta": "agreed"})
    assert again.location == f"{path}?tardi=1"


@pytest.mark.parametrize("changes", [{"parole": "0" * 64}, {"parole": ""}])
def test_words_that_were_not_shown_are_not_agreed_to(customer, changes):
    _, path = customer.files()
    answer = customer.does(path, "prezzo", risposta="agreed", **changes)
    assert answer.status_code == 409
    assert "lo legga di nuovo" in answer.text
    with customer.sessions() as session:
        assert session.scalars(select(Agreement)).all() == []


@pytest.mark.parametrize("risposta", ["", "clarify", "sì", "x" * 5000])
def test_an_answer_that_is_none_is_asked_again(customer, risposta):
    _, path = customer.files()
    assert customer.does(path, "prezzo", risposta=risposta).status_code == 422


@pytest.mark.parametrize("cover", ["contract", "j_system", "warranty"])
def test_whoever_is_covered_is_asked_for_no_price(customer, cover):
    ticket_id, path = customer.files()
    with customer.sessions.begin() as session:
        lifecycle.find(session, ticket_id).cover = cover
    assert "Rispondi al prezzo" not in customer.opens(path).text
    assert customer.client.post(f"{path}/prezzo").location == f"{path}?tardi=1"


@pytest.mark.parametrize(("answer", "state"), [("agreed", "accepted"), ("declined", "declined")])
def test_a_quote_is_answered_line_by_line_as_it_was_sent(customer, answer, state, now):
    ticket_id, path = customer.files(tipo="hardware")
    with customer.sessions.begin() as session:
        quote = Quote(ticket_id=ticket_id, state="sent", vat_percent=Decimal(22), created_at=now)
        session.add(quote)
        session.flush()
        for position, (kind, words, price) in enumerate(
            [("parts", "Testina <b>", "120.50"), ("labour", "Montaggio", "80.00")]
        ):
            line = {"kind": kind, "words": words, "quantity": Decimal(1)}
            session.add(
                QuoteLine(quote_id=quote.id, position=position, unit_price=Decimal(price), **line)
            )
    page = customer.opens(f"{path}/prezzo").text
    assert "Ricambi: Testina &lt;b&gt;, 1 × 120,50 € = 120,50 €" in page
    assert "totale 244,61 €" in page
    customer.does(path, "prezzo", risposta=answer)
    with customer.sessions() as session:
        row = session.scalars(select(Agreement)).one()
        kept = session.scalars(select(Quote)).one()
    assert (row.quote_id, row.answer, row.total) == (kept.id, answer, Decimal("244.61"))
    assert "Testina <b>" in row.words
    assert (kept.state, kept.decided_at) == (state, customer.clock())


def test_no_page_but_its_own_names_the_link(customer, logged):
    _, path = customer.files()
    token = path.rsplit("/", 1)[1]
    assert token not in customer.opens().text
    customer.opens(f"{path}/numero")
    assert not [entry for entry in logged if re.search(re.escape(token), str(entry))]
