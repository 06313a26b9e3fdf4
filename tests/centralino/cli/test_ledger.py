"""`centralino tickets`, `queue` and `db`, as people and scripts call them."""

import json
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from subprocess import PIPE, Popen

import pytest
from click.testing import CliRunner

import store
from centralino import cli
from rules.errors import PermanentFailure
from rules.tickets.ticket import Kind
from store.callbacks import attempts
from store.callbacks import queue as callbacks
from store.calls import call_log
from store.database.usage_lock import alone, used_by_service
from store.tickets import lifecycle
from tests.builders import a_call, a_customer, a_ticket
from tests.centralino.cli.runner import runner

MINUTE = timedelta(minutes=1)
CONTRACT = {
    *("id", "number", "status", "channel", "call_sid", "customer", "caller_number", "category"),
    *("urgency", "subject", "cover", "transcript", "recording", "created_at", "in_charge_at"),
    "promised_at",
}


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    """Runs a command on a database with the tables in it, a moment after `now`."""
    return runner(database_url, monkeypatch, tmp_path, now)


@pytest.fixture
def run_empty(empty_url, monkeypatch, tmp_path, now):
    """Runs a command on a database that holds nothing."""
    return runner(empty_url, monkeypatch, tmp_path, now)


@pytest.fixture
def filed(sessions, now):
    """A message of ten minutes ago, a missed call for Saturday, one that is resolved."""
    with sessions.begin() as session:
        a_customer(session, code="L1042", name="Ferramenta Rossi")
        urgent = a_ticket(session, a_call(session, now=now - 10 * MINUTE), now=now - 10 * MINUTE)
        facts = {"subject": "Stampante bloccata", "urgency": "blocking"}
        lifecycle.correct(session, urgent.id, facts, actor="anna", now=now)
        weekend = a_call(session, from_number=None, now=now)
        call_log.claim_j_system(session, weekend.sid)
        session.refresh(weekend)
        saturday = datetime(2026, 11, 28, 8, 15, tzinfo=UTC)
        a_ticket(session, weekend, kind=Kind.MISSED, in_charge_at=saturday, now=now)
        done = a_ticket(session, now=now)
        lifecycle.move(session, done.id, "resolved", actor="anna", now=now, note="richiamato")
    return ["1001", "1002", "1003"]


def test_tickets_are_listed_with_the_contracts_keys(run, filed):
    listed = json.loads(run("tickets", "list", "--json").stdout)
    assert [ticket["number"] for ticket in listed] == filed[::-1]
    assert all(ticket.keys() >= CONTRACT for ticket in listed)


def test_tickets_are_listed_by_status_and_by_call(run, filed):
    resolved = json.loads(run("tickets", "list", "--status", "resolved", "--json").stdout)
    assert [ticket["number"] for ticket in resolved] == ["1003"]
    sid = resolved[0]["call_sid"]
    assert json.loads(run("tickets", "list", "--call", sid, "--json").stdout) == resolved
    assert len(json.loads(run("tickets", "list", "--limit", "2", "--json").stdout)) == 2


def test_list_for_people_says_who_and_when(run, filed):
    lines = run("tickets", "list").stdout.splitlines()
    assert "1001  " in lines[3]
    assert "Stampante bloccata" in lines[3]
    assert "L1042 Ferramenta Rossi ?" in lines[3]  # known only by the number
    assert "2026-11-24 09:50" in lines[3]
    assert "(no message)" in lines[2]


def test_ticket_is_shown_with_its_history(run, filed):
    shown = json.loads(run("tickets", "show", "1003", "--json").stdout)
    assert shown["status"] == "resolved"
    last = shown["history"][-1]
    assert (last["actor"], last["to"], last["note"]) == ("anna", "resolved", "richiamato")
    assert last["at"] == "2026-11-24T09:00:00+00:00"
    text = run("tickets", "show", "1003").stdout
    assert "moved to resolved" in text
    assert "2026-11-24 10:00" in text


def test_unknown_ticket_fails_with_code_1(run):
    result = run("tickets", "show", "77", code=1)
    assert 'there is no ticket "77"' in result.stderr
    assert result.stdout == ""


def test_unknown_status_is_a_wrong_call(run):
    assert "open" in run("tickets", "list", "--status", "lost", code=2).stderr


def test_queue_is_in_order_with_its_reasons(run, filed):
    queue = json.loads(run("queue", "--json").stdout)
    assert [(entry["place"], entry["ticket"]["number"]) for entry in queue] == [
        (1, "1001"),
        (2, "1002"),
    ]
    assert [entry["reason"] for entry in queue] == [
        "primo: fermi, in attesa da 10 min",
        "fermi, J-System, week-end, senza messaggio, in carico da sabato 09:15, senza numero",
    ]
    assert queue[0]["number"] == "+390458001234"
    text = run("queue").stdout
    assert "2026-11-28 09:15" in text
    assert "withheld" in text


def test_empty_queue_is_an_empty_list(run):
    assert json.loads(run("queue", "--json").stdout) == []
    assert json.loads(run("tickets", "list", "--json").stdout) == []


def test_upgrade_makes_the_tables_and_says_so(run_empty):
    head = store.head()
    found = json.loads(run_empty("db", "current", "--json").stdout)
    assert found == {"current": None, "expected": head, "up_to_date": False}
    assert f"now at version {head}" in run_empty("db", "upgrade").stdout
    assert json.loads(run_empty("db", "upgrade", "--json").stdout) == {
        "before": head,
        "after": head,
    }
    assert f"version {head};" in run_empty("db", "current").stdout


@pytest.mark.parametrize("command", [("queue",), ("tickets", "list"), ("db", "backup", "x")])
def test_database_without_tables_names_the_way_out(run_empty, command):
    result = run_empty(*command, code=1)
    assert "centralino db upgrade" in result.stderr


def test_backup_is_restored(run, filed, sessions, tmp_path, now):
    copy = tmp_path / "monday.backup"
    told = json.loads(run("db", "backup", str(copy), "--json").stdout)
    assert told == {"file": str(copy), "bytes": copy.stat().st_size}
    with sessions.begin() as session:
        a_ticket(session, now=now)
    restored = json.loads(run("db", "restore", str(copy), "--yes", "--json").stdout)
    assert restored == {"file": str(copy), "version": store.head()}
    assert len(json.loads(run("tickets", "list", "--json").stdout)) == 3


def test_restore_asks_first(run, filed, tmp_path):
    copy = tmp_path / "monday.backup"
    run("db", "backup", str(copy))
    assert "Go on?" in run("db", "restore", str(copy), code=1).stderr


def test_restore_looks_at_the_file_before_it_asks(run, filed, tmp_path):
    notes = tmp_path / "notes.backup"
    notes.write_text("these are notes")
    told = run("db", "restore", str(notes), code=1).stderr
    assert "expected a backup of Centralino" in told or "pg_restore" in told
    assert "Go on?" not in told


@contextmanager
def a_service(url):
    """Another process that works with the database as the service's do."""
    works = (
        "import sys, store, sqlalchemy\n"
        "from store.database.usage_lock import used_by_service\n"
        "with used_by_service(sys.argv[1]), store.connect(sys.argv[1]).connect() as it:\n"
        "    it.execute(sqlalchemy.text('SELECT 1'))\n    it.commit()\n"
        "    print('works', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", works, url]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as process:
        assert process.stdout.readline() == "works\n"
        yield
        process.stdin.close()


def test_restore_refuses_while_a_service_works_with_the_database(
    run, filed, database_url, tmp_path
):
    copy = tmp_path / "monday.backup"
    run("db", "backup", str(copy))
    with a_service(database_url):
        told = run("db", "restore", str(copy), "--yes", code=1).stderr
        assert "a service works with the database: stop it first" in told
        run("tickets", "list")  # whoever only looks is not kept out
        if database_url.startswith("sqlite"):  # PostgreSQL would wait for the other to end
            told = run("db", "restore", str(copy), "--yes", "--force").stderr
            assert "Restart the service" in told
    run("db", "restore", str(copy), "--yes")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_service_does_not_start_while_the_database_is_being_restored(database_url):
    engine = store.connect(database_url)
    with (
        alone(engine),
        pytest.raises(PermanentFailure, match="is being restored"),
        used_by_service(database_url),
    ):
        pass
    with used_by_service(database_url), used_by_service(database_url):  # as many as there are
        pass


READS = [
    *(("tickets", "list"), ("tickets", "show", "1001"), ("queue",), ("outbox", "list")),
    *(("promises",), ("customers", "export", "x.csv"), ("users", "list")),
    *(("customers", "show", "L1042"), ("installations", "list"), ("db", "backup", "x.db")),
    *(("users", "disable", "anna"), ("db", "current")),
]


@pytest.mark.parametrize("words", READS)
def test_looking_into_a_database_that_is_not_there_makes_none(monkeypatch, tmp_path, words):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "var" / "desk.db"
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", f"sqlite:///{file}")
    result = CliRunner().invoke(cli.centralino, words, catch_exceptions=False)
    if words == ("db", "current"):
        assert (result.exit_code, "version none" in result.stdout) == (0, True)
    else:
        told = f"Error: there is no database yet at {file}: `centralino db upgrade` makes it"
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr.startswith(told)
    assert list(tmp_path.iterdir()) == []


def in_the_place_of_a_folder(folder):
    (folder / "notes").write_text("a file")
    return folder / "notes" / "desk.db"


def a_text(folder):
    (folder / "desk.db").write_text("these are notes, and no database")
    return folder / "desk.db"


def a_folder(folder):
    return folder


def a_torn_one(folder):
    (folder / "desk.db").write_bytes(b"SQLite format 3\0" + b"torn" * 1000)
    return folder / "desk.db"


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (in_the_place_of_a_folder, 2, "in the place of a folder"),
        (a_text, 2, "which is no SQLite database"),
        (a_folder, 2, "which is no file"),
        (a_torn_one, 1, "is damaged: "),
    ],
)
@pytest.mark.parametrize("words", [("queue",), ("db", "upgrade"), ("db", "current")])
def test_what_is_no_database_is_named(monkeypatch, tmp_path, made, code, said, words):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", f"sqlite:///{made(tmp_path)}")
    result = CliRunner().invoke(cli.centralino, words, catch_exceptions=False)
    assert result.exit_code == code
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("more", [[], ["--force"]])
def test_restore_into_a_folder_that_cannot_be_written_is_refused(
    monkeypatch, sqlite_template, more
):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", "sqlite:////proc/desk.db")
    words = ("db", "restore", str(sqlite_template), "--yes", *more)
    result = CliRunner().invoke(cli.centralino, words, catch_exceptions=False)
    assert result.exit_code == 1
    assert "/proc/desk.db" in result.stderr
    assert "cannot be" in result.stderr


def test_database_that_does_not_answer_is_named_without_its_password(run, monkeypatch):
    url = "postgresql://anna:secret@127.0.0.1:9/desk"
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", url)
    told = run("queue", code=1).stderr
    assert "does not answer" in told
    assert "127.0.0.1:9/desk" in told
    assert "secret" not in told


def test_promises_are_shown_by_week_without_what_was_cancelled(run, sessions, now):
    with sessions.begin() as session:
        for minutes, cancelled in ((20, False), (30, False), (40, True)):
            ticket = a_ticket(
                session, a_call(session, now=now - 60 * MINUTE), now=now - 60 * MINUTE
            )
            ticket.promised_at = now - minutes * MINUTE
            entry = callbacks.of_ticket(session, ticket.id)
            if minutes == 20:
                rung = {"technician": "anna", "now": now - 25 * MINUTE}
                attempts.by_hand(session, entry.id, None, **rung)
            if cancelled:
                lifecycle.move(session, ticket.id, "cancelled", actor="caller", now=now)
    (week,) = json.loads(run("promises", "--json").stdout)
    assert week == {"week": "2026-W48", "promised": 2, "kept": 1, "share": 0.5}
    assert "50%" in run("promises").stdout
