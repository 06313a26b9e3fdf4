"""A quote as a page to print, for whoever has the link of the request."""

from decimal import Decimal
from functools import partial

import pytest

from rules.billing.quotes import LineKind, QuoteLine
from store.billing import agreements, quotes

LINES = (
    QuoteLine(LineKind.PARTS, "Testina <b>di stampa</b>", Decimal(1), Decimal("120.00")),
    QuoteLine(LineKind.LABOUR, "Sostituzione", Decimal("1.5"), Decimal("80.00")),
)


@pytest.fixture
def quoted(customer, sessions, now):
    """A request with a quote, sent unless told otherwise; the page's address."""

    return partial(_quoted, customer, sessions, now)


def _quoted(customer, sessions, now, *, sent=True):
    ticket_id, path = customer.files()
    with sessions.begin() as session:
        vat = Decimal(22)
        quote = quotes.draft(session, ticket_id, LINES, vat_percent=vat, actor="anna", now=now)
        if sent:
            quotes.send(session, quote.id, actor="anna", now=now)
    return f"{path}/preventivo/{quote.id}"


def test_the_page_shows_every_line_and_the_sums(customer, quoted):
    page = customer.opens(quoted()).text
    for text in ("Sostituzione", "1,5", "120,00 €", "IVA 22 %", "52,80 €", "292,80 €"):
        assert text in page


PAYPAL = "https://paypal.me/example"


@pytest.mark.parametrize(
    ("link", "answer", "there"),
    [
        (PAYPAL, None, True),
        (PAYPAL, "agreed", True),
        (PAYPAL, "declined", False),
        (None, "agreed", False),
    ],
)
def test_the_page_says_where_to_pay_unless_the_quote_was_declined(
    customer_of, sessions, now, link, answer, there
):
    customer = customer_of(payment_link=link)
    address = _quoted(customer, sessions, now)
    if answer:
        number = int(address.rpartition("/")[2])
        with sessions.begin() as session:
            of = {"words": "…", "total": Decimal("292.80"), "quote_id": number, "now": now}
            agreements.answer(session, quotes.find(session, number).ticket_id, answer, **of)
    assert (f'href="{PAYPAL}"' in customer.opens(address).text) is there


def test_words_are_never_markup(customer, quoted):
    assert "Testina &lt;b&gt;" in customer.opens(quoted()).text


def test_a_draft_is_nobodys_business(customer, quoted):
    assert customer.opens(quoted(sent=False)).status_code == 404


def test_another_requests_quote_is_not_found(customer, quoted):
    address = quoted()
    other = address.rpartition("/")[0] + "/9999"
    assert customer.opens(other).status_code == 404
    forged = address.replace("/r/", "/r/x")
    assert customer.opens(forged).status_code == 404
