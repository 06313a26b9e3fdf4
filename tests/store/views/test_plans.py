"""No page that is looked at every day walks through all rows of a table that grows with each call.

A service never counts its rows (ANALYZE): the plans are those of a ledger of any size.
"""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

import store
from rules.deliveries import Delivery
from store.callbacks import queue
from store.models import Callback
from store.views import outbox_list, statistics, ticket_list
from store.views.call_list import Wanted as WantedCalls
from store.views.call_list import newest as newest_calls
from store.views.ticket_list import Wanted
from tests.builders import a_ticket

GROW = (
    "tickets|calls|callbacks|recordings|transcripts|attempts|additions|ticket_history|turns|outbox"
)
# A whole number of steps of the rows that a condition has, and not of all.
WALK = re.compile(rf"SCAN ({GROW})\b")

LOOKS = {
    "the queue": queue.queue,
    "the queue, in hand": ticket_list.in_hand,
    "found by words": lambda session, _: listed(session, text="non ci sono parole simili"),
    "found by a number": lambda session, _: listed(session, text="0450000042"),
    "found by filters": lambda session, _: listed(session, urgency="low", category="hardware"),
    "found by one filter": lambda session, _: listed(session, category="hardware"),
    "a customer's": lambda session, _: listed(session, customer_id=42),
    "calls from a number": lambda session, _: newest_calls(
        session, WantedCalls(number="+390450000042"), 50
    ),
    "calls by the hour": lambda session, now: statistics.calls_by_hour(session, weeks(now), now),
    "promises by the hour": lambda session, now: statistics.promises_by_hour(
        session, weeks(now), now
    ),
    "who calls often": lambda session, now: statistics.repeated(session, weeks(now), now, 10),
    **{
        f"messages, {delivery}": lambda session, _, delivery=delivery: outbox_list.newest(
            session, outbox_list.Wanted(delivery), 50
        )
        for delivery in (None, *Delivery)
    },
    "a customer's messages": lambda session, _: outbox_list.newest(
        session, outbox_list.Wanted(customer_id=42), 50
    ),
    "how many messages did not arrive": lambda session, _: outbox_list.counts(session),
    "who waits longest": lambda session, now: statistics.oldest_waiting(session, now, 10),
}


def listed(session, **wanted):
    return ticket_list.newest(session, Wanted(**wanted), 50)


def weeks(now):
    return now - timedelta(weeks=3)


@pytest.fixture
def database_url(sqlite_template, tmp_path):
    return f"sqlite:///{tmp_path}/plans.db"


@pytest.fixture
def engine(sqlite_template, tmp_path):
    path = tmp_path / "plans.db"
    path.write_bytes(sqlite_template.read_bytes())
    engine = store.connect(f"sqlite:///{path}")
    yield engine
    engine.dispose()


def walks(engine, look) -> list[str]:
    """The steps of all statements that go through a whole table which grows."""
    asked = []
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
    with store.sessions(engine)() as session:
        look(session)
        seen = list(asked)
        assert seen
        driver = session.connection().connection.dbapi_connection
        steps = [
            row[3]
            for statement, values in seen
            if statement.startswith(("SELECT", "WITH", "UPDATE"))
            for row in driver.execute(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    return [step for step in steps if WALK.search(step)]


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_that_grows_is_walked_through(engine, now, look):
    assert walks(engine, lambda session: LOOKS[look](session, now)) == []


def test_a_claim_walks_through_nothing(engine, now):
    with store.sessions(engine).begin() as session:
        id_ = queue.of_ticket(session, a_ticket(session, now=now).id).id

    def claim(session):
        assert queue.claim(session, id_, by="anna", now=now, lease=timedelta(hours=1))

    assert walks(engine, claim) == []


def test_without_its_index_the_search_for_a_number_is_seen_to_walk(engine, now):
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_callbacks_number")
    found = walks(engine, lambda session: listed(session, text="0450000042"))
    assert any(Callback.__tablename__ in step for step in found)
