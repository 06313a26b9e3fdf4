"""A customer written by hand in the console is known at every door, under the rules of the files."""

import pytest

from tests.builders import a_customer
from tests.stories.doors import Console, hidden_in
from tests.stories.left_messages import a_message, a_supervisor

NEW = "/console/clienti/nuovo"
CALLER = "+390459990001"
TYPED = {
    "code": "l-9001",
    "name": "Panificio Neri",
    "phones": "045 999 0001\n347 123 4567",
    "email": "info@neri.it",
    "contract": "yes",
    "contract_until": "2027-12-31",
    "j_system": "no",
    "software": "J2K",
    "software_version": "11.4",
    "notes": "Chiude il lunedì.",
    "account_manager": "Bruno Neri",
    "account_manager_email": "bruno@example.it",
    "account_manager_phone": "045 800 1234",
    "item": "Stampante fiscale",
    "serial": "SN-77",
    "bought_on": "2026-05-04",
    "warranty_months": "24",
}


@pytest.fixture
def carla(doors) -> Console:
    """A supervisor."""
    return a_supervisor(doors)


def test_a_customer_typed_in_the_console_is_the_one_that_the_api_knows(doors, carla):
    carla.post(NEW, page=NEW, **TYPED)
    assert doors.api("/customers/L9001") == {
        "code": "L9001",
        "name": "Panificio Neri",
        "phones": [CALLER, "+393471234567"],
        "email": "info@neri.it",
        "contract": True,
        "contract_until": "2027-12-31",
        "j_system": False,
        "j_system_until": None,
        "software": "J2K",
        "software_version": "11.4",
        "notes": "Chiude il lunedì.",
        "account_manager": "Bruno Neri",
        "account_manager_email": "bruno@example.it",
        "account_manager_phone": "045 800 1234",
        "hardware": [
            {
                "item": "Stampante fiscale",
                "serial": "SN-77",
                "bought_on": "2026-05-04",
                "warranty_months": 24,
                "warranty_until": "2028-05-04",
            }
        ],
    }
    assert "carla ha aggiunto il cliente L9001" in carla.page("/console/registro?cosa=persone")


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"code": "L 9001!"}, "Codice: lettere"),
        ({"name": ""}, "Nome: serve"),
        ({"phones": "non so"}, "Telefoni: numeri come"),
        ({"email": "info"}, "E-mail: un indirizzo"),
        ({"contract_until": "2027-02-30"}, "Contratto fino al: un giorno che esiste"),
        ({"bought_on": "2030-01-01"}, "Comprato il: il giorno in cui"),
        ({"warranty_months": "6"}, "Mesi di garanzia: mesi interi, da 12"),
    ],
)
def test_what_breaks_a_rule_of_the_files_is_told_and_nothing_is_written(doors, carla, typed, said):
    token = carla.token(NEW)
    answer = carla.client.post(NEW, data={**token, **TYPED, **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Chiude il lunedì." in answer.text  # what was typed is still there
    assert doors.api("/customers") == []


def test_a_code_is_given_once(doors, carla):
    with doors.sessions.begin() as session:
        a_customer(session, code="L9001", name="Un altro")
    answer = carla.client.post(NEW, data={**carla.token(NEW), **TYPED})
    assert "è già di Un altro" in answer.text
    assert doors.api("/customers/L9001")["name"] == "Un altro"


def test_a_customer_is_made_of_a_request_which_is_then_theirs(doors, carla):
    told, _, _ = a_message(doors, CALLER, "Il programma J2K si chiude da solo quando stampo.")
    page = f"/console/richieste/{told['id']}"
    assert "Nuovo cliente da questa richiesta" in carla.page(page)
    form = f"{NEW}?richiesta={told['id']}"
    assert 'name="phones" rows="3">045 999 0001<' in carla.client.get(form).text
    carla.post(form, page=form, richiesta=str(told["id"]), **TYPED)
    told = doors.api(f"/tickets/{told['id']}")
    assert told["customer"] == {"id": 1, "code": "L9001", "name": "Panificio Neri", "sure": True}
    assert told["cover"] == "contract"


def test_the_number_of_a_request_is_added_to_a_customer(doors, carla):
    with doors.sessions.begin() as session:
        a_customer(session, code="L1042", name="Ferramenta Rossi")
    told, _, _ = a_message(doors, CALLER, "Il programma J2K si chiude da solo quando stampo.")
    page = f"/console/richieste/{told['id']}"
    carla.post(f"{page}/numero", page=page, codice="L1042")
    assert CALLER in doors.api("/customers/L1042")["phones"]
    assert doors.api(f"/tickets/{told['id']}")["cover"] == "contract"
    again, _, _ = a_message(doors, CALLER, "Ancora lo stesso problema con J2K.")
    assert again["customer"]["code"] == "L1042"


@pytest.mark.on_both
def test_what_a_colleague_altered_meanwhile_is_not_written_over(doors, carla):
    carla.post(NEW, page=NEW, **TYPED)
    edit = "/console/clienti/1/modifica"
    page = carla.client.get(edit).text
    hidden = hidden_in(page)
    given = {**TYPED, **hidden, "contract": "no"}
    assert carla.client.post(edit, data=given).status_code == 303
    assert not doors.api("/customers/L9001")["contract"]
    late = {**TYPED, **hidden, "name": "Neri e figli"}
    refused = carla.client.post(edit, data=late)
    assert refused.status_code == 422
    assert 'value="Neri e figli"' in refused.text  # as it was typed
    assert doors.api("/customers/L9001")["name"] == "Panificio Neri"
    words = carla.page("/console/registro?cosa=persone")
    assert "carla ha cambiato il cliente L9001: contratto" in words


def test_technicians_read_customers_and_only_supervisors_write_them(doors, carla):
    anna = doors.anna()
    assert anna.client.get(NEW).status_code == 403
    assert "Nuovo cliente" not in anna.page("/console/clienti")
    assert "Nuovo cliente" in carla.page("/console/clienti")
