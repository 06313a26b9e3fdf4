"""What a request costs its customer is one answer: page, console, API, telephone and form give it."""

import json

import pytest

from tests.builders import a_customer
from tests.ivr.signed_call import state
from tests.stories.doors import Doors
from tests.stories.left_messages import AGREES, HEARS, a_message

ASKED = "Rispondi al prezzo"
HOURLY = "80,00 €"
QUOTE = "Per gli interventi hardware inviamo un preventivo"


@pytest.fixture
def rossi(doors) -> str:
    """A customer with a contract, without J-System and without hardware of ours."""
    with doors.sessions.begin() as session:
        return a_customer(session, code="L1042", phones=["+390458001234"]).code


@pytest.fixture
def verdi(doors) -> str:
    """A customer without a contract."""
    with doors.sessions.begin() as session:
        customer = a_customer(
            session, code="L2001", name="Bar Verdi", phones=["+390458005678"], contract=False
        )
        return customer.code


def facts(doors: Doors, path: str) -> tuple[bool, bool, str | None]:
    """Whether the own page asks for the hourly price, and promises a quote; the API's cover."""
    page = doors.own_page(path)
    told = doors.api(f"/tickets/{doors.id_of(path)}")
    copy, _ = doors.own_copy(path)
    shown = json.loads(doors.command("tickets", "show", str(told["id"]), "--json"))
    assert copy["cover"] == shown["cover"] == told["cover"]
    return ASKED in page and HOURLY in page, QUOTE in page, told["cover"]


@pytest.mark.parametrize(
    ("kind", "asks", "promises", "cover"),
    [
        ("software", True, False, "unknown"),  # nobody knows who writes: this is what it may cost
        ("system", True, False, "unknown"),
        ("other", True, False, "unknown"),
        ("hardware", False, True, "unknown"),  # a repair gets its own price
        ("commercial", False, False, "unknown"),  # the account manager answers
    ],
)
def test_whoever_writes_is_asked_only_for_a_price_that_the_request_has(
    doors, kind, asks, promises, cover
):
    path = doors.form(tipo=kind)
    assert facts(doors, path) == (asks, promises, cover)
    answer = doors.own_page(f"{path}/prezzo")
    assert (HOURLY in answer) == asks


@pytest.mark.parametrize(
    ("code", "category", "asks", "promises", "cover"),
    [
        ("rossi", "software", False, False, "contract"),
        ("rossi", "system", True, False, "billable"),
        ("rossi", "hardware", False, True, "quote"),
        ("rossi", "commercial", False, False, "unknown"),
        ("rossi", "other", False, False, "unknown"),  # a person says first what is included
        ("verdi", "software", True, False, "billable"),
        ("verdi", "hardware", False, True, "quote"),
    ],
)
def test_the_customers_record_says_what_it_costs(
    doors, request, code, category, asks, promises, cover
):
    told = doors.program_opens(
        request.getfixturevalue(code), message="Non va", category=category, subject="Prova"
    )
    path = doors.own_path(told["id"])
    assert facts(doors, path) == (asks, promises, cover)
    page = doors.anna().page(f"/console/richieste/{told['id']}")
    assert ("Nuovo preventivo" in page) == promises


MENU = (f"/voice/menu?{state()}", "")


@pytest.mark.parametrize(
    ("text", "asks", "promises", "cover"),
    [
        ("Il programma J2K si chiude da solo quando stampo.", True, False, "billable"),
        ("La stampante fiscale è rotta, la testina è da riparare.", False, True, "quote"),
    ],
)
def test_what_a_caller_says_decides_what_the_own_page_asks(
    doors, verdi, text, asks, promises, cover
):
    told, path, _ = a_message(doors, "+390458005678", text)
    assert facts(doors, path) == (asks, promises, cover)
    assert told["category"] in {"software", "hardware"}


def test_who_agreed_by_key_is_not_asked_again_and_the_page_tells_it(doors, verdi):
    text = "Il programma J2K si chiude da solo."
    _, path, said = a_message(doors, "+390458005678", text, *AGREES)
    assert "novantasette euro e sessanta" in said
    page = doors.own_page(path)
    assert ASKED not in page
    assert "Accettato: " in page


def test_who_has_a_contract_hears_no_price_and_is_asked_for_none(doors, rossi):
    text = "Il programma J2K si chiude da solo quando stampo."
    _, path, said = a_message(doors, "+390458001234", text, HEARS)
    assert "euro" not in said
    assert facts(doors, path) == (False, False, "contract")


def test_what_a_technician_alters_is_asked_on_the_own_page_at_once(doors, verdi):
    text = "Il programma J2K si chiude da solo."
    told, path, _ = a_message(doors, "+390458005678", text)
    page = f"/console/richieste/{told['id']}"
    anna = doors.anna()
    assert facts(doors, path) == (True, False, "billable")
    given = {"oggetto": told["subject"] or "", "urgenza": told["urgency"], "telefono": ""}
    given |= {"nome": "", "ditta": "", "prodotto": told["product"] or "", "visto": "{}"}
    anna.post(f"{page}/fatti", page=page, categoria="hardware", **given)
    assert facts(doors, path) == (False, True, "quote")
    assert "Nuovo preventivo" in anna.page(page)
    anna.post(f"{page}/fatti", page=page, categoria="commercial", **given)
    assert facts(doors, path) == (False, False, "unknown")
    anna.post(f"{page}/copertura", page=page, copertura="billable")
    assert facts(doors, path) == (True, False, "billable")
    assert "A pagamento : l'ha deciso un tecnico" in anna.page(page)
    anna.post(f"{page}/copertura", page=page, copertura="contract")
    assert facts(doors, path) == (False, False, "contract")
    anna.post(f"{page}/fatti", page=page, categoria="hardware", **given)
    assert facts(doors, path) == (False, False, "contract")  # what a person said stays


def test_who_pays_is_nothing_but_one_of_the_kinds(doors, verdi):
    told, _, _ = a_message(doors, "+390458005678", "Il programma si chiude da solo.")
    page = f"/console/richieste/{told['id']}"
    anna = doors.anna()
    token = anna.token(page)
    answer = anna.client.post(f"{page}/copertura", data={**token, "copertura": "gratis"})
    assert answer.status_code == 422
    assert doors.api(f"/tickets/{told['id']}")["cover"] == told["cover"]
