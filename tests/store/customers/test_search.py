"""Customers are found as people type them, with signs of their own or without."""

from sqlalchemy import select

from store.customers import search
from store.models import Customer
from tests.builders import a_customer

NAMES = {
    "L1122": "Autoricambi Rossi S.r.l.",
    "L2233": "Bar Tabacchi dell'Opera",
    "M77": "Rossi Legnami",
}


TYPED = {
    "l-1122": ["L1122"],
    "L.1122": ["L1122"],
    "L 1122": ["L1122"],
    "autoricambi rossi srl": ["L1122"],
    "rossi s.r.l.": ["L1122"],
    "s.r.l": ["L1122"],
    "bar-tabacchi": ["L2233"],
    "dell’opera": ["L2233"],
    "rossi": ["L1122", "M77"],
    "m-7": ["M77"],
    "---": [],
}


def test_a_customer_is_found_whatever_signs_stand_between(sessions):
    with sessions.begin() as session:
        for code, name in NAMES.items():
            a_customer(session, code=code, name=name, phones=())
    with sessions() as session:
        found = {
            typed: sorted(session.scalars(select(Customer.code).where(search.fits(typed))))
            for typed in TYPED
        }
    assert found == TYPED
