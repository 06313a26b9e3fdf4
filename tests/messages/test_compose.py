"""The link to one's own request goes to no number that a machine alone has heard."""

import pytest

from messages import compose
from rules.callbacks.outcomes import Outcome
from rules.customer_messages import MessageChannel, Quiet
from store.callbacks import attempts, queue
from store.calls import call_log
from store.messages.to_customers import Channels, receiver_of
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from tests.leotron import NOON

OTHER, LANDLINE = "+393472222222", "+390458001234"
CHANNELS = Channels(frozenset(MessageChannel), Quiet())


def heard(session, ticket):
    """What a machine made out of the message."""
    ticket.callback_number = OTHER
    queue.of_ticket(session, ticket.id).number = OTHER


def typed(session, ticket):
    facts = {"callback_number": OTHER}
    lifecycle.correct(session, ticket.id, facts, actor="anna", now=NOON)


def on_record(session, ticket):
    """Heard, and one of the customer's whose other number called."""
    heard(session, ticket)
    customer = a_customer(session, phones=[LANDLINE, OTHER])
    ticket.customer_id = customer.id


def of_somebody_else(session, ticket):
    """Heard, and a number of a customer whose code alone was keyed."""
    heard(session, ticket)
    customer = a_customer(session, code="L1042", phones=[OTHER])
    call_log.give_code(session, ticket.call_sid, customer.code)


def spoken_with(session, ticket):
    """Heard, rung, and answered by the customer."""
    heard(session, ticket)
    callback = queue.of_ticket(session, ticket.id)
    tried = attempts.by_hand(session, callback.id, "token", technician="anna", now=NOON)
    tried.customer_number, tried.outcome = OTHER, Outcome.SPOKEN


@pytest.mark.parametrize(
    ("tells", "has_link"),
    [
        (lambda *_: None, True),
        (heard, False),
        (typed, True),
        (on_record, True),
        (spoken_with, True),
        (of_somebody_else, False),
    ],
)
def test_who_gets_the_link(sessions, tells, has_link) -> None:
    with sessions.begin() as session:
        ticket = a_ticket(session, a_call(session, from_number=LANDLINE))
        tells(session, ticket)
        key, values = compose.opened(
            session, ticket, "entro le 10:05", "https://example.it/{}".format
        )
        assert ("link" in values) is has_link
        assert key == ("ticket_opened" if has_link else "ticket_opened_without_link")
        # The quote waits where this one goes without.
        to = receiver_of(session, ticket, CHANNELS, NOON, opens_page=True)
        is_mobile = tells in {typed, on_record, spoken_with}
        assert (to.to if to else None) == (OTHER if is_mobile else None)
