"""Migrations build what the models say, whoever runs them and however often."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import MetaData, String, bindparam, event, inspect, select, text
from sqlalchemy.exc import IntegrityError

import store
from store import migrations
from store.callbacks import queue
from store.models import Base, Call, Callback, Ticket
from store.models.column_types import Utc
from tests.builders import a_ticket

# What the calls of a ledger at 0020 are about: the callback that is read, a request that stands.
CALLS = (
    *(("CA1", "staff", "7"), ("CA2", "staff", None)),
    *(("CA3", "inbound", "1007"), ("CA4", "inbound", "another"), ("CA5", "inbound", None)),
)
A_CALL = """
    INSERT INTO calls (sid, direction, about, from_raw, to_number, language, status,
                       j_system_claimed, started_at)
    VALUES (:sid, :direction, :about, '', '', 'it', 'in-progress', false, :at)
"""


@pytest.fixture
def empty(empty_url):
    engine = store.connect(empty_url)
    yield engine
    engine.dispose()


def difference(engine):
    with engine.connect() as connection:
        options = {"include_name": migrations.is_modelled}
        context = MigrationContext.configure(connection, opts=options)
        return compare_metadata(context, Base.metadata)


def test_an_empty_database_has_no_version(empty):
    assert store.current(empty) is None


def test_migrations_build_exactly_the_models(empty):
    store.upgrade(empty)
    assert store.current(empty) == store.head()
    assert difference(empty) == []


def test_a_difference_would_be_noticed(empty):
    store.upgrade(empty)
    with empty.begin() as connection:
        connection.exec_driver_sql("DROP TABLE outbox")
        connection.exec_driver_sql("ALTER TABLE calls ADD COLUMN more VARCHAR(3)")
    assert {change[0] for change in difference(empty)} >= {"add_table", "remove_column"}


def test_upgrade_twice_changes_nothing(empty):
    store.upgrade(empty)
    changed = []
    event.listen(empty, "before_cursor_execute", lambda *args: changed.append(args[2]))
    store.upgrade(empty)
    assert not [statement for statement in changed if "CREATE" in statement.upper()]
    assert store.current(empty) == store.head()


def test_upgrade_that_fails_leaves_nothing_behind(empty, monkeypatch):
    def break_off(connection, cursor, statement, *rest):
        if "CREATE TABLE outbox" in statement:
            raise RuntimeError("the process dies")

    event.listen(empty, "before_cursor_execute", break_off)
    with pytest.raises(RuntimeError, match="dies"):
        store.upgrade(empty)
    assert inspect(empty).get_table_names() == []
    event.remove(empty, "before_cursor_execute", break_off)
    store.upgrade(empty)
    assert difference(empty) == []


def test_table_that_is_rebuilt_keeps_its_rows_and_theirs(empty, now):
    store.upgrade(empty)
    sessions = store.sessions(empty)
    with sessions.begin() as session:
        a_ticket(session, now=now)
    with migrations.transaction(empty) as connection:
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("tickets", recreate="auto") as tickets:
            tickets.alter_column("subject", type_=String(300))
    with sessions.begin() as session:
        assert len(queue.queue(session, now)) == 1
        assert a_ticket(session, now=now).id == 1002


def test_migration_that_breaks_references_is_taken_back(empty, now):
    store.upgrade(empty)
    sessions = store.sessions(empty)
    with sessions.begin() as session:
        a_ticket(session, now=now)
    with pytest.raises((RuntimeError, IntegrityError)), migrations.transaction(empty) as connection:
        connection.exec_driver_sql("DELETE FROM tickets")
    with sessions.begin() as session:
        assert len(queue.queue(session, now)) == 1


def test_the_case_that_was_read_to_a_technician_moves_to_a_column_of_its_own(empty, now):
    """As a ledger of before kept it: a callback's number where a caller's call has a ticket's."""
    with migrations.transaction(empty) as connection:
        command.upgrade(migrations.config(connection), "0020")
        for sid, direction, about in CALLS:
            row = {"sid": sid, "direction": direction, "about": about, "at": now}
            connection.execute(text(A_CALL).bindparams(bindparam("at", type_=Utc())), row)
    store.upgrade(empty)
    with store.sessions(empty)() as session:
        found = {call.sid: (call.about, call.callback_id) for call in session.scalars(select(Call))}
        assert all(call.started_at == now for call in session.scalars(select(Call)))
    assert found == {
        "CA1": (None, 7),
        "CA2": (None, None),
        "CA3": ("1007", None),
        "CA4": ("another", None),
        "CA5": (None, None),
    }


def test_an_hour_agreed_on_before_it_had_a_column_is_kept(empty):
    """Of three requests one waits for the hour, one was tried since, and one customer rang back."""
    with migrations.transaction(empty) as connection:
        command.upgrade(migrations.config(connection), "0020")
    tables = MetaData()
    tables.reflect(empty)
    nine, hour = (datetime(2026, 11, 24, *at, tzinfo=UTC) for at in ((9, 0), (14, 30)))

    def write(connection, table, **values):
        columns = tables.tables[table].columns
        sent = {name: value for name, value in values.items() if name in columns}
        connection.execute(tables.tables[table].insert().values(**sent))

    with empty.begin() as connection:
        for number in (1, 2, 3):
            of = {"id": number, "ticket_id": number, "callback_id": number, "kind": "message"}
            times = {"created_at": nine, "updated_at": nine, "in_charge_at": nine, "next_at": hour}
            work = {"state": "waiting", "attempts": 0, "urgency": "normal", "j_system": False}
            open_ = {"channel": "phone", "state": "open", "category": "other", "urgency": "normal"}
            write(connection, "tickets", **of, **times, **open_)
            rang_back = nine if number == 3 else None
            write(connection, "callbacks", **of, **times, **work, rang_back_at=rang_back)
            tried = {"state": "ended", "started_at": nine, "ended_at": nine, "decided_at": nine}
            write(connection, "attempts", callback_id=number, **tried, outcome="call_again")
            if number == 2:
                write(connection, "attempts", callback_id=number, **tried, outcome="no_answer")
    store.upgrade(empty)
    with store.sessions(empty)() as session:
        agreed = [row.agreed_at for row in session.query(Callback).order_by(Callback.id)]
    assert agreed == [datetime(2026, 11, 24, 14, 30, tzinfo=UTC), None, None]


def test_what_is_in_progress_gets_an_owner_where_one_is_known(empty):
    """Of three spoken with one is anna's, one's technician has left, and one waits to be rung."""
    with migrations.transaction(empty) as connection:
        command.upgrade(migrations.config(connection), "0037")
    tables = MetaData()
    tables.reflect(empty)
    nine = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def write(connection, table, **values):
        columns = tables.tables[table].columns
        sent = {name: value for name, value in values.items() if name in columns}
        connection.execute(tables.tables[table].insert().values(**sent))

    with empty.begin() as connection:
        for number, name in enumerate(("anna", "bruno"), 1):
            user = {"id": number, "name": name, "password_hash": "x", "role": "technician"}
            gone = nine if name == "bruno" else None
            more = {"single_keys": True, "created_at": nine, "disabled_at": gone}
            write(connection, "users", **user, **more)
        for number, (state, who) in enumerate(
            (("done", "anna"), ("done", "bruno"), ("waiting", "anna")), 1
        ):
            of = {"id": number, "ticket_id": number, "callback_id": number, "kind": "message"}
            times = {"created_at": nine, "updated_at": nine, "in_charge_at": nine, "next_at": nine}
            work = {"attempts": 0, "urgency": "normal", "j_system": False}
            ticket = {"channel": "phone", "state": "in_progress", "category": "other"}
            write(connection, "tickets", **of, **times, **ticket, urgency="normal")
            write(connection, "callbacks", **of, **times, **work, state=state)
            tried = {"state": "ended", "started_at": nine, "ended_at": nine, "decided_at": nine}
            write(
                connection,
                "attempts",
                callback_id=number,
                **tried,
                outcome="spoken",
                technician=who,
            )
    store.upgrade(empty)
    with store.sessions(empty)() as session:
        found = [(row.owner, row.owned_since) for row in session.query(Ticket).order_by(Ticket.id)]
    assert found == [("anna", nine), (None, None), (None, None)]


def test_processes_that_start_at_once_upgrade_once(empty_url):
    together = threading.Barrier(4)

    def start(_process):
        engine = store.connect(empty_url)
        together.wait()
        store.upgrade(engine)
        version = store.current(engine)
        engine.dispose()
        return version

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(start, range(4))) == {store.head()}
