"""Whether a call is about a request that stands: the rule, as a table."""

from datetime import UTC, datetime, timedelta

import pytest

from rules.tickets.repeat_calls import ANOTHER, OpenRequest, RepeatCall, joins, to_offer

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ROSSI, BIANCHI = 1, 2


def a_request(ticket_id=1001, *, ago=5, customer=None):
    return OpenRequest(ticket_id, NOW - timedelta(minutes=ago), customer)


STRANGER = RepeatCall(customer_id=None, shared=False)
OF_A_SHARED_NUMBER = RepeatCall(customer_id=None, shared=True)
FORWARDED = RepeatCall(customer_id=None, shared=False, forwarded=True)


def by(customer, *, shared=False, about=None):
    return RepeatCall(customer_id=customer, shared=shared, about=about)


@pytest.mark.parametrize(
    ("open_requests", "call", "has_message", "expected"),
    [
        ([], STRANGER, True, None),  # nothing stands
        ([a_request(ago=5)], STRANGER, True, 1001),  # within minutes: the same problem
        ([a_request(ago=15)], STRANGER, True, 1001),
        ([a_request(ago=16)], STRANGER, True, None),  # too long ago to guess
        ([a_request(ago=600)], STRANGER, False, 1001),  # left nothing: asked how it stands
        ([a_request(ago=5)], OF_A_SHARED_NUMBER, True, None),  # of whom, nobody knows
        ([a_request(ago=5)], OF_A_SHARED_NUMBER, False, None),
        ([a_request(ago=5)], FORWARDED, True, None),  # of whoever called by the same line
        ([a_request(ago=5)], FORWARDED, False, None),
        ([a_request(customer=ROSSI)], OF_A_SHARED_NUMBER, True, None),
        ([a_request(customer=ROSSI)], by(ROSSI, shared=True), True, 1001),  # both are Rossi
        ([a_request(customer=ROSSI)], by(BIANCHI, shared=True), True, None),
        ([a_request(customer=ROSSI)], by(BIANCHI), False, None),  # another for certain
        ([a_request(customer=None)], by(ROSSI, shared=True), True, None),
        ([a_request(customer=None)], by(ROSSI), True, 1001),
        ([a_request(ago=1)], by(None, about=ANOTHER), True, None),  # the caller said so
        ([a_request(ago=1)], by(None, about=ANOTHER), False, None),
        ([a_request(ago=600)], by(None, about="1001"), True, 1001),  # chose to add
        ([a_request(ago=600)], by(None, shared=True, about="1001"), True, 1001),  # proven before
        ([a_request(customer=ROSSI)], by(BIANCHI, about="1001"), True, None),  # cannot be theirs
        ([a_request()], by(None, about="1002"), True, None),  # finished meanwhile
        ([a_request(1001, ago=9), a_request(1002, ago=3)], STRANGER, True, 1002),  # the last
        ([a_request(1001, ago=3), a_request(1002, ago=9)], by(None, about="1002"), True, 1002),
    ],
)
def test_what_a_call_belongs_to(open_requests, call, has_message, expected):
    found = joins(open_requests, call, has_message=has_message, now=NOW)
    assert (found.ticket_id if found else None) == expected


@pytest.mark.parametrize(
    ("open_requests", "call", "expected"),
    [
        ([], STRANGER, None),
        ([a_request(1001, ago=90), a_request(1002, ago=30)], STRANGER, 1002),
        ([a_request(customer=ROSSI)], by(BIANCHI), None),  # two customers behind one number
        ([a_request(1001, customer=ROSSI), a_request(1002, customer=BIANCHI)], by(ROSSI), 1001),
        ([a_request(customer=ROSSI)], STRANGER, 1001),  # they say themselves whether it is theirs
    ],
)
def test_what_a_caller_is_told_of(open_requests, call, expected):
    found = to_offer(open_requests, call)
    assert (found.ticket_id if found else None) == expected
