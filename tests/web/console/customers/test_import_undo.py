"""Imports of customers and hardware taken back: rows as they were, unless somebody altered them since."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest

from centralino.wiring.files import customer_files
from rules.staff.accounts import Role
from scheduler.sweep import forget_requests
from store import reading
from store.customers import import_customers, import_hardware, import_undo
from store.models import Customer, CustomerImport, CustomerPhone, ImportedRow
from store.privacy import erasure
from tests.builders import a_customer, a_ticket, a_user
from tests.web.console.client import Browser
from web.console.application import create_console

PAGE = "/console/clienti/importa"
HEAD = "code;name;phones;email;contract;contract_until;j_system;j_system_until;software;"
HEAD += "software_version;notes\n"
FILE = f"{HEAD}L1;Edicola;045 800 1234;e@edicola.it;sì;31/12/2026;;;;;nota\nL2;Bar Nuovo;;;;;;;;;\n"
PIECES = "customer_code;item;serial;bought_on;warranty_months\n"


@pytest.fixture
def carla(services, sessions, now):
    """A supervisor; customer L1 with a number, who is altered by the file that also brings L2."""
    with sessions.begin() as session:
        a_user(session, "carla", Role.SUPERVISOR, now=now)
        a_customer(session, code="L1", name="Edicola Vecchia", phones=["+390458009999"])
    wired = replace(services, customer_files=customer_files())
    browser = Browser(create_console(wired).test_client())
    browser.sign_in("carla")
    return browser


def take_in(browser, text, kind="customers", **more):
    form = {"tipo": kind, "file": (BytesIO(text.encode()), "dati.csv"), **more}
    page = browser.post(f"{PAGE}/anteprima", page=PAGE, **form).text
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    form = {name: unescape(value) for name, value in found if name != "csrf_token"}
    assert browser.post(PAGE, page=PAGE, **form).status_code == 303
    browser.get(PAGE)  # where the message is told


def undo(browser, text=None):
    found = re.search(r"/console/clienti/importa/\d+/annulla", text or browser.get(PAGE).text)
    assert browser.post(found.group(), page=PAGE).status_code == 303
    return unescape(browser.get(PAGE).text)


def all_of(sessions):
    with reading(sessions) as session:
        return import_customers.customers(session), import_hardware.hardware(session)


def test_customers_and_pieces_are_as_they_were_before_their_files(carla, sessions):
    first = all_of(sessions)
    take_in(carla, FILE)
    second = all_of(sessions)
    take_in(carla, f"{PIECES}L1;Stampante;S1;14/03/2026;24\nL1;Cassa;;14/03/2026;\n", "hardware")
    third = all_of(sessions)
    take_in(carla, f"{PIECES}L2;Stampante 2;S1;15/03/2026;12\n", "hardware", passa="1")
    assert all_of(sessions) != third
    page = carla.get(PAGE).text
    assert "righe cambiate: 2" in page
    assert "com'era" in undo(carla)
    assert all_of(sessions) == third
    undo(carla)
    assert all_of(sessions) == second
    undo(carla, page.rpartition("<li class")[2])  # the oldest
    assert all_of(sessions) == first
    assert "già stata annullata" in undo(carla, page)
    with reading(sessions) as session:
        assert session.query(ImportedRow).count() == 0
        assert session.query(CustomerPhone).count() == 1
    log = unescape(carla.get("/console/registro?cosa=persone").text)
    assert "ha annullato l'importazione degli apparecchi da dati.csv" in log


def test_what_was_altered_since_and_what_something_hangs_on_stay_and_are_named(
    carla, sessions, now
):
    take_in(carla, FILE)
    with sessions.begin() as session:
        one, two = import_customers.customers(session)
        import_customers.write(session, [replace(one, name="Edicola Centrale")])
        key = session.query(Customer.id).filter_by(code="L2").scalar()
        a_ticket(session, now=now).customer_id = key
    told = undo(carla)
    assert "Resta com'è, perché è cambiato dopo: L1, Edicola Centrale." in told
    assert "che lo nominano: L2, Bar Nuovo." in told
    assert [row.name for row in all_of(sessions)[0]] == ["Edicola Centrale", two.name]


def test_what_is_kept_goes_with_the_customers_data_and_after_a_week(carla, sessions, now):
    take_in(carla, FILE)
    with sessions.begin() as session:
        keys = dict(session.query(Customer.code, Customer.id).all())
        ticket = a_ticket(session, now=now)
        ticket.customer_id = keys["L2"]
        session.flush()
        erasure.erase(session, ticket.id, now)
    with sessions.begin() as session:
        assert [row.customer_id for row in session.query(ImportedRow)] == [keys["L1"]]
        import_undo.forget(session, [], told=["+390458009999"])  # which L1 had before the file
        assert session.query(ImportedRow).count() == 0
    take_in(carla, FILE.replace("nota", "altra"))
    forget_requests(sessions, lambda: now + timedelta(days=6))
    with reading(sessions) as session:
        assert session.query(ImportedRow).count() == 1
    forget_requests(sessions, lambda: now + timedelta(days=7, seconds=1))
    with reading(sessions) as session:
        assert (session.query(ImportedRow).count(), session.query(CustomerImport).count()) == (0, 0)
