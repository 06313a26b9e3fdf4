"""A number that only sent a call on is nobody's, at every door; a join that was guessed is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from ivr.twilio_seen import SeenCall, SeenRecording
from rules.tickets.ticket import Kind
from scheduler.reconcile import Looking, Reconciler
from store.calls import call_log
from store.models import Addition, Recording
from store.tickets import lifecycle
from store.views import statistics
from store.views.odd_callers import odd_callers
from tests.builders import a_call, a_customer, a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED, state
from tests.leotron import ACCOUNT, CALLER, HOURS, LINES, WEEKDAY_LINE, WEEKEND_LINE
from tests.stories.doors import Doors, Https, hidden_in, opened
from tests.stories.left_messages import a_message, a_supervisor

PUBLIC_NUMBER = "+390458989898"  # on the cards: the operator sends its calls on
on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def doors(database_url, now, tmp_path) -> Doors:
    return opened(database_url, Clock(now), tmp_path, LINES__WEEKDAY__ALSO=f'["{PUBLIC_NUMBER}"]')


SENT_ON = {
    "our other line": {"From": WEEKEND_LINE},
    "the line that was dialled": {"From": WEEKDAY_LINE},
    "our public number": {"From": PUBLIC_NUMBER},
    "ForwardedFrom": {"From": CALLER, "ForwardedFrom": CALLER},
    "CalledVia": {"From": CALLER, "CalledVia": CALLER},
}


def leaves(doors: Doors, text: str, **told: str):
    """A message in a call that shows what is told; the call."""
    sid = a_recording_sid()
    doors.said[sid] = text
    call = doors.call()
    call.rings(**told)
    call.recorded(RECORDED, sid, 12, **told)
    call.recording_is("completed", sid, 12)
    call.ends(**told)
    return call


@pytest.mark.parametrize("told", SENT_ON.values(), ids=SENT_ON)
def test_three_firms_behind_one_line_are_three_requests_and_none_cancels_anothers(doors, told):
    for firm in ("Ferramenta Rossi", "Bar Sport", "Autoricambi Verdi"):
        leaves(doors, f"Sono di {firm}, la cassa non parte.", **told)
        doors.clock.move(minutes=3)
    call = doors.call()
    call.rings(**told)
    offer = call.post(f"/voice/message?{state()}", **told)
    assert "richiesta" not in offer.said
    assert "Dopo il segnale dica numero" in offer.said
    call.presses(f"/voice/about?{state(a='told')}", "2", **told)
    call.presses(f"/voice/cancel?{state(a='1001')}", "2", **told)
    call.ends(**told)
    tickets = doors.api("/tickets")
    assert len(tickets) == 4
    assert {(one["status"], one["caller_number"]) for one in tickets} == {("open", None)}


@on_one_database
@pytest.mark.parametrize("told", SENT_ON.values(), ids=SENT_ON)
def test_the_status_callback_alone_shows_no_number_of_ours(doors, told):
    call = doors.call()
    call.ends(**told)
    [ticket] = doors.api(f"/tickets?call_sid={call.sid}")
    assert ticket["caller_number"] is None


@pytest.mark.parametrize("told", SENT_ON.values(), ids=SENT_ON)
@on_one_database
def test_a_lost_call_that_was_sent_on_is_nobodys_number(doors, told):
    via = told.get("ForwardedFrom", told.get("CalledVia", ""))
    lost = SeenCall(
        "CA" + "7" * 32, ACCOUNT, told["From"], WEEKDAY_LINE, "inbound", "completed",
        doors.clock(), 30, via,
    )  # fmt: skip

    class Twilio:
        def call(self, sid: str) -> None:
            return None

        def calls_since(self, instant) -> list[SeenCall]:
            return [lost]

        def recordings_since(self, instant) -> list[SeenRecording]:
            return []

    looking = Looking(lambda: HOURS, LINES, frozenset({PUBLIC_NUMBER}))
    assert Reconciler(doors.sessions, Twilio(), doors.clock, looking).look() == 1
    with doors.sessions() as session:
        assert call_log.find(session, lost.sid).from_number is None


@on_one_database
def test_our_public_number_is_rung_by_nobody_and_written_by_nobody(doors):
    """Said in a message, typed in the form, or told before it was known to be ours."""
    told, _, _ = a_message(doors, CALLER, "Richiamatemi allo 045 8989898, grazie.")
    assert told["callback_number"] is None
    client = Https(doors.app)
    form = {**hidden_in(client.get("/assistenza").text), "telefono": "045 8989898"}
    more = {"azienda": "X", "nome": "Y", "descrizione": "Z", "tipo": "software"}
    assert client.post("/assistenza", data={**form, **more}).status_code == 422
    with doors.sessions.begin() as session:
        a_customer(session, code="L1001")
        before = a_call(session, from_number=PUBLIC_NUMBER, now=doors.clock())
        ticket = lifecycle.open_for_call(
            session, before, kind=Kind.MISSED, in_charge_at=doors.clock(), now=doors.clock()
        )
        ticket_id = ticket.id
        counted = statistics.repeated(
            session, doors.clock() - timedelta(days=1), doors.clock(), 9, {PUBLIC_NUMBER}
        )
    assert counted == []
    carla = a_supervisor(doors)
    page = f"/console/richieste/{ticket_id}"
    answer = carla.client.post(f"{page}/numero", data={**carla.token(page), "codice": "L1001"})
    assert "linea nostra" in answer.text


# A join that was guessed


@pytest.mark.on_both
def test_a_message_that_names_another_firm_is_parted_from_the_request_it_had_joined(doors):
    first = leaves(doors, "Sono Marco Rossi della Ferramenta Rossi, la stampante non va.")
    doors.clock.move(minutes=4)
    second = leaves(
        doors, "Sono Anna del Bar Sport, non riusciamo più a lavorare, è tutto bloccato."
    )
    assert len(doors.api("/tickets")) == 1
    doors.works()
    [one] = doors.api(f"/tickets?call_sid={first.sid}")
    [other] = doors.api(f"/tickets?call_sid={second.sid}")
    assert one["number"] != other["number"]
    assert ("Rossi" in one["company"], "Sport" in other["company"]) == (True, True)
    assert (one["urgency"], other["urgency"]) == ("normal", "blocking")
    assert (one["later_calls"], other["status"]) == ([], "open")
    assert len(doors.api("/callbacks")) == 2
    anna = doors.anna()
    page = anna.page(f"/console/richieste/{other['id']}")
    assert f"ha separato la chiamata, che parlava d'altro, dalla richiesta {one['number']}" in page
    page = anna.page(f"/console/richieste/{one['id']}")
    assert f"parlava d'altro, ora richiesta {other['number']}" in page


@on_one_database
def test_whichever_text_is_read_first(doors):
    """The first message is read last: its audio was not to be had until then."""
    first_sid = a_recording_sid()
    doors.said[first_sid] = "Sono Marco della Ferramenta Rossi, la stampante non va."
    call = doors.call()
    call.rings()
    call.recorded(RECORDED, first_sid, 12)
    call.recording_is("completed", first_sid, 12)
    call.ends()
    doors.clock.move(minutes=4)
    second_sid = a_recording_sid()
    doors.said[second_sid] = "Bar Sport, tutto fermo, richiamatemi al 045 6289417."
    second = doors.call()
    second.rings()
    second.recorded(RECORDED, second_sid, 12)
    second.recording_is("completed", second_sid, 12)
    second.ends()
    later = doors.clock() + timedelta(hours=1)
    with doors.sessions.begin() as session:
        session.execute(update(Recording).where(Recording.sid == first_sid).values(next_at=later))
    doors.works()
    assert len(doors.api("/tickets")) == 1
    doors.clock.move(hours=2)
    doors.works()
    [one] = doors.api(f"/tickets?call_sid={call.sid}")
    [other] = doors.api(f"/tickets?call_sid={second.sid}")
    assert (one["callback_number"], other["callback_number"]) == (None, "+390456289417")
    assert (one["urgency"], other["urgency"]) == ("normal", "blocking")
    assert "Sport" not in (one["company"] or "")


@on_one_database
@pytest.mark.parametrize(
    "text",
    [
        "Sono ancora io, è urgente.",
        "Ferramenta Rossi, ho dimenticato: il modello è RT-90.",
        "Sono Marco della Ferramenta Rossi, adesso è tutto fermo.",
    ],
)
def test_what_is_the_same_matter_stays_together(doors, text):
    leaves(doors, "Sono Marco della Ferramenta Rossi, la stampante non va.")
    doors.clock.move(minutes=4)
    leaves(doors, text)
    doors.works()
    assert len(doors.api("/tickets")) == 1


@on_one_database
def test_what_the_caller_chose_is_no_guess(doors):
    leaves(doors, "Sono Marco della Ferramenta Rossi, la stampante non va.")
    doors.clock.move(minutes=4)
    sid = a_recording_sid()
    doors.said[sid] = "Chiedete di Anna del Bar Sport, che è qui di fianco."
    call = doors.call()
    call.rings()
    offer = call.post(f"/voice/message?{state()}")
    call.presses(offer.goes_to("Gather"), "1")
    call.recorded(f"/voice/recorded?{state(a='1001')}", sid, 12)
    call.ends()
    doors.works()
    assert len(doors.api("/tickets")) == 1


@on_one_database
def test_a_missed_call_that_a_strangers_message_had_joined_is_a_missed_call_again(doors):
    missed = doors.call()
    missed.rings()
    missed.ends()
    doors.clock.move(minutes=2)
    leaves(doors, "Sono Marco della Ferramenta Rossi, la stampante non va.")
    doors.clock.move(minutes=2)
    leaves(doors, "Sono Anna del Bar Sport, la cassa non apre.")
    doors.works()
    assert len(doors.api("/tickets")) == 2


@on_one_database
def test_what_another_call_said_goes_with_an_erasure(doors):
    leaves(doors, "Sono Marco della Ferramenta Rossi, la stampante non va.")
    doors.clock.move(minutes=4)
    leaves(doors, "Sono Marco della Ferramenta Rossi, adesso è tutto fermo.")
    doors.works()
    doors.command("privacy", "erase", CALLER, "--yes")
    with doors.sessions() as session:
        assert session.scalars(select(Addition.draft)).all() == [None]


# A number that many firms call from


def behind_one_line(doors: Doors, hours: int = 1) -> None:
    for firm in ("la Ferramenta Rossi", "il Bar Sport", "la Farmacia Centrale"):
        a_message(doors, CALLER, f"Buongiorno, qui {firm}, la stampante non va.")
        doors.clock.move(hours=hours)


@on_one_database
def test_a_number_that_many_firms_call_from_is_no_identity(doors):
    with doors.sessions.begin() as session:
        a_customer(session, code="L1001", name="Ferramenta Rossi", phones=[CALLER])
    behind_one_line(doors)
    a_message(doors, CALLER, "La cassa non si apre.")
    page = doors.anna().page("/console/richieste?stato=aperte")
    assert "numero di più clienti" in page
    assert "forse Ferramenta Rossi" not in page
    offered = doors.call()
    offered.rings()
    said = offered.post(f"/voice/message?{state()}").said
    assert "uno, zero, zero" not in said  # the number of a request is told to nobody who rings so
    doors.clock.move(minutes=2)
    leaves(doors, "Ancora la cassa.")
    assert len(doors.api("/tickets")) == 5  # and nothing is put together by a guess


@on_one_database
def test_one_number_that_makes_up_many_calls_is_told_in_console_and_config_check(doors, capsys):
    for _ in range(12):
        call = doors.call(caller="+390456289417")
        call.rings()
        call.ends()
        doors.clock.move(minutes=20)
    with doors.sessions() as session:
        [odd] = odd_callers(session, doors.clock())
    assert (odd.number, odd.calls, odd.of_all) == ("+390456289417", 12, 12)
    page = doors.anna().page("/console")
    assert "12 chiamate su 12 mostrano il numero 045 628 9417" in page
    told = doors.command("config", "check", "--json")
    assert "12 of 12 calls of the last week show the number +39045" in told
    assert "6289417" not in told
    with doors.sessions.begin() as session:
        a_customer(session, code="L1001", phones=["+390456289417"])
    assert "mostrano il numero" not in doors.anna().page("/console")
