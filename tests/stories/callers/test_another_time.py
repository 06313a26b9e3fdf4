"""Another time to be called, by key after the message: from the caller's key to the technician's eye."""

from datetime import UTC, datetime

import pytest

from store import signs_of_life
from store.models import Callback, Ticket
from store.signs_of_life import Sign
from store.tickets import rows
from tests.builders import a_recording_sid
from tests.ivr.signed_call import Answer, TwilioCall
from tests.stories.doors import Doors, plain
from tests.stories.left_messages import to_the_beep

TOMORROW = datetime(2026, 11, 25, 8, 15, tzinfo=UTC)  # Wednesday, 9:15 in Verona
AFTERNOON = datetime(2026, 11, 24, 13, 45, tzinfo=UTC)
OFFERED = {
    "it": "Se preferisce più tardi: oggi, dalle quattordici e quarantacinque, prema 1; "
    "domani mattina, dalle nove e un quarto, prema 2; altrimenti attenda.",
    "en": "If later suits you better: from a quarter to three this afternoon, press 1; "
    "from a quarter past nine tomorrow morning, press 2; otherwise just wait.",
}
ONCE = {"I-Twilio-Idempotency-Token": "0b6f1d52-7c1e-4b0a-9d5e-2f6a1c3e8d47"}
TOLD = {
    "it": "D'accordo, la richiameremo domani mattina, dalle nove e un quarto.",
    "en": "Very well, we will ring you back from a quarter past nine tomorrow morning.",
}


def offered(
    doors: Doors, language: str = "it", recogniser: str = "runs"
) -> tuple[TwilioCall, Answer]:
    """A caller who leaves a message and holds, up to the question; the recogniser runs or does not."""
    sid = a_recording_sid()
    doors.said[sid] = "La stampante fiscale non stampa più, richiamatemi."
    if recogniser != "stopped":
        with doors.sessions.begin() as session:
            signs_of_life.note(session, Sign.TRANSCRIPTION, doors.clock())
    call = doors.call()
    if language == "en":
        recorded = call.presses(call.rings().goes_to("Gather"), "2").goes_to("Record")
    else:
        _, recorded = to_the_beep(call)
    answer = call.recorded(recorded, sid, 12)
    call.recording_is("completed", sid, 12)
    if recogniser == "runs":
        doors.works()
    while not answer.said.endswith(OFFERED[language]):
        answer = call.post(answer.goes_to("Redirect"))
    return call, answer


def ticket_of(doors: Doors, call: TwilioCall) -> tuple[Ticket, Callback]:
    (told,) = doors.api(f"/tickets?call_sid={call.sid}")
    with doors.sessions() as session:
        ticket = session.get_one(Ticket, told["id"])
        return ticket, session.query(Callback).filter_by(ticket_id=ticket.id).one()


@pytest.mark.parametrize(
    ("language", "recogniser"),
    [("it", "runs"), ("it", "slow"), ("en", "stopped"), ("en", "runs")],
)
def test_the_time_that_was_chosen_is_the_requests_wish(doors, language, recogniser):
    call, answer = offered(doors, language, recogniser)
    ticket, _ = ticket_of(doors, call)
    assert ticket.promised_at is not None
    assert ticket.promised_at < AFTERNOON
    address = answer.goes_to("Gather")
    heard = call.presses(address, "2", headers=ONCE)
    assert heard.said.startswith(TOLD[language])
    assert "Redirect" not in heard.verbs  # no code for remote support, until tomorrow
    assert call.presses(address, "2", headers=ONCE).said == heard.said  # Twilio delivers twice
    call.ends()
    doors.works()
    ticket, callback = ticket_of(doors, call)
    assert callback.next_at == TOMORROW
    assert ticket.promised_at is not None
    assert ticket.promised_at > TOMORROW
    page = plain(doors.anna().page(f"/console/richieste/{ticket.id}"))
    assert "ha scelto quando essere richiamato: domani mattina, dalle nove e un quarto" in page
    with doors.sessions() as session:
        events = [row.event for row in rows.history(session, ticket.id)]
    assert events.count("time_chosen") == 1
    assert "domani, mercoledì 25 novembre, dalle 9:15" in doors.own_page(doors.own_path(ticket.id))


def test_whoever_presses_nothing_is_rung_as_soon_as_we_can_and_goes_on_to_the_code(doors):
    call, answer = offered(doors)
    before = ticket_of(doors, call)[1].next_at
    assert "teleassistenza" in call.post(answer.goes_to("Redirect")).said
    assert ticket_of(doors, call)[1].next_at == before


def test_a_wrong_key_is_asked_once_more_and_means_the_times_that_were_heard(doors):
    call, answer = offered(doors)
    again = call.presses(answer.goes_to("Gather"), "7")
    assert again.said == f"Tasto non previsto. {OFFERED['it']}"
    doors.clock.at = AFTERNOON  # the first of them has come meanwhile
    assert "dalle quattordici e quarantacinque" in call.presses(again.goes_to("Gather"), "1").said


def test_what_a_technician_has_in_hand_by_then_is_put_off_no_more(doors):
    call, answer = offered(doors)
    anna = doors.anna()
    ticket, callback = ticket_of(doors, call)
    anna.post(f"/console/richiami/{callback.id}/prendi", page="/console")
    heard = call.presses(answer.goes_to("Gather"), "2").said
    assert heard.startswith("Un tecnico ha già preso la sua richiesta.")
    assert ticket_of(doors, call)[1].next_at == callback.next_at
    page = anna.page(f"/console/richieste/{ticket.id}")
    assert "ha scelto quando essere richiamato" not in page
