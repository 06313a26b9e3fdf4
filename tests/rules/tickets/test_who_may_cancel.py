"""Who cancels and adds by telephone: the caller's number is enough only where it is surely the customer's."""

from datetime import UTC, datetime

import pytest

from rules.tickets.repeat_calls import (
    OpenRequest,
    RepeatCall,
    must_prove,
    must_prove_to_add,
    proven,
)

NOON = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
ROSSI, BIANCHI = 1, 2


def a_request(ticket_id: int = 1001, customer_id: int | None = None) -> OpenRequest:
    return OpenRequest(ticket_id, NOON, customer_id)


def a_call(customer_id: int | None = None, **more: bool) -> RepeatCall:
    return RepeatCall(**{"customer_id": customer_id, "shared": False, "confirmed": True, **more})


@pytest.mark.parametrize(
    ("asked", "call", "to_cancel", "to_add"),
    [
        (None, a_call(), False, False),
        (None, a_call(confirmed=False), True, False),  # a telephone of one's own, new to us
        (None, a_call(shared=True), True, True),
        (None, a_call(forwarded=True), True, True),
        (ROSSI, a_call(shared=True), True, True),
        (
            *(ROSSI, a_call(ROSSI, shared=True, forwarded=True, confirmed=False)),
            *(False, False),
        ),  # by their code
        (None, a_call(ROSSI, forwarded=True), True, True),  # a code that says nothing of it
    ],
)
def test_a_number_that_may_be_anybodys_proves_nothing(asked, call, to_cancel, to_add) -> None:
    assert must_prove(a_request(customer_id=asked), call) is to_cancel
    assert must_prove_to_add(a_request(customer_id=asked), call) is to_add


@pytest.mark.parametrize(
    ("asked", "call", "keyed", "keyed_by", "is_proven"),
    [
        (None, a_call(), "1001", None, True),
        (None, a_call(), "1002", None, False),
        (None, a_call(), "", None, False),
        (None, a_call(), "2001", ROSSI, False),  # a code proves its own customer's request alone
        (ROSSI, a_call(), "2001", ROSSI, True),
        (ROSSI, a_call(), "2002", BIANCHI, False),
        (ROSSI, a_call(BIANCHI), "1001", None, False),  # another firm's, by its number
        (ROSSI, a_call(BIANCHI), "2001", ROSSI, False),
    ],
)
def test_its_number_or_its_customers_code_proves_a_request(
    asked, call, keyed, keyed_by, is_proven
) -> None:
    found = proven([a_request(customer_id=asked)], call, keyed, keyed_by)
    assert (found is not None) is is_proven
