"""Quotes for hardware: written, sent, and answered once with the very words."""

from decimal import Decimal

import pytest

from rules.billing.quotes import LineKind, QuoteLine, QuoteState
from rules.errors import BadInput, MoveRefused, NotFound
from store.billing import agreements, quotes
from store.tickets import lifecycle
from tests.builders import a_ticket

VAT = Decimal(22)
LINES = (
    QuoteLine(LineKind.PARTS, "Testina di stampa", Decimal(1), Decimal("120.00")),
    QuoteLine(LineKind.LABOUR, "Sostituzione", Decimal("1.5"), Decimal("80.00")),
    QuoteLine(LineKind.TRANSPORT, "Spedizione", Decimal(1), Decimal("15.00")),
)
WORDS = "Preventivo di 311,10 € IVA compresa: accetto"


@pytest.fixture
def session(sessions):
    with sessions.begin() as session:
        yield session


@pytest.fixture
def quote(session, now):
    ticket = a_ticket(session, now=now)
    return quotes.draft(session, ticket.id, LINES, vat_percent=VAT, actor="anna", now=now)


def answered(session, quote, now, *, accepted=True):
    given = "agreed" if accepted else "declined"
    total = Decimal("311.10")
    return agreements.answer(
        session, quote.ticket_id, given, words=WORDS, total=total, quote_id=quote.id, now=now
    )


def test_a_quote_comes_back_as_it_was_written(session, quote):
    found = quotes.look(session, quote.id)
    assert found.lines == LINES
    assert (found.totals.net, found.totals.total) == (Decimal("255.00"), Decimal("311.10"))


def test_a_draft_can_be_written_anew_and_a_sent_quote_cannot(session, quote, now):
    quotes.rewrite(session, quote.id, LINES[:1])
    assert quotes.send(session, quote.id, actor="anna", now=now).lines == LINES[:1]
    with pytest.raises(MoveRefused, match="alters no more"):
        quotes.rewrite(session, quote.id, LINES)


def test_a_quote_without_lines_is_not_sent(session, quote, now):
    quotes.rewrite(session, quote.id, ())
    with pytest.raises(BadInput, match="at least one"):
        quotes.send(session, quote.id, actor="anna", now=now)


@pytest.mark.parametrize(
    ("accepted", "state"), [(True, QuoteState.ACCEPTED), (False, QuoteState.DECLINED)]
)
def test_the_answer_is_kept_with_instant_and_words(session, quote, now, accepted, state):
    quotes.send(session, quote.id, actor="anna", now=now)
    assert answered(session, quote, now, accepted=accepted)
    assert quotes.find(session, quote.id).state == state
    ticket = lifecycle.find(session, quote.ticket_id)
    (kept,) = agreements.of_ticket(session, ticket)
    assert (kept.words, kept.total, kept.at) == (WORDS, Decimal("311.10"), now)


def test_the_first_answer_stands(session, quote, now):
    quotes.send(session, quote.id, actor="anna", now=now)
    assert answered(session, quote, now)
    assert not answered(session, quote, now, accepted=False)
    assert quotes.find(session, quote.id).state == QuoteState.ACCEPTED


def test_a_draft_cannot_be_accepted_and_a_quote_is_sent_once(session, quote, now):
    assert not answered(session, quote, now)
    quotes.send(session, quote.id, actor="anna", now=now)
    with pytest.raises(MoveRefused):
        quotes.send(session, quote.id, actor="anna", now=now)


def test_a_quote_needs_a_ticket(session, now):
    with pytest.raises(NotFound):
        quotes.draft(session, 9999, LINES, vat_percent=VAT, actor="anna", now=now)
    with pytest.raises(NotFound):
        quotes.find(session, 9999)
