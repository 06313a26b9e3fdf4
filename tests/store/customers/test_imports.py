"""Customers and hardware are written as whole books, compared first, and given out again."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select, text

from rules.customers.rows import CUSTOMER, CustomerRow, HardwareRow
from store.calls import call_log
from store.customers import directory, import_customers, import_hardware
from store.models import Customer, Hardware
from store.tickets import lifecycle
from store.views.as_json import ticket_json
from tests.builders import a_call, a_customer, a_ticket

# Nobody in particular answers their commercial requests.
NO_MANAGER = {
    "account_manager": None,
    "account_manager_email": None,
    "account_manager_phone": None,
}
ROSSI = CustomerRow(
    "L1042",
    "Ferramenta Rossi",
    phones=("+390458001234", "+393471234567"),
    email="info@example.it",
    contract=True,
    contract_until=date(2027, 12, 31),
    software="J2K",
    software_version="12.4",
    notes="chiamare\ndopo le 10",
    **NO_MANAGER,
)
VERDI = CustomerRow("L7", "Verdi", phones=("+390458001234",), j_system=True, **NO_MANAGER)
TILL = HardwareRow("L1042", "Cassa", "A1", date(2026, 3, 14), 36)
PC = HardwareRow("L1042", "PC", None, date(2025, 1, 2))


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


def whats(changes):
    return [(change.what, change.columns) for change in changes]


def test_what_is_written_is_given_out_again_by_code(session):
    assert whats(import_customers.write(session, [VERDI, ROSSI])) == [("added", []), ("added", [])]
    assert import_customers.customers(session) == [ROSSI, VERDI]
    assert directory.by_code(session, "1042").name == "Ferramenta Rossi"  # keypads find it


def test_comparing_writes_nothing(session):
    import_customers.write(session, [ROSSI])
    changes = import_customers.compare(session, [ROSSI, replace(VERDI, code="L1042"), VERDI])
    assert [change.what for change in changes] == ["unchanged", "changed", "added"]
    assert import_customers.customers(session) == [ROSSI]


def test_customer_becomes_what_the_row_says_and_others_stay(session):
    import_customers.write(session, [ROSSI, VERDI])
    moved = replace(
        ROSSI, name="Rossi S.r.l.", phones=("+393471234567", "+390455555555"), email=None
    )
    assert whats(import_customers.write(session, [moved])) == [
        ("changed", ["name", "phones", "email"])
    ]
    assert import_customers.customers(session) == [moved, VERDI]
    assert whats(import_customers.write(session, [moved, VERDI])) == [("unchanged", [])] * 2


def test_customer_keeps_its_row_and_so_its_tickets(session):
    customer = a_customer(session, code="L1042")
    import_customers.write(session, [ROSSI])
    assert session.scalars(select(Customer)).one().id == customer.id


def test_number_of_several_customers_stays_with_each_of_them(session):
    import_customers.write(session, [ROSSI, VERDI])
    assert [found.code for found in directory.by_number(session, "+390458001234")] == [
        "L1042",
        "L7",
    ]
    import_customers.write(session, [replace(ROSSI, phones=())])
    assert [found.code for found in directory.by_number(session, "+390458001234")] == ["L7"]


def test_number_of_several_customers_is_never_resolved_by_a_guess(session):
    import_customers.write(session, [ROSSI, VERDI])
    shared = a_ticket(session, a_call(session, from_number="+390458001234"))
    alone = a_ticket(session, a_call(session, from_number="+393471234567"))
    assert shared.customer_id is None
    assert ticket_json.as_json(session, shared)["customer"] is None
    assert ticket_json.as_json(session, alone)["customer"]["sure"] is False


def test_code_that_is_keyed_tells_which_of_them_it_is(session):
    import_customers.write(session, [ROSSI, VERDI])
    ticket = a_ticket(session, a_call(session, from_number="+390458001234"))
    lifecycle.correct(
        session, ticket.id, {"customer_code": "L7"}, actor="anna", now=ticket.created_at
    )
    session.refresh(ticket)
    assert ticket_json.as_json(session, ticket)["customer"]["name"] == "Verdi"


def test_what_is_rolled_back_leaves_nothing(sessions):
    with sessions() as session:
        import_customers.write(session, [ROSSI])
        import_hardware.write(session, [TILL])
        session.rollback()
    with sessions.begin() as session:
        assert import_customers.customers(session) == []
        assert import_hardware.hardware(session) == []


def test_hardware_is_written_and_written_again(session):
    import_customers.write(session, [ROSSI, VERDI])
    assert whats(import_hardware.write(session, [TILL, PC, PC])) == [("added", [])] * 3
    assert import_hardware.hardware(session) == [PC, PC, TILL]
    longer = replace(TILL, warranty_months=48)
    altered = import_hardware.write(session, [longer, PC, replace(PC, serial="B2")])
    assert whats(altered) == [
        ("changed", ["warranty_months"]),
        ("unchanged", []),
        ("changed", ["serial"]),
    ]
    assert len(session.scalars(select(Hardware)).all()) == 3
    assert import_hardware.of_customers(session, ["L7"]) == {}
    assert longer in import_hardware.of_customers(session, ["L1042"])["L1042"]


def test_codes_that_nobody_has_are_told(session):
    import_customers.write(session, [ROSSI])
    assert import_customers.unknown_codes(session, ["L1042", "1042", "L9"]) == {"1042", "L9"}


def test_whatever_the_rules_let_through_fits_its_column(session):
    draw = random.Random(3)
    letters = "aàè€𝄞'=+-@;,\"| \u0301"
    rows = []
    for number in range(60):
        given = {
            name: "".join(draw.choices(letters, k=draw.choice([1, 40, 120, 200])))
            for name in ("name", "software", "software_version", "notes")
        }
        read = {name: CUSTOMER[name](text.strip()) for name, text in given.items()}
        good = {name: text for name, text in read.items() if isinstance(text, str)}
        rows.append(
            CustomerRow(**{"name": "x", **good, **NO_MANAGER, "code": f"{'L' * 36}{number:04}"})
        )
    import_customers.write(session, rows)
    session.expire_all()
    assert import_customers.customers(session) == rows


def test_imports_at_once_add_nothing_twice(sessions):
    def write(_):
        with sessions.begin() as session:
            customers = import_customers.write(session, [ROSSI, VERDI])
            return [change.what for change in (*customers, *import_hardware.write(session, [PC]))]

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(write, range(4)))
    assert told == [["added"] * 3] + [["unchanged"] * 3] * 3
    with sessions.begin() as session:
        assert import_customers.customers(session) == [ROSSI, VERDI]
        assert import_hardware.hardware(session) == [PC]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)  # SQLite has one writer
def test_calls_refer_to_customers_while_a_book_is_being_written(sessions):
    with sessions.begin() as session:
        import_customers.write(session, [ROSSI])
    with sessions.begin() as importing:
        import_customers.write(importing, [replace(ROSSI, name="Rossi S.r.l."), VERDI])
        with sessions.begin() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            call = a_call(session, from_number="+393471234567")
            assert call_log.give_code(session, call.sid, "1042").name == "Ferramenta Rossi"
