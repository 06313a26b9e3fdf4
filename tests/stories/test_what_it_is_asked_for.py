"""What coverage hangs on is proposed from the words, settled by one click, and decides at every door."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from store.models import Customer, Hardware
from store.privacy.erasure import erase
from tests.builders import a_customer, a_recording_sid
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Doors

CONTRACT, MODULE, BOTH = "+390458001234", "+390458005678", "+390458009999"
ASKED = "Rispondi al prezzo"


@pytest.fixture(autouse=True)
def customers(doors) -> None:
    """One with a contract alone, one with J-System alone, one with both."""
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", phones=[CONTRACT])
        a_customer(
            session, code="L2001", name="Bar Verdi", phones=[MODULE], contract=False, j_system=True
        )
        a_customer(session, code="L3001", name="Edicola Neri", phones=[BOTH], j_system=True)


def a_message(doors: Doors, number: str, text: str) -> int:
    """A message of those words, heard and read; its ticket's id."""
    sid = a_recording_sid()
    doors.said[sid] = text
    call = doors.call(caller=number)
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    call.ends()
    doors.works()
    told = doors.api(f"/tickets?call_sid={call.sid}")
    return int(told[0]["id"])


def cover(doors: Doors, ticket_id: int) -> tuple[str, str]:
    """Who pays and by which sentence, the same in the API, the command and the customer's page."""
    told = doors.api(f"/tickets/{ticket_id}")
    shown = json.loads(doors.command("tickets", "show", str(ticket_id), "--json"))
    assert (shown["cover"], shown["coverage_facts"]) == (told["cover"], told["coverage_facts"])
    assert (ASKED in doors.own_page(doors.own_path(ticket_id))) == (told["cover"] == "billable")
    return told["cover"], told["cover_rule"]


SAID = [
    ("Vorrei aggiornare Windows sul computer della cassa.", "os_update", "aggiornare Windows"),
    ("Credo di avere preso un virus.", "virus", "virus"),
    ("Dobbiamo reinstallare J2K sul computer nuovo.", "reinstall", "reinstallare"),
    ("C'è una stampante da configurare in J2K.", "peripherals", "stampante da configurare"),
    ("Dovete configurare il computer nuovo del negozio.", "equipment", "configurare il computer"),
    ("Vorrei personalizzare la stampa della fattura.", "prints", "personalizzare la stampa"),
    ("Bisogna ripristinare l'archivio di ieri.", "recovery", "ripristinare l'archivio"),
    ("Ho perso tutti i dati, per favore.", "recovery", "perso tutti i dati"),
    ("Ho sbagliato a chiudere la cassa di ieri.", "operator_error", "Ho sbagliato"),
    ("È da modificare il mandato di vendita.", "sales_mandate", "mandato di vendita"),
    ("La rete non funziona in magazzino.", "system_check", "La rete non funziona"),
]
OF_THE_CONTRACT = {"os_update", "peripherals", "operator_error", "sales_mandate"}
OF_THE_MODULE_TOO = {"peripherals"}  # setting up equipment, so that the software can be used


@pytest.mark.parametrize(("text", "activity", "words"), SAID)
def test_the_words_of_a_call_propose_what_is_asked_for_and_that_decides(
    doors, text, activity, words
):
    with_contract, with_module = (a_message(doors, one, text) for one in (CONTRACT, MODULE))
    told = doors.api(f"/tickets/{with_contract}")["coverage_facts"]["activity"]
    assert told == {"value": activity, "by": "centralino", "words": words}
    of_contract = activity in OF_THE_CONTRACT
    assert cover(doors, with_contract)[0] == ("contract" if of_contract else "billable")
    of_module = not of_contract or activity in OF_THE_MODULE_TOO
    who, rule = cover(doors, with_module)
    assert who == ("j_system" if of_module else "billable")
    page = doors.anna().page(f"/console/richieste/{with_contract}")
    assert f"proposta: «{words}»" in page
    if activity not in OF_THE_MODULE_TOO and of_module:
        assert rule == f"j_system.{'check' if activity == 'system_check' else activity}"


@pytest.mark.parametrize(
    "text",
    [
        "Dopo l'aggiornamento di Windows la stampante fa le righe.",
        "Abbiamo reinstallato J2K e adesso stampa male.",
        "Nessun virus, ma J2K è lento.",
        "L'antivirus chiede qualcosa.",
    ],
)
def test_what_was_done_already_or_is_denied_proposes_nothing(doors, text):
    ticket = a_message(doors, CONTRACT, text)
    assert "activity" not in doors.api(f"/tickets/{ticket}")["coverage_facts"]


def click(doors: Doors, ticket_id: int, fact: str, value: str) -> None:
    page = f"/console/richieste/{ticket_id}"
    doors.anna().post(f"{page}/cosa", page=page, fatto=fact, valore=value)


def test_one_click_alters_the_proposal_and_who_pays_follows_with_the_sentence(doors):
    ticket = a_message(doors, CONTRACT, "Dobbiamo reinstallare J2K sul computer nuovo.")
    assert cover(doors, ticket) == ("billable", "j_system.subscribers")
    click(doors, ticket, "activity", "use")
    assert cover(doors, ticket) == ("contract", "standard.use")
    page = doors.anna().page(f"/console/richieste/{ticket}")
    assert "Compreso nel contratto" in page
    assert "l'assistenza e la formazione in remoto sull'utilizzo del software" in page
    assert "lo dice anna" in page
    click(doors, ticket, "latest_version", "no")
    assert cover(doors, ticket) == ("billable", "standard.needs")
    click(doors, ticket, "latest_version", "si")
    click(doors, ticket, "supported", "no")
    assert cover(doors, ticket) == ("billable", "standard.needs")
    click(doors, ticket, "supported", "non-so")
    assert cover(doors, ticket) == ("contract", "standard.use")
    click(doors, ticket, "place", "their_office")
    assert cover(doors, ticket) == ("billable", "standard.use")
    click(doors, ticket, "place", "remote")
    click(doors, ticket, "leotron_software", "no")
    assert cover(doors, ticket) == ("billable", "j_system.subscribers")
    assert "anna ha corretto: programma di leotron" in doors.anna().page(
        f"/console/richieste/{ticket}"
    )


def test_the_modules_equipment_is_set_up_anywhere_but_at_the_customers(doors):
    ticket = a_message(doors, MODULE, "Dovete configurare il computer nuovo, venite qui da noi?")
    assert cover(doors, ticket) == ("billable", "j_system.equipment")
    click(doors, ticket, "place", "our_office")
    assert cover(doors, ticket) == ("j_system", "j_system.equipment")


def test_a_persons_word_stays_when_the_text_is_read_anew(doors):
    ticket = a_message(doors, BOTH, "Credo di avere preso un virus.")
    assert cover(doors, ticket) == ("j_system", "j_system.virus")
    page = f"/console/richieste/{ticket}"
    sid = doors.api(f"/tickets/{ticket}")["recording"]["sid"]
    anna = doors.anna()
    anna.post(f"{page}/testo/{sid}", page=page, testo="Vorrei aggiornare Windows.")
    assert cover(doors, ticket) == ("contract", "standard.os_update")  # the proposal follows
    click(doors, ticket, "activity", "prints")
    anna.post(f"{page}/testo/{sid}", page=page, testo="Credo di avere preso un virus.")
    assert cover(doors, ticket) == ("j_system", "j_system.prints")
    click(doors, ticket, "activity", "non-so")
    anna.post(f"{page}/testo/{sid}", page=page, testo="Vorrei aggiornare Windows, per favore.")
    told = doors.api(f"/tickets/{ticket}")["coverage_facts"]["activity"]
    assert told == {"value": None, "by": "anna", "words": None}


def test_the_category_that_a_person_sets_sends_a_proposal_away_that_contradicts_it(doors):
    ticket = a_message(doors, CONTRACT, "Il computer ha preso un virus.")
    page = f"/console/richieste/{ticket}"
    told = doors.api(f"/tickets/{ticket}")
    given = {"oggetto": told["subject"] or "", "urgenza": told["urgency"], "telefono": ""}
    given |= {"nome": "", "ditta": "", "prodotto": told["product"] or "", "visto": "{}"}
    doors.anna().post(f"{page}/fatti", page=page, categoria="hardware", **given)
    assert cover(doors, ticket)[0] == "quote"
    click(doors, ticket, "activity", "virus")  # and the other way round: the newest word counts
    assert cover(doors, ticket)[0] == "billable"
    assert doors.api(f"/tickets/{ticket}")["category"] == "system"


def test_what_is_written_by_form_or_program_proposes_as_what_is_said(doors):
    told = doors.program_opens(
        "L3001", message="Vorrei aggiornare Windows", category="system", subject="Windows"
    )
    assert cover(doors, told["id"]) == ("contract", "standard.os_update")
    path = doors.form(descrizione="Dovete configurare il computer nuovo.", tipo="other")
    facts = doors.api(f"/tickets/{doors.id_of(path)}")["coverage_facts"]
    assert facts["activity"]["value"] == "equipment"


def test_the_facts_of_a_repair_decide_between_warranty_and_quote(doors):
    with doors.sessions.begin() as session:
        customer = session.scalars(select(Customer).where(Customer.code == "L1042")).one()
        bought = (doors.clock() - timedelta(days=30)).date()
        session.add(
            Hardware(customer_id=customer.id, item="Cassa", serial="AB-1234", bought_on=bought)
        )
    ticket = a_message(doors, CONTRACT, "La cassa non si accende, matricola AB-1234.")
    assert cover(doors, ticket) == ("warranty", "hardware.warranty")
    click(doors, ticket, "conformity_defect", "no")
    assert cover(doors, ticket) == ("quote", "hardware.warranty")
    click(doors, ticket, "conformity_defect", "si")
    click(doors, ticket, "bought_from_us", "no")
    assert cover(doors, ticket) == ("quote", "hardware.out_of_warranty")
    click(doors, ticket, "bought_from_us", "si")
    click(doors, ticket, "serial", "ZZ-9")
    assert cover(doors, ticket) == ("quote", "hardware.out_of_warranty")
    click(doors, ticket, "serial", "ab1234")
    assert cover(doors, ticket) == ("warranty", "hardware.warranty")


def test_the_api_settles_the_same_facts_and_refuses_others(doors):
    ticket = a_message(doors, CONTRACT, "Vorrei personalizzare la stampa della fattura.")
    assert cover(doors, ticket) == ("billable", "j_system.subscribers")
    answer = doors.patch(f"/tickets/{ticket}/coverage", {"activity": "use", "supported": True})
    assert answer.status_code == 200
    assert (answer.json["cover"], answer.json["cover_sentence"]) == (
        "contract",
        "l'assistenza e la formazione in remoto sull'utilizzo del software",
    )
    assert answer.json["coverage_facts"]["supported"]["by"] == "anna"
    for wrong in (
        {"activity": "gratis"},
        {"supported": "yes"},
        {"colour": "red"},
        {"serial": "x" * 61},
    ):
        assert doors.patch(f"/tickets/{ticket}/coverage", wrong).status_code == 422
    assert cover(doors, ticket) == ("contract", "standard.use")


def test_an_answer_that_is_no_button_changes_nothing(doors):
    ticket = a_message(doors, CONTRACT, "Il programma si chiude da solo.")
    page = f"/console/richieste/{ticket}"
    anna = doors.anna()
    for fact, value in (("activity", "gratis"), ("supported", "forse"), ("colore", "rosso")):
        token = anna.token(page)
        answer = anna.client.post(f"{page}/cosa", data={**token, "fatto": fact, "valore": value})
        assert answer.status_code == 422
    assert doors.api(f"/tickets/{ticket}")["coverage_facts"] == {}


@pytest.mark.on_both
def test_erasing_a_request_erases_what_its_words_proposed(doors):
    path = doors.form(descrizione="Credo di avere preso un virus di Mario.", tipo="system")
    assert doors.api(f"/tickets/{doors.id_of(path)}")["coverage_facts"]
    with doors.sessions.begin() as session:
        erase(session, doors.id_of(path), doors.clock())
    assert doors.api(f"/tickets/{doors.id_of(path)}")["coverage_facts"] == {}
