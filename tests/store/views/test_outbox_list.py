"""The list of messages: each kind of delivery holds what the rule says of it, paged and of one customer."""

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest

from rules.deliveries import CAME, ERASED, NEVER_DELIVERED, Delivery
from rules.errors import MoveRefused
from store.messages import deliveries, outbox
from store.models import Outbox
from store.models.states import OutboxKind, OutboxState
from store.views import outbox_list
from store.views.outbox_list import ON_THE_WAY, Wanted
from tests.builders import a_customer, a_ticket

STATUSES = (None, *ON_THE_WAY, *sorted(CAME), *sorted(NEVER_DELIVERED))


@pytest.fixture
def ticket(sessions, now):
    """Every state with every report of the provider, of one customer's ticket; and an alert."""
    with sessions.begin() as session:
        ticket = a_ticket(session, now=now)
        ticket.customer_id = a_customer(session).id
        rows = [(OutboxState.SENT, one, None) for one in STATUSES]
        rows += [(state, None, why) for state, why in product(OutboxState, (None, ERASED, "no"))]
        for number, (state, delivery, why) in enumerate(rows):
            kind = OutboxKind.EMAIL if number % 2 else OutboxKind.SMS
            of = {"key": f"k:{number}", "now": now, "ticket_id": ticket.id}
            outbox.put(session, kind=kind, to="+393471234567", body={"text": "x"}, **of)
            row = session.query(Outbox).filter_by(key=f"k:{number}").one()
            row.state, row.delivery, row.last_error = state, delivery, why
        alert = {"kind": OutboxKind.SMS, "to": "+393470000001", "body": {"text": "x"}}
        outbox.put(session, **alert, key="alert:1", now=now)
        return ticket.id, ticket.customer_id


def test_each_list_holds_what_the_rule_says_and_together_they_hold_all(sessions, ticket):
    with sessions() as session:
        every = outbox_list.newest(session, Wanted(), 100)
        by_rule = {one: [] for one in Delivery}
        for row in every:
            by_rule[row.message.delivery].append(row.message.id)
        for delivery, ids in by_rule.items():
            found = outbox_list.newest(session, Wanted(delivery), 100)
            assert [row.message.id for row in found] == ids
        needing = [row for row in every if row.message.needs_person]
        assert outbox_list.counts(session).lost == len(needing) > 0


def test_pages_follow_one_another_without_loss_and_filters_hold(sessions, ticket):
    with sessions() as session:
        first = outbox_list.newest(session, Wanted(Delivery.FAILED), 2)
        rest = outbox_list.newest(session, Wanted(Delivery.FAILED, before=first[-1].message.id), 9)
        whole = outbox_list.newest(session, Wanted(Delivery.FAILED), 100)
        assert [*first, *rest] == whole
        kinds = Counter(row.message.kind for row in outbox_list.newest(session, Wanted(), 100))
        mails = outbox_list.newest(session, Wanted(kind=OutboxKind.EMAIL), 100)
        assert len(mails) == kinds["email"]
        theirs = outbox_list.newest(session, Wanted(customer_id=ticket[1]), 100)
        assert len(theirs) == sum(kinds.values()) - 1  # not the alert
        assert theirs == outbox_list.newest(session, Wanted(about_requests=True), 100)


def test_what_has_not_left_is_cancelled_once_and_may_be_sent_after_all(sessions, ticket, now):
    with sessions.begin() as session:
        [waiting, *_] = outbox_list.newest(
            session, Wanted(Delivery.WAITING, customer_id=ticket[1]), 1
        )
        number = waiting.message.id
        deliveries.cancel(session, number, by="anna", now=now)
        with pytest.raises(MoveRefused):
            deliveries.cancel(session, number, by="bruno", now=now)
    with sessions() as session:
        [row] = [
            one for one in outbox_list.newest(session, Wanted(), 99) if one.message.id == number
        ]
        assert row.message.reason == "l'ha annullato qualcuno di noi"
        assert (row.message.needs_person, row.message.may_go_again) == (False, True)


def test_what_is_leaving_is_not_cancelled(sessions, ticket, now):
    with sessions.begin() as session:
        taken = outbox.claim(session, now=now, lease=timedelta(minutes=1))
        with pytest.raises(MoveRefused):
            deliveries.cancel(session, taken.id, by="anna", now=now)
