"""The link to one's own request goes to no number that a machine alone has heard."""

import pytest

from messages import compose
from store.models import Ticket

CALLER, OTHER = "+390458001234", "+393471234567"


@pytest.mark.parametrize(
    ("to_call", "by_hand", "has_link"),
    [
        (None, [], True),
        (CALLER, [], True),
        (OTHER, [], False),  # heard in the message, perhaps wrongly
        (OTHER, ["callback_number"], True),  # typed by the customer, or by a technician
    ],
)
def test_who_gets_the_link(to_call, by_hand, has_link) -> None:
    ticket = Ticket(id=1001, caller_number=CALLER, callback_number=to_call, by_hand=by_hand)
    key, values = compose.opened(ticket, "entro le 10:05", "https://example.it/{}".format)
    assert ("link" in values) is has_link
    assert key == ("ticket_opened" if has_link else "ticket_opened_without_link")
