"""Customers are read by technicians and written by supervisors."""

import pytest

from store.customers import directory
from tests.builders import a_customer
from tests.web.searches import SEARCHES, customers_with_accents

WHOLE = {
    "name": "Cartoleria Bianchi",
    "account_manager": "Anna Neri",
    "account_manager_email": "anna@leotron.example",
    "account_manager_phone": "045 8009999",
    "phones": ["045 8001234", "+39 347 1234567"],
    "email": "info@bianchi.example",
    "contract": True,
    "contract_until": "2027-12-31",
    "j_system": True,
    "j_system_until": "2027-06-30",
    "software": "J2K",
    "software_version": "11.4.2",
    "notes": "Chiude il lunedì.\nChiedere di Anna.",
    "hardware": [
        {
            "item": "Cassa",
            "serial": "RT0001",
            "bought_on": "2026-03-14",
            "warranty_months": 24,
            "warranty_until": "2028-03-14",
        }
    ],
}
TILL = {"item": "Cassa", "serial": "RT0001", "bought_on": "2026-03-14", "warranty_months": 24}
PC = {"item": "PC", "bought_on": "2025-08-31"}
NUMBERS = ["+390458001234", "+393471234567"]


def test_a_customer_is_written_and_read_back(supervisor, technician):
    written = supervisor.put("/customers/b-7", WHOLE)
    assert (written.status_code, written.json) == (201, {"code": "B7", **WHOLE, "phones": NUMBERS})
    assert technician.get("/customers/B7").json == written.json
    assert supervisor.put("/customers/B7", WHOLE).status_code == 200
    assert technician.get("/customers").json == [written.json]


def test_what_is_left_out_is_gone_numbers_included(supervisor):
    supervisor.put("/customers/B7", WHOLE)
    left = supervisor.put("/customers/B7", {"name": "Bianchi", "phones": ["347 1234567"]}).json
    assert (left["name"], left["phones"]) == ("Bianchi", NUMBERS[1:])
    assert (left["contract"], left["contract_until"], left["notes"]) == (False, None, None)


def test_the_account_manager_stays_where_nothing_is_said_of_it(supervisor):
    supervisor.put("/customers/B7", WHOLE)
    assert supervisor.put("/customers/B7", {"name": "B"}).json["account_manager"] == "Anna Neri"
    left = supervisor.put("/customers/B7", {"name": "B", "account_manager": None}).json
    assert (left["account_manager"], left["account_manager_phone"]) == (None, "045 8009999")


def test_hardware_stays_where_nothing_is_said_of_it(supervisor):
    supervisor.put("/customers/B7", WHOLE)
    for said in ({"name": "Bianchi"}, {"name": "Bianchi", "hardware": None}):
        assert supervisor.put("/customers/B7", said).json["hardware"] == WHOLE["hardware"]


def test_hardware_that_is_told_is_all_of_it(supervisor, technician):
    supervisor.put("/customers/B7", {**WHOLE, "hardware": [TILL, PC, PC]})
    told = [{**PC, "serial": "X9", "warranty_months": 18}, {**TILL, "serial": "rt-0001"}]
    written = supervisor.put("/customers/B7", {**WHOLE, "hardware": told}).json["hardware"]
    assert [(piece["serial"], piece["warranty_until"]) for piece in written] == [
        ("X9", "2027-02-28"),
        ("rt-0001", "2028-03-14"),
    ]
    assert technician.get("/customers").json[0]["hardware"] == written
    assert (
        supervisor.put("/customers/B7", {**WHOLE, "hardware": written}).json["hardware"] == written
    )
    assert supervisor.put("/customers/B7", {**WHOLE, "hardware": []}).json["hardware"] == []


def test_a_piece_that_was_sold_on_is_first_taken_from_its_owner(supervisor):
    supervisor.put("/customers/B7", {**WHOLE, "hardware": [TILL]})
    buyer = {"name": "Neri", "hardware": [PC, {**TILL, "serial": "RT 0001"}]}
    refused = supervisor.put("/customers/N1", buyer)
    (error,) = refused.json["errors"]
    assert (refused.status_code, error["field"]) == (422, "hardware.1.serial")
    assert "no other customer has, found one of customer B7" in error["rule"]
    assert supervisor.get("/customers/N1").status_code == 404  # nothing of it was written
    supervisor.put("/customers/B7", {**WHOLE, "hardware": []})
    assert supervisor.put("/customers/N1", buyer).status_code == 201


def test_another_customers_hardware_stays(supervisor):
    supervisor.put("/customers/B7", WHOLE)
    supervisor.put("/customers/N1", {"name": "Neri", "hardware": [PC]})
    assert supervisor.get("/customers/B7").json["hardware"] == WHOLE["hardware"]


def test_another_customers_numbers_stay(supervisor, customer, sessions):
    supervisor.put("/customers/B7", {**WHOLE, "phones": ["045 8001234"]})
    with sessions.begin() as session:
        sharing = [row.code for row in directory.by_number(session, NUMBERS[0])]
        assert len(directory.phones(session, customer.id)) == 2
    assert sharing == ["B7", "L1042"]


def test_only_the_very_code_is_an_address(supervisor, customer):
    assert supervisor.get("/customers/l1042").status_code == 200
    assert supervisor.get("/customers/1042").status_code == 404  # a keypad's digits
    assert supervisor.get("/customers/%00").status_code == 404


def test_customers_come_page_by_page(technician, sessions):
    with sessions.begin() as session:
        for code in ("A1", "B1", "C1"):
            a_customer(session, code=code)

    def codes(query):
        return [row["code"] for row in technician.get(f"/customers?{query}").json]

    assert codes("limit=2") == ["A1", "B1"]
    assert codes("limit=2&after=B1") == ["C1"]


TOMORROW = ("hardware.0.bought_on", "not after today, 2026-11-24")
NO_DAY = ("hardware.0.bought_on", "date that exists")
TWICE = ("hardware.1.serial", "each serial once, found that of hardware.0")
MONTHS = ("hardware.0.warranty_months",)
UNTIL = ("hardware.0.warranty_until", "expected 2026-08-31")


@pytest.mark.parametrize(
    ("code", "changes", "place", "field", "rule"),
    [
        ("B7", {"name": ""}, "body", "name", "some text"),
        ("B7", {"name": "\u200b\ufeff"}, "body", "name", "some text"),
        ("B7", {"name": "x" * 201}, "body", "name", "at most 200"),
        ("B7", {"name": "a\x07"}, "body", "name", "found U+0007 as character 2"),
        ("B7", {"phones": ["12"]}, "body", "phones", "telephone numbers"),
        ("B7", {"phones": "045 8001234"}, "body", "phones", "list"),
        ("B7", {"phones": ["045 8001234"] * 21}, "body", "phones", "at most 20"),
        ("B7", {"email": "nobody"}, "body", "email", "e-mail"),
        ("B7", {"contract": "yes"}, "body", "contract", "boolean"),
        ("B7", {"contract_until": "2027-02-30"}, "body", "contract_until", "date that exists"),
        ("B7", {"contract_until": "0001-01-01"}, "body", "contract_until", "date from"),
        ("B7", {"notes": "x" * 10_001}, "body", "notes", "at most 10000"),
        ("B7", {"hardware": [{**PC, "item": ""}]}, "body", "hardware.0.item", "some text"),
        ("B7", {"hardware": [PC, {"item": "PC"}]}, "body", "hardware.1.bought_on", "required"),
        ("B7", {"hardware": [{**PC, "bought_on": "2026-11-25"}]}, "body", *TOMORROW),
        ("B7", {"hardware": [{**PC, "bought_on": "2026-02-30"}]}, "body", *NO_DAY),
        ("B7", {"hardware": [{**PC, "serial": "--"}]}, "body", "hardware.0.serial", "letters or"),
        ("B7", {"hardware": [TILL, {**PC, "serial": "rt 0001"}]}, "body", *TWICE),
        ("B7", {"hardware": [{**PC, "warranty_months": 6}]}, "body", *MONTHS, "or equal to 12"),
        ("B7", {"hardware": [{**PC, "warranty_months": "24"}]}, "body", *MONTHS, "integer"),
        ("B7", {"hardware": [{**PC, "warranty_until": "2030-01-01"}]}, "body", *UNTIL),
        ("B7", {"hardware": [{**PC, "colour": "red"}]}, "body", "hardware.0.colour", "permitted"),
        ("B7", {"hardware": [PC] * 501}, "body", "hardware", "at most 500"),
        ("B7", {"minutes": -5}, "body", "minutes", "not permitted"),
        ("x" * 41, {}, "path", "code", "a code of 1 to 40"),
        ("%C3%A8", {}, "path", "code", "a code of 1 to 40"),
    ],
)
def test_what_breaks_a_rule_is_named(supervisor, code, changes, place, field, rule):
    refused = supervisor.put(f"/customers/{code}", {**WHOLE, **changes})
    assert refused.status_code == 422
    error = refused.json["errors"][0]
    assert (error["in"], error["field"]) == (place, field)
    assert rule in error["rule"]
    assert supervisor.get("/customers").json == []


@pytest.mark.parametrize(
    ("typed", "codes"),
    [*((typed, codes) for typed, codes in SEARCHES if typed != "\0"), ("%", ["L1042"])],
)
def test_customers_are_found_by_the_words_that_find_them_in_the_console(
    technician, sessions, typed, codes
):
    with sessions.begin() as session:
        directory.add(session, code="L1042", name="Bar 100%_<Sport>", phones=["+390458001234"])
        customers_with_accents(session)
    rows = technician.get("/customers", query_string={"q": typed}).json
    assert [row["code"] for row in rows] == codes
    behind = technician.get("/customers", query_string={"q": typed, "after": "L1042"}).json
    assert [row["code"] for row in behind] == [code for code in codes if code != "L1042"]


def test_a_search_of_strange_signs_is_refused_in_words(technician):
    refused = technician.get("/customers", query_string={"q": "a\0b"})
    assert refused.status_code == 422
