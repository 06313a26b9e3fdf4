"""The states of a ticket, and the moves between them."""

import pytest

from rules.errors import MoveRefused
from rules.tickets.ticket import LIVE, MOVES, State, check_move, number_of

OPEN, IN_PROGRESS, RESOLVED = State.OPEN, State.IN_PROGRESS, State.RESOLVED
CLOSED, CANCELLED = State.CLOSED, State.CANCELLED

ALLOWED = {
    (OPEN, IN_PROGRESS),  # a technician takes it
    (OPEN, RESOLVED),  # answered by an e-mail
    (OPEN, CLOSED),
    (OPEN, CANCELLED),
    (IN_PROGRESS, OPEN),  # given back
    (IN_PROGRESS, RESOLVED),
    (IN_PROGRESS, CLOSED),
    (IN_PROGRESS, CANCELLED),
    (RESOLVED, OPEN),  # the customer disagrees
    (RESOLVED, IN_PROGRESS),
    (RESOLVED, CLOSED),
    (CANCELLED, OPEN),  # withdrawn by mistake
}


@pytest.mark.parametrize("current", State)
@pytest.mark.parametrize("wanted", State)
def test_only_the_moves_in_the_table_are_allowed(current, wanted):
    if (current, wanted) in ALLOWED:
        check_move(current, wanted)
        return
    with pytest.raises(MoveRefused, match=f'not "{wanted}"'):
        check_move(current, wanted)


def test_refusal_names_what_is_allowed():
    with pytest.raises(MoveRefused, match='a ticket that is "closed" may become nothing'):
        check_move(CLOSED, OPEN)
    with pytest.raises(MoveRefused, match="may become closed, in_progress, open;"):
        check_move(RESOLVED, CANCELLED)


def test_every_state_has_its_moves():
    assert MOVES.keys() == set(State)


def test_every_ticket_that_is_alive_can_be_closed():
    assert all(CLOSED in MOVES[state] for state in LIVE)


@pytest.mark.parametrize(("ticket_id", "number"), [(7, "0007"), (1001, "1001"), (12345, "12345")])
def test_number_has_at_least_four_digits(ticket_id, number):
    assert number_of(ticket_id) == number
