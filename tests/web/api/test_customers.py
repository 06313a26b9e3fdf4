"""Customers are read by technicians and written by supervisors."""

import pytest

from store import people
from tests.builders import a_customer

WHOLE = {
    "name": "Cartoleria Bianchi",
    "phones": ["045 8001234", "+39 347 1234567"],
    "email": "info@bianchi.example",
    "contract": True,
    "contract_until": "2027-12-31",
    "j_system": True,
    "j_system_until": "2027-06-30",
    "software": "J2K",
    "software_version": "11.4.2",
    "notes": "Chiude il lunedì.\nChiedere di Anna.",
}
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


def test_another_customers_numbers_stay(supervisor, customer, sessions):
    supervisor.put("/customers/B7", {**WHOLE, "phones": ["045 8001234"]})
    with sessions.begin() as session:
        sharing = [row.code for row in people.by_number(session, NUMBERS[0])]
        assert len(people.phones(session, customer.id)) == 2
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


@pytest.mark.parametrize(
    ("code", "changes", "place", "field", "rule"),
    [
        ("B7", {"name": ""}, "body", "name", "some text"),
        ("B7", {"name": "x" * 201}, "body", "name", "at most 200"),
        ("B7", {"name": "a\x07"}, "body", "name", "pattern"),
        ("B7", {"phones": ["12"]}, "body", "phones", "telephone numbers"),
        ("B7", {"phones": "045 8001234"}, "body", "phones", "list"),
        ("B7", {"phones": ["045 8001234"] * 21}, "body", "phones", "at most 20"),
        ("B7", {"email": "nobody"}, "body", "email", "e-mail"),
        ("B7", {"contract": "yes"}, "body", "contract", "boolean"),
        ("B7", {"contract_until": "2027-02-30"}, "body", "contract_until", "date that exists"),
        ("B7", {"contract_until": "0001-01-01"}, "body", "contract_until", "date from"),
        ("B7", {"notes": "x" * 10_001}, "body", "notes", "at most 10000"),
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
