"""What commands do to people, shifts and customers can be read in the record."""

import pytest
from click.testing import CliRunner

from centralino import cli
from rules.customers.rows import CUSTOMER
from store import reading
from store.staff import audit_log

PASSWORD, OTHER, PIN = "tre pesci rossi", "quattro pesci neri", "482915"
SHIFT = ("2026-11-28T09:15", "2026-11-28T12:45")
CALENDAR = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nX-WR-CALNAME:Natale\nEND:VCALENDAR\n"


@pytest.fixture
def run(database_url, monkeypatch, tmp_path):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", database_url)
    monkeypatch.chdir(tmp_path)

    def run(*words, given=None, code=0):
        result = CliRunner().invoke(cli.centralino, words, input=given, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result.stdout.strip()

    return run


@pytest.fixture
def anna(run):
    run("users", "add", "anna", "--role", "technician", "--password-stdin", given=PASSWORD)


def noted(sessions):
    with reading(sessions) as session:
        return audit_log.newest_of_staff(session, limit=50)[::-1]


@pytest.mark.on_both
def test_all_that_is_done_to_an_account_is_written_down_without_its_secrets(run, anna, sessions):
    run("users", "passwd", "anna", "--password-stdin", given=OTHER)
    run("users", "pin", "anna", "--pin-stdin", given=PIN)
    run("users", "pin", "anna", "--remove")
    token = run("users", "token", "Anna").splitlines()[-1]
    secret = run("rota", "feed", "Anna").splitlines()[-1].rpartition("/")[2]
    rows = noted(sessions)
    events = [row.event for row in rows]
    assert events == ["added", "password", "pin", "pin_removed", "token", "feed"]
    assert {row.who for row in rows} == {"anna"}
    kept = " ".join(str(vars(row)) for row in rows)
    for hidden in (PASSWORD, OTHER, PIN, token, secret):
        assert hidden not in kept


def test_a_command_that_is_refused_leaves_nothing(run, anna, sessions):
    run("users", "passwd", "anna", "--password-stdin", given="x", code=1)
    run("rota", "add", "nessuno", "duty", *SHIFT, code=1)
    run("rota", "feed", "nessuno", code=1)
    assert [row.event for row in noted(sessions)] == ["added"]


def test_shifts_and_imports_are_written_down_and_trials_are_not(run, anna, sessions, tmp_path):
    (tmp_path / "turni.ics").write_text(CALENDAR)
    (tmp_path / "clienti.csv").write_text(
        f"{';'.join(CUSTOMER)}\r\nL7;Verdi{';' * (len(CUSTOMER) - 2)}\r\n"
    )
    (tmp_path / "pezzi.csv").write_text(
        "customer_code;item;serial;bought_on;warranty_months\r\nL7;Cassa;S1;2026-03-14;24\r\n"
    )
    run("rota", "add", "anna", "on_call", *SHIFT)
    for trial in (["--dry-run"], []):
        run("rota", "import", "turni.ics", *trial)
        run("customers", "import", "clienti.csv", *trial)
    run("customers", "import", "--hardware", "pezzi.csv")
    told = [(row.actor, row.event, row.note) for row in noted(sessions)[2:]]
    assert told == [
        ("centralino rota", "calendar", "Natale: 0 + 0 - 0"),
        ("centralino customers", "customers_file", "clienti.csv: 1"),
        ("centralino customers", "hardware_file", "pezzi.csv: 1"),
    ]
