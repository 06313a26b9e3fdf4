"""The page's other sentences, each from a real door to the eye or ear of whom it is for."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from centralino.wiring.parts import parts_of
from scheduler import settling
from store.models import Customer, Hardware
from tests.builders import a_customer, a_recording_sid
from tests.clock import Clock
from tests.leotron import at
from tests.stories.doors import Console, Doors, Https, hidden_in, opened, plain
from tests.stories.left_messages import AGREES, a_message, to_the_beep, to_the_end

STRANGER = "+390459990001"
USE = "Il programma J2K si chiude da solo quando stampo."
VIRUS = "Il computer ha un virus, va controllato."
PAYPAL = "https://www.paypal.com/paypalme/leotron"


@pytest.fixture
def desk(database_url, tmp_path) -> Doors:
    """The service on a Tuesday at ten, with an address at which customers pay."""
    clock = Clock(at("2026-11-24T10:00"))
    return opened(database_url, clock, tmp_path, COSTS__PAYMENT_LINK=PAYPAL)


def page_of(told) -> str:
    return f"/console/richieste/{told['id']}"


def writes(anna: Console, told, minutes: int, **more: str) -> None:
    page = page_of(told)
    anna.post(f"{page}/minuti", page=page, minuti=str(minutes), invio=f"k{minutes}", **more)


def resolves(anna: Console, told) -> None:
    anna.post(f"{page_of(told)}/stato", page=page_of(told), stato="resolved")


def test_whoever_asks_is_advised_to_make_a_copy_first_by_telephone_and_in_the_form(desk):
    call = desk.call(caller=STRANGER)
    _, recorded = to_the_beep(call)
    heard = to_the_end(call, recorded, a_recording_sid())
    assert "Le consigliamo di fare prima una copia di sicurezza dei dati." in heard
    form = plain(Https(desk.app).get("/assistenza").text)
    assert "Prima di ogni intervento tecnico Le consigliamo di fare una copia di sicurezza" in form


def test_the_module_pays_two_hours_a_month_and_the_rest_is_by_the_hour(desk):
    with desk.sessions.begin() as session:
        a_customer(session, code="L3003", name="Bianchi", contract=False, j_system=True)
    anna = desk.anna()
    told = desk.program_opens("L3003", message=VIRUS, category="system")
    assert told["cover"] == "j_system"
    writes(anna, told, 119)
    writes(anna, told, 2)
    page = anna.page(page_of(told))
    assert "1 min J-System, 1 min A pagamento" in page
    assert "usati 120 min su 120" in anna.page("/console/clienti/1")
    other = desk.program_opens("L3003", message=f"{VIRUS} Un altro.", category="system")
    assert (other["cover"], other["cover_rule"]) == ("billable", "j_system.minutes")
    desk.clock.at = at("2026-12-01T10:00")
    later = desk.program_opens("L3003", message=f"{VIRUS} Di dicembre.", category="system")
    assert later["cover"] == "j_system"


@pytest.mark.parametrize(
    ("minutes", "net", "total"),
    [((5,), "80,00", "97,60"), ((30, 20), "80,00", "97,60"), ((61,), "81,33", "99,22")],
)
def test_what_no_contract_pays_costs_an_hour_at_least_once_for_a_request(desk, minutes, net, total):
    told, path, said = a_message(desk, STRANGER, USE, *AGREES)
    assert "ottanta euro l'ora più IVA, almeno un'ora, cioè novantasette euro e sessanta" in said
    anna = desk.anna()
    for one in minutes:
        writes(anna, told, one)
    resolves(anna, told)
    assert f"{net} € {total} €" in anna.page("/console/soldi")
    own = desk.own_page(path)
    assert f"Da pagare {total} € IVA compresa." in own


def test_the_form_tells_the_price_and_where_to_pay(desk):
    answer = Https(desk.app).get("/assistenza").text
    page = plain(answer)
    assert "80,00 € (+ IVA, ovvero 97,60 €), con addebito minimo di 1 ora di lavoro" in page
    assert "Se preferisce può comodamente pagare tramite Paypal" in page
    assert f'href="{PAYPAL}"' in answer


def test_a_repair_gets_a_quote_of_parts_labour_and_transport_and_is_paid_by_paypal(desk):
    told, path, _ = a_message(desk, STRANGER, "La stampante fiscale è rotta, è da riparare.")
    assert "inviamo un preventivo" in desk.own_page(path)
    anna, page, quote = desk.anna(), page_of(told), "/console/preventivi/1"
    anna.post(f"{page}/preventivi", page=page)
    lines = {
        "voce": ["parts", "labour", "transport"],
        "parole": ["Testina", "Sostituzione", "Spedizione"],
        "quanti": ["1", "1", "1"],
        "prezzo": ["120", "80", "15"],
    }
    anna.post(quote, page=quote, **lines)
    anna.post(f"{quote}/invia", page=quote, totale="262.30")
    offer = desk.own_page(f"{path}/prezzo")
    for words in ("Testina", "Sostituzione", "Spedizione", "262,30 €"):
        assert words in offer
    client = Https(desk.app)
    hidden = hidden_in(client.get(f"{path}/prezzo").text)
    client.post(f"{path}/prezzo", data={**hidden, "risposta": "agreed"})
    assert PAYPAL in client.get(path).text
    assert "Da pagare 262,30 €" in desk.own_page(path)


@pytest.mark.parametrize(
    ("days", "months", "cover"),
    [(300, 12, "warranty"), (400, 12, "quote"), (400, 24, "warranty")],
)
def test_the_warranty_lasts_twelve_months_or_as_long_as_was_bought(desk, days, months, cover):
    with desk.sessions.begin() as session:
        a_customer(session, code="L1042")
        customer = session.scalars(select(Customer)).one()
        bought = (desk.clock() - timedelta(days=days)).date()
        piece = {"item": "Cassa", "serial": "AB-1234", "bought_on": bought}
        session.add(Hardware(customer_id=customer.id, warranty_months=months, **piece))
    broken = "La cassa non si accende, matricola AB-1234."
    told = desk.program_opens("L1042", message=broken, category="hardware")
    assert told["cover"] == cover
    settles = f"{page_of(told)}/cosa"
    desk.anna().post(settles, page=page_of(told), fatto="conformity_defect", valore="si")
    assert desk.api(f"/tickets/{told['id']}")["cover"] == cover


def test_by_telephone_form_and_program_a_request_waits_to_be_called_as_soon_as_can_be(desk):
    with desk.sessions.begin() as session:
        a_customer(session, code="L1042")
    by_phone, own, _ = a_message(desk, STRANGER, USE)
    by_form = desk.api(f"/tickets/{desk.id_of(desk.form())}")
    by_program = desk.program_opens("L1042", message=USE, category="software")
    settling.make_missing(desk.sessions, desk.clock, parts_of(desk.settings).promises)
    waiting = {one["ticket"]["id"] for one in desk.api("/callbacks")}
    for told, channel in ((by_phone, "phone"), (by_form, "web"), (by_program, "program")):
        assert told["channel"] == channel
        assert told["id"] in waiting
        assert desk.api(f"/tickets/{told['id']}")["promised_at"]
        assert "la chiam" in desk.own_page(desk.own_path(told["id"])).lower()
    assert desk.own_path(by_phone["id"]) == own
