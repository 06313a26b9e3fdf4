"""Whoever would earn by our texts, or fill our disk, is taken in all the same, and pays us nothing."""

import io
from datetime import timedelta

import pytest

from centralino.wiring.parts import parts_of
from scheduler import settling
from store.models import Attachment, Outbox
from store.models.states import OutboxKind
from tests.builders import a_recording_sid
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Doors, Https, hidden_in, opened

LITHUANIA, ITALY, OTHER = "+370 612 34567", "347 123 4567", "348 765 4321"
NO_TEXT_ABROAD = "A questo numero non mandiamo SMS, perché è di un altro paese"
NOT_NOW = "In questo momento non riusciamo a mandarLe messaggi"
MB = 1024 * 1024


@pytest.fixture
def desk_of(database_url, now, tmp_path):
    """The service with what is configured besides; texts and e-mails are on."""

    def make(**more: str) -> Doors:
        from tests.clock import Clock

        on = {
            "MESSAGES__SMS": "true",
            "MESSAGES__SMS_FROM": "Leotron",
            "MESSAGES__EMAIL__HOST": "mail.example.it",
            "MESSAGES__EMAIL__SENDER": "assistenza@example.it",
        }
        return opened(database_url, Clock(now), tmp_path, **{**on, **more})

    return make


def told(doors: Doors, kind: OutboxKind = OutboxKind.SMS) -> list[str]:
    with doors.sessions() as session:
        rows = session.query(Outbox).filter_by(kind=kind).order_by(Outbox.id)
        return [row.to for row in rows]


def test_sixty_forms_with_numbers_abroad_cause_no_text_and_sixty_requests(desk_of):
    doors = desk_of(FORM__PER_HOUR="10000")
    paths = [doors.form(telefono=f"+370 612 34{n:03}", nome=f"Ona {n}") for n in range(60)]
    assert told(doors) == []
    assert len(doors.api("/callbacks")) == 60
    assert NO_TEXT_ABROAD in doors.own_page(paths[0])
    page = doors.anna().page("/console/richieste/1001")
    assert "il numero è di un paese al quale non si mandano SMS" in page


def test_a_country_that_is_configured_gets_texts(desk_of):
    doors = desk_of(MESSAGES__COUNTRIES="[IT, LT]")
    path = doors.form(telefono=LITHUANIA)
    assert told(doors) == ["+37061234567"]
    assert "non mandiamo SMS" not in doors.own_page(path)


def test_whoever_wrote_a_number_abroad_is_told_by_email(desk_of):
    doors = desk_of()
    path = doors.form(telefono=LITHUANIA, email="ona@example.lt")
    assert told(doors, OutboxKind.EMAIL) == ["ona@example.lt"]
    assert "non mandiamo SMS" not in doors.own_page(path)


def calls(doors: Doors, caller: str, said: str) -> None:
    call, sid = doors.call(caller=caller), a_recording_sid()
    doors.said[sid] = said
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    settling.make_missing(doors.sessions, doors.clock, parts_of(doors.settings).promises)


def test_a_number_abroad_that_is_dictated_gets_no_text_and_the_caller_does(desk_of):
    doors = desk_of()
    said = (
        "Sono Ona, la cassa non stampa. Richiamatemi al più tre sette zero, sei uno due, "
        "tre quattro cinque sei sette"
    )
    calls(doors, "+390458001234", said)
    calls(doors, "+37061234567", "La cassa non stampa")
    calls(doors, "+393471234567", "La cassa non stampa")
    assert told(doors) == ["+393471234567"]


def test_forms_have_half_of_an_hour_and_callers_are_told_still(desk_of):
    doors = desk_of(MESSAGES__MOST_IN_AN_HOUR="6", FORM__PER_HOUR="10000")
    paths = [doors.form(telefono=f"347 12345{n:02}", nome=f"Marco {n}") for n in range(8)]
    assert len(told(doors)) == 3
    assert NOT_NOW in doors.own_page(paths[-1])
    assert NOT_NOW not in doors.own_page(paths[0])
    page = doors.anna().page("/console/richieste/1008")
    assert "sono già partiti tutti i messaggi di un'ora o di un giorno" in page
    for n in range(5):
        calls(doors, f"+3934876543{n:02}", f"La cassa {n} non stampa")
    assert len(told(doors)) == 6  # and no caller beyond that
    doors.clock.at += timedelta(hours=1, minutes=1)
    doors.form(telefono=OTHER, nome="Luca")
    assert told(doors)[-1] == "+393487654321"


def test_emails_by_the_form_are_capped_in_all_and_for_one_address(desk_of):
    doors = desk_of(
        MESSAGES__EMAIL__MOST_A_DAY="2",
        MESSAGES__EMAIL__MOST_IN_AN_HOUR="8",
        FORM__PER_HOUR="10000",
    )
    for n in range(4):
        path = doors.form(email="vittima@example.it", nome=f"Marco {n}")
    assert len(told(doors, OutboxKind.EMAIL)) == 2
    assert "Oggi non Le mandiamo altri messaggi" in doors.own_page(path)
    for n in range(4):
        path = doors.form(email=f"vittima{n}@example.it", nome=f"Luca {n}")
    assert len(told(doors, OutboxKind.EMAIL)) == 4
    assert NOT_NOW in doors.own_page(path)


def sends(doors: Doors, where: str, *sizes: int, **typed: str):
    client = Https(doors.app)
    files = [(io.BytesIO(b"a" * size), f"{n}.txt") for n, size in enumerate(sizes)]
    data = {**hidden_in(client.get(where).text), **typed, "allegati": files}
    return client.post(where, data=data, content_type="multipart/form-data")


def test_files_are_capped_in_all_and_the_request_is_taken_in(desk_of):
    doors = desk_of(FORM__MOST_MEGABYTES_A_DAY="1")
    form = {"azienda": "Rossi", "nome": "Marco", "telefono": "045 8001234", "tipo": "software"}
    sent = sends(doors, "/assistenza", 700_000, **form, descrizione="Uno")
    assert sent.status_code == 303
    sent = sends(doors, "/assistenza", 300_000, 300_000, **form, descrizione="Due")
    assert sent.status_code == 303
    path = sent.location.partition("?")[0].removeprefix("https://assistenza.example.it")
    assert "I file che ha inviato non sono stati registrati" in doors.own_page(path)
    page = doors.anna().page("/console/richieste/1002")
    assert "non ha tenuto gli allegati: troppi in un giorno: 2 file" in page
    more = sends(doors, f"{path}/aggiungi", 600_000, parole="")
    assert (more.status_code, "Oggi sono arrivati troppi file" in more.text) == (413, True)
    more = sends(doors, f"{path}/aggiungi", 600_000, parole="La spia è rossa")
    assert more.status_code == 303
    with doors.sessions() as session:
        assert [row.bytes for row in session.query(Attachment)] == [700_000]
    assert "La spia è rossa" in doors.own_page(path)
    doors.clock.at += timedelta(days=1, seconds=1)
    assert sends(doors, f"{path}/aggiungi", 600_000, parole="").status_code == 303
    assert "non sono stati registrati" not in doors.own_page(path)
