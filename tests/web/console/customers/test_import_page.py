"""Files of customers in the browser: seen before they alter anything, as the command reads them."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO

import pytest

from centralino.wiring.files import customer_files
from rules.customers.rows import CUSTOMER_COLUMNS, MAY_LACK
from rules.staff.accounts import Role
from store import reading
from store.customers import import_customers, import_hardware
from store.models import StaffLog
from tests.builders import a_customer, a_user
from tests.web.console.client import Browser
from web.console.application import create_console

PAGE = "/console/clienti/importa"
EXCEL = (
    "code;name;phones;contract\r\nL1042;Caffè Società;045 123 4567;sì\r\nL2210;Bar Sport;;no\r\n"
)


@pytest.fixture
def carla(services, sessions, now):
    """A supervisor before the console with the reader of files that the service wires in."""
    with sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        a_customer(session, code="L2210", name="Bar Sporto")
    browser = Browser(
        create_console(replace(services, customer_files=customer_files())).test_client()
    )
    browser.sign_in("carla")
    return browser


def whole(text):
    """The file with the columns that it needs as well, empty."""
    head, *rows = text.split("\n")
    needed = CUSTOMER_COLUMNS.keys() - MAY_LACK - set(head.strip("\r").split(";"))
    if "code" in needed or not rows:
        return text
    more = ";".join(["", *sorted(needed)])
    ends = ";" * len(needed)
    lines = [head.rstrip("\r") + more, *(row.rstrip("\r") + ends for row in rows if row.strip())]
    return "\r\n".join(lines) + "\r\n"


def seen(browser, data, **more):
    form = {"tipo": "customers", "file": (BytesIO(data), "clienti.csv"), **more}
    return browser.post(f"{PAGE}/anteprima", page=PAGE, **form)


def hidden(answer):
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    return {name: unescape(value) for name, value in found if name != "csrf_token"}


def imported(browser, answer):
    return browser.post(PAGE, page=PAGE, **hidden(answer))


def known(sessions):
    with reading(sessions) as session:
        return {row.code: row.name for row in import_customers.customers(session)}


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_file_of_excel_is_seen_row_by_row_and_then_imported_as_it_was_seen(
    carla, sessions, encoding
):
    answer = seen(carla, whole(EXCEL).encode(encoding))
    told = unescape(answer.text)
    assert "aggiunti 1, cambiati 1, com'erano 0" in told
    assert "Riga 2: <strong>L1042, Caffè Società" in told
    assert "Bar Sporto → <strong>Bar Sport</strong>" in told
    assert known(sessions) == {"L2210": "Bar Sporto"}
    assert imported(carla, answer).status_code == 303
    assert known(sessions) == {"L1042": "Caffè Società", "L2210": "Bar Sport"}
    with reading(sessions) as session:
        assert [row.note for row in session.query(StaffLog)] == ["clienti.csv: 2"]
    assert imported(carla, answer).status_code == 409  # sent twice: nothing is left to alter
    assert "com'erano 2" in unescape(seen(carla, whole(EXCEL).encode()).text)


def test_what_a_colleague_altered_meanwhile_is_said_and_nothing_is_written(carla, sessions):
    answer = seen(carla, whole(EXCEL).encode())
    with sessions.begin() as session:
        [row] = import_customers.customers(session)
        import_customers.write(session, [replace(row, name="Bar dello Sport")])
    again = imported(carla, answer)
    assert again.status_code == 409
    assert "non è stato importato nulla" in again.text
    assert "Bar dello Sport → <strong>Bar Sport" in unescape(again.text)
    assert known(sessions) == {"L2210": "Bar dello Sport"}
    assert imported(carla, again).status_code == 303


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("code;name\nL1;\n", ("riga 2, colonna B (name)", "serve; al massimo")),
        ("code;name;phones\nL1;A;12\n", ("colonna C (phones)", "«12»", "numeri come 045 800 1234")),
        ("code;name;contract\nL1;A;forse\n", ("«forse»", "sì o no")),
        ("code;name;colore\nL1;A;blu\n", ("«colore»", "una di queste colonne: code")),
        ("code;name;name\nL1;A;B\n", ("la colonna una seconda volta", "una volta sola")),
        ("code;name\nL1;A\nL1;B\n", ("«L1», come nella riga 2", "una volta sola nel file")),
        ("code;name\nL1;A;;;;;;;;;;;;;;;;;x\n", ("riga 2", "celle, quante sono le colonne")),
        ("code;name\nTotale;12\n", ("una riga per ciascuno, senza totali",)),
        ("ciao\n", ("una prima riga con i nomi delle colonne",)),
        ('code;name\nL1;"A\n', ("forse manca la virgoletta",)),
        ("", ("una prima riga con i nomi delle colonne",)),
        ("name\nA\n", ("una colonna con questo nome",)),
        (f"code;name\nL1;{'x' * 999}\n", ("999 caratteri",)),
        ("code;name\nL1;Caff\ufffd\n", ("lettere perse", "codifica sbagliata")),
    ],
)
def test_each_mistake_is_told_with_its_place_in_italian_and_nothing_can_be_imported(
    carla, sessions, data, told
):
    answer = seen(carla, whole(data).encode())
    text = unescape(answer.text)
    assert answer.status_code == 422
    for words in told:
        assert words in text
    assert not re.search(r"expected|characters|nothing|as in row|un file come quello", text)
    assert "<button>Importa</button>" not in text
    carla.post(PAGE, page=PAGE, **hidden(answer))  # whoever sends it all the same
    assert known(sessions) == {"L2210": "Bar Sporto"}


def test_hardware_goes_over_to_another_customer_only_where_that_was_said(carla, sessions):
    with sessions.begin() as session:
        a_customer(session, code="L3", name="Edicola")
    head = "customer_code;item;serial;bought_on;warranty_months\n"
    imported(
        carla, seen(carla, f"{head}L2210;Stampante;S1;14/03/2026;\n".encode(), tipo="hardware")
    )
    moved = f"{head}L3;Stampante;S1;14/03/2026;\n".encode()
    text = unescape(seen(carla, moved, tipo="hardware").text)
    assert "del cliente L2210" in text
    assert "se l'apparecchio è passato di mano, segna la casella" in text
    text = unescape(seen(carla, f"{head}L9;X;S2;2999-01-01;\n".encode(), tipo="hardware").text)
    assert "il codice di un cliente che c'è già" in text
    assert "non dopo oggi" in text
    imported(carla, seen(carla, moved, tipo="hardware", passa="1"))
    with reading(sessions) as session:
        assert [row.customer_code for row in import_hardware.hardware(session)] == ["L3"]


def test_what_is_downloaded_is_read_back_as_it_is(carla):
    for kind, count in (("customers", 1), ("hardware", 0)):
        file = carla.get(f"/console/clienti/esporta/{kind}.csv")
        assert file.headers["Content-Disposition"].startswith("attachment")
        text = unescape(seen(carla, file.data, tipo=kind).text)
        assert f"aggiunti 0, cambiati 0, com'erano {count}" in text
    assert carla.get("/console/clienti/esporta/altro.csv").status_code == 422


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"file": (BytesIO(), "")}, "scegli un file CSV"),
        ({"tipo": "altro"}, "ed è arrivato «altro»"),
        ({"file": (BytesIO(b"x" * 1_400_001), "grande.csv")}, "al massimo 1,4 MB"),
    ],
)
def test_what_is_no_file_is_told_beside_the_field(carla, more, told):
    answer = seen(carla, whole(EXCEL).encode(), **more)
    assert (answer.status_code, told in unescape(answer.text)) == (422, True)
    cut = carla.post(PAGE, page=PAGE, tipo="customers", contenuto="%%%", nome="x")
    assert "non è arrivato intero" in cut.text


def test_a_file_as_large_as_may_be_is_seen_and_imported(carla, sessions):
    rows = "".join(f"K{n};Cliente {n} {'x' * 130}\r\n" for n in range(8000))
    answer = seen(carla, whole(f"code;name\n{rows}").encode())
    assert "aggiunti 8000" in answer.text
    assert "E altre 7700 righe" in answer.text
    assert imported(carla, answer).status_code == 303
    assert len(known(sessions)) == 8001
