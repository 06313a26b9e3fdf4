"""What a technician does with a ticket: corrects, says who it is, writes minutes."""

import re
from datetime import timedelta
from html import unescape

import pytest

from store.billing import work_minutes
from store.calls import corrections, recordings
from store.customers import directory
from store.models import Callback, Recording, Ticket, Transcript
from store.models.states import RecordingState
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_recording, a_ticket

PAGE = "/console/richieste/1001"
HEARD = "Buongiorno sono Mario, il gei tu kappa non si apre."


@pytest.fixture
def filed(sessions, now):
    """A ticket with a text, from a number that two customers call from."""
    with sessions.begin() as session:
        a_customer(session, code="L1042", name="Bar Sport", j_system=True)
        a_customer(session, code="L2000", name="Bar Roma", contract=False)
        call = a_call(session, now=now)
        audio = a_recording(session, call, now=now)
        a_ticket(session, call, now=now)
        session.add(
            Transcript(
                recording_sid=audio.sid,
                text=HEARD,
                words=[
                    {"text": word, "start": at, "end": at + 1.0, "confidence": 0.9 - 0.1 * at}
                    for at, word in enumerate(HEARD.split())
                ],
                model="test",
                created_at=now,
            )
        )
        session.flush()
        row = session.get(Ticket, 1001)
        start = HEARD.index("Mario")
        row.draft = {
            "caller_name": "Mario",
            "evidence": [
                {"field": "caller_name", "start": start, "end": start + 5, "text": "Mario"}
            ],
        }
        session.get(Recording, audio.sid).path = "gone.wav"
        return audio.sid


def ticket(sessions):
    with sessions() as session:
        return session.get(Ticket, 1001)


def facts(**changes):
    as_shown = {"oggetto": "", "urgenza": "normal", "categoria": "other", "telefono": ""}
    return {**as_shown, "nome": "", "ditta": "", "prodotto": "", **changes}


def test_each_word_knows_its_second_and_doubtful_ones_are_marked(anna, filed):
    text = anna.get(PAGE).text
    assert '<span data-from="0.00" data-to="1.00">Buongiorno</span>' in text
    assert re.search(
        r'<span data-from="6\.00" data-to="7\.00" class="doubt"[^>]*>kappa</span>', text
    )


def test_a_fact_plays_exactly_the_seconds_in_which_it_was_said(anna, filed):
    text = anna.get(PAGE).text
    assert re.search(r'<button[^>]*data-from="1\.85" data-to="3\.25"[^>]*Ascolta: Mario', text)


@pytest.mark.parametrize(
    ("state", "told"),
    [
        (RecordingState.ANNOUNCED, "non è ancora arrivato da Twilio"),
        (RecordingState.FAILED, "Twilio non ce l'ha dato"),
        (RecordingState.DELETED, "è stato cancellato alla sua scadenza"),
    ],
)
def test_why_a_message_cannot_be_heard_is_said_in_italian(anna, filed, sessions, state, told):
    with sessions.begin() as session:
        row = session.get(Recording, filed)
        row.path, row.state = None, state
        row.last_error = "PermanentFailure: Twilio answered 410"
    text = unescape(anna.get(PAGE).text)
    assert f"L'audio non c'è: {told}" in text
    assert "PermanentFailure" not in text


def test_corrected_facts_stay_and_the_callback_follows(anna, filed, sessions):
    typed = facts(oggetto="J2K non  si apre", urgenza="blocking", telefono="045 800 9999")
    assert anna.post(f"{PAGE}/fatti", page=PAGE, **typed).status_code == 303
    row = ticket(sessions)
    assert (row.subject, row.urgency) == ("J2K non si apre", "blocking")
    assert row.callback_number == "+390458009999"
    assert row.by_hand == ["callback_number", "subject", "urgency"]
    with sessions() as session:
        assert session.query(Callback).one().number == "+390458009999"


def test_what_was_not_altered_stays_open_to_what_triage_finds(anna, filed, sessions):
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts())
    assert ticket(sessions).by_hand == []


def test_a_page_that_is_old_undoes_nothing_that_a_colleague_wrote(anna, filed, sessions):
    old = unescape(re.search(r'name="visto"[^>]*value="([^"]*)"', anna.get(PAGE).text)[1])
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(telefono="338 999 8887", nome="Ugo", visto=old))
    typed = facts(urgenza="low", nome="Ada", visto=old)
    answer = anna.post(f"{PAGE}/fatti", page=PAGE, **typed)
    assert "Nel frattempo un collega ha corretto: Nome." in anna.get(answer.location).text
    with sessions() as session:
        row = session.get(Ticket, 1001)
        assert (row.callback_number, row.caller_name, row.urgency) == (
            "+393389998887",
            "Ugo",
            "low",
        )


@pytest.mark.parametrize("seen", ["", "{", "[]", "7", '{"id": 3}'])
def test_a_page_that_does_not_say_what_it_showed_is_taken_as_new(anna, filed, sessions, seen):
    assert anna.post(f"{PAGE}/fatti", page=PAGE, **facts(nome="Ugo", visto=seen)).status_code == 303
    with sessions() as session:
        assert session.get(Ticket, 1001).caller_name == "Ugo"


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("telefono", "12", "non è un numero che si possa chiamare"),
        ("telefono", "045 511 7067", "è il numero di una nostra linea"),
        ("telefono", "045 8001234/5", "non è un numero che si possa chiamare"),  # a second line
        ("telefono", "899 123456", "non è un numero che si possa chiamare"),  # premium
        ("telefono", "+881 612345678", "non è un numero che si possa chiamare"),  # a satellite's
        ("telefono", "045-CIAO123", "non è un numero che si possa chiamare"),
        ("telefono", "<script>", "non è un numero che si possa chiamare"),
        ("telefono", "1" * 41, "40"),
        ("oggetto", "x" * 256, "255"),
        ("urgenza", "molto", "alid"),
    ],
)
def test_a_wrong_fact_is_told_beside_its_field_and_nothing_is_changed(
    anna, filed, sessions, field, typed, told
):
    answer = anna.post(f"{PAGE}/fatti", page=PAGE, **facts(nome="Ugo", **{field: typed}))
    assert answer.status_code == 422
    assert told in answer.text
    assert 'value="Ugo"' in answer.text
    assert ticket(sessions).caller_name is None


def test_of_two_customers_behind_a_number_the_technician_chooses(anna, filed, sessions):
    text = anna.get(PAGE).text
    assert "Da questo numero chiamano in 2: scegli tu." in text
    assert ticket(sessions).customer_id is None
    anna.post(f"{PAGE}/cliente", page=PAGE, codice="l-1042")
    row = ticket(sessions)
    with sessions() as session:
        assert directory.by_code(session, "L1042").id == row.customer_id
    assert row.cover is not None
    assert "Bar Sport" in anna.get(PAGE).text


def test_a_code_that_nobody_has_is_told(anna, filed, sessions):
    answer = anna.post(f"{PAGE}/cliente", page=PAGE, codice="L9<b>")
    assert (answer.status_code, "«L9&lt;b&gt;»" in answer.text) == (422, True)
    assert ticket(sessions).customer_id is None


def test_a_corrected_text_teaches_the_recogniser(anna, filed, sessions):
    better = HEARD.replace("gei tu kappa", "J2K").replace("Mario", "Marino")
    anna.post(f"{PAGE}/testo/{filed}", page=PAGE, testo=better)
    with sessions() as session:
        row = recordings.transcript_of(session, filed)
        assert (row.text, row.corrected, row.corrected_by) == (HEARD, better, "anna")
        assert corrections.words(session) == ["Marino"]
        assert lifecycle.history(session, 1001)[-2].event == "text_corrected"
    assert "Testo corretto da anna" in anna.get(PAGE).text


def test_a_corrected_text_is_read_again_and_what_people_set_stays(anna, filed, sessions):
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(nome="Marina"))
    number = "zero quattro cinque, sei due otto, nove quattro uno sette"
    better = f"Sono Mario, J2K non si apre. Il numero è {number}."
    answer = anna.post(f"{PAGE}/testo/{filed}", page=PAGE, testo=better)
    page = unescape(anna.get(answer.location).text)
    assert "Capito di nuovo: oggetto, categoria, urgenza, da richiamare al, prodotto" in page
    assert "ha riletto il messaggio corretto: oggetto, " in page
    assert f"«{number}»" in page  # the evidence
    row = ticket(sessions)
    assert (row.callback_number, row.urgency, row.product) == ("+390456289417", "blocking", "J2K")
    assert (row.caller_name, row.by_hand) == ("Marina", ["caller_name"])
    with sessions() as session:
        callback = session.get(Callback, 1)
        assert (callback.number, callback.urgency) == ("+390456289417", "blocking")
        assert row.cover is not None  # and who pays is decided anew


def test_our_own_number_in_a_corrected_text_is_nobodys_to_ring(anna, filed, sessions):
    said = "Mi richiami, ho chiamato lo zero quattro cinque, cinque uno uno, sette zero sei sette."
    anna.post(f"{PAGE}/testo/{filed}", page=PAGE, testo=said)
    assert ticket(sessions).callback_number is None


def test_a_text_is_corrected_only_on_its_own_ticket_and_never_to_nothing(anna, filed, sessions):
    assert anna.post(f"{PAGE}/testo/{filed}", page=PAGE, testo="  ").status_code == 422
    assert anna.post(f"{PAGE}/testo/RE1", page=PAGE, testo="x").status_code == 404
    with sessions.begin() as session:
        a_ticket(session)
    other = "/console/richieste/1002"
    assert anna.post(f"{other}/testo/{filed}", page=PAGE, testo="x").status_code == 404


def test_minutes_are_written_once_however_often_the_form_is_sent(anna, filed, sessions):
    anna.post(f"{PAGE}/cliente", page=PAGE, codice="L2000")
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(categoria="system"))
    key = re.search(r'name="invio" value="(\w+)"', anna.get(PAGE).text).group(1)
    for _ in range(2):
        anna.post(f"{PAGE}/minuti", page=PAGE, minuti="30", nota="antivirus", invio=key)
    with sessions() as session:
        entries = work_minutes.entries(session, 1001)
    assert [(row.minutes, row.technician) for row in entries] == [(30, "anna")]
    assert "97,60 €" in anna.get(PAGE).text  # an hour is the least


@pytest.mark.parametrize("typed", ["", "0", "-5", "1,5", "1441", "99999", "venti", "٣"])
def test_minutes_that_cannot_be_are_told(anna, filed, sessions, typed):
    anna.post(f"{PAGE}/cliente", page=PAGE, codice="L2000")
    answer = anna.post(f"{PAGE}/minuti", page=PAGE, minuti=typed, invio="k")
    assert answer.status_code == 422
    assert f"«{typed}»" in unescape(answer.text)
    with sessions() as session:
        assert work_minutes.entries(session, 1001) == []


def test_minutes_wait_until_somebody_says_who_pays(anna, filed, sessions):
    answer = anna.post(f"{PAGE}/minuti", page=PAGE, minuti="30", invio="k")
    assert (answer.status_code, "chi paga" in answer.text) == (422, True)


def test_proposed_minutes_are_confirmed_or_refused_by_the_technician(anna, filed, sessions, now):
    anna.post(f"{PAGE}/cliente", page=PAGE, codice="L2000")
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(categoria="system"))
    with sessions.begin() as session:
        for sid in ("CA" + "8" * 32, "CA" + "9" * 32):
            work_minutes.propose(
                session, 1001, call_sid=sid, technician="anna", started_at=now, seconds=400, now=now
            )
    assert "Proposti dalla chiamata" in anna.get(PAGE).text
    anna.post(f"{PAGE}/minuti/1", page=PAGE, minuti="9")
    anna.post(f"{PAGE}/minuti/2", page=PAGE, no="1")
    again = anna.post(f"{PAGE}/minuti/2", page=PAGE, minuti="5")
    assert "Nel frattempo" in anna.get(again.location).text
    with sessions() as session:
        states = [(row.minutes, row.state.value) for row in work_minutes.entries(session, 1001)]
    assert states == [(9, "confirmed"), (7, "rejected")]
    assert anna.post(f"{PAGE}/minuti/4711", page=PAGE, minuti="5").status_code == 404


def test_the_ticket_says_what_is_left_of_j_system_and_by_which_sentence(anna, filed, clock):
    anna.post(f"{PAGE}/cliente", page=PAGE, codice="L1042")
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(categoria="system"))
    anna.post(f"{PAGE}/minuti", page=PAGE, minuti="50", invio="k")
    clock.at += timedelta(minutes=1)
    text = anna.get(PAGE).text
    assert "restano <strong>70 min</strong>" in text
    assert "J-System" in text[text.index("Chi paga<") :]
    assert "«" in text[text.index("Chi paga<") :]


def test_a_number_that_is_not_clear_is_shown_until_somebody_writes_it(anna, filed, sessions):
    with sessions.begin() as session:
        row = session.get(Ticket, 1001)
        row.draft = {
            "callback_number": None,
            "evidence": [{"field": "callback_number", "start": 0, "end": 10, "text": "Buongiorno"}],
        }
    shown = "un numero che non si capisce: «Buongiorno»"
    assert shown in anna.get(PAGE).text
    assert "forse" not in anna.get(PAGE).text
    anna.post(f"{PAGE}/fatti", page=PAGE, **facts(telefono="045 8012345"))
    assert shown not in anna.get(PAGE).text
