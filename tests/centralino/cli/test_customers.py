"""`centralino customers`, as people and scripts call it."""

import json
import random
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select

from centralino import cli
from centralino.cli.shared import late_progress
from centralino.config.variables import CLOCK_FILE
from centralino.files import csv_text
from centralino.runtime.clock import start_rehearsal
from rules.customers.rows import CUSTOMER, MAY_LACK, CustomerRow, HardwareRow
from store.customers import directory, import_customers, import_hardware
from store.models import Customer, CustomerPhone

SHIPPED = Path(cli.__file__).parents[2] / "config.yaml"
NAMES = ";".join(name for name in CUSTOMER if name not in MAY_LACK)
ROSSI = (
    "L-1042;Caffè Rossi;+39 045 8001234|347 123 4567;info@example.it;sì;31/12/2027;no;;J2K;12.4;"
)
VERDI = "L7;Verdi;045 8001234;;no;;1;2027-01-31;;;"
BOOK = f"{NAMES}\r\n{ROSSI}\r\n{VERDI}\r\n"
PIECES = "customer_code;item;serial;bought_on;warranty_months\r\n"


@pytest.fixture
def run(database_url, monkeypatch, tmp_path, now):
    """Runs a command on a database with the tables in it, a moment after `now`."""
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", database_url)
    clock = tmp_path / "clock.json"
    start_rehearsal(clock, now)
    monkeypatch.setenv(CLOCK_FILE, str(clock))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CENTRALINO_CONFIG", str(SHIPPED))

    def run(*words, code=0, stdin=None):
        words = ("customers", *words)
        result = CliRunner().invoke(cli.centralino, words, input=stdin, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return run


@pytest.fixture
def book(tmp_path):
    """Writes a file, which is in the working directory."""

    def write(text, name="c.csv", encoding="utf-8"):
        data = text if isinstance(text, bytes) else text.encode(encoding)
        (tmp_path / name).write_bytes(data)
        return name

    return write


def listed(run):
    return json.loads(run("list", "--json").stdout)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (BOOK, "utf-8"),
        (BOOK, "utf-8-sig"),
        (BOOK, "cp1252"),  # what an Italian Excel writes
        (BOOK.replace(";", ",").replace("\r", ""), "utf-8"),
        (BOOK.replace("\r\n", "\r\n\r\n;;;;;;;;;;\r\n"), "utf-8"),  # empty lines of both kinds
    ],
)
def test_file_is_imported(run, book, text, encoding):
    assert (
        run("import", book(text, encoding=encoding)).stdout == "2 added, 0 changed, 0 unchanged\n"
    )
    first, second = listed(run)
    assert first == {
        "code": "L1042",
        "name": "Caffè Rossi",
        "phones": ["+390458001234", "+393471234567"],
        "email": "info@example.it",
        "contract": True,
        "contract_until": "2027-12-31",
        "j_system": False,
        "j_system_until": None,
        "software": "J2K",
        "software_version": "12.4",
        "notes": None,
        "account_manager": None,  # columns that came later, and that the file does not have
        "account_manager_email": None,
        "account_manager_phone": None,
    }
    assert (second["phones"], second["j_system_until"]) == (["+390458001234"], "2027-01-31")


def test_dry_run_says_what_would_change_and_writes_nothing(run, book):
    run("import", book(BOOK))
    altered = BOOK.replace("Verdi", "Verdi & C.").replace("|347 123 4567", "") + "L8;Neri;;;;;;;;;"
    shown = run("import", book(altered), "--dry-run").stdout
    assert "L1042     changed  phones: +390458001234 +393471234567 → +390458001234" in shown
    assert "name: Verdi → Verdi & C." in shown
    assert "L8        added    Neri" in shown
    assert shown.endswith("1 added, 2 changed, 0 unchanged; nothing was written (dry run)\n")
    told = json.loads(run("import", "c.csv", "--dry-run", "--json").stdout)
    assert told["changes"][1] == {
        "row": 3,
        "what": "changed",
        "code": "L7",
        "name": "Verdi & C.",
        "columns": {"name": {"before": "Verdi", "after": "Verdi & C."}},
    }
    assert (told["dry_run"], told["written"], told["added"], told["errors"]) == (True, False, 1, [])
    assert [row["name"] for row in listed(run)] == ["Caffè Rossi", "Verdi"]


@pytest.mark.parametrize("encoding", ["cp1252", "cp850", "mac_roman", "utf-16", "utf-8-sig"])
def test_the_list_of_every_excel_brings_its_customers_as_they_are_called(run, book, encoding):
    run("import", book(BOOK.encode(encoding)))
    assert {one["name"] for one in listed(run)} == {"Caffè Rossi", "Verdi"}
    run("import", book(BOOK.replace(";", "\t").encode(encoding)))
    assert {one["name"] for one in listed(run)} == {"Caffè Rossi", "Verdi"}


def test_one_mistake_keeps_the_whole_file_out_and_every_mistake_is_told(run, book):
    wrong = BOOK + "l7;Neri;abc;;forse;;;;;;\r\n"
    result = run("import", book(wrong), code=1)
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "c.csv:4: C (phones): expected telephone numbers parted by |,"
        ' such as 045 123 4567|+39 347 123 4567, found "abc"',
        'c.csv:4: E (contract): expected yes or no (sì, si, true, 1; no, false, 0), found "forse"',
        'c.csv:4: A (code): expected each code once, found "L7", as in row 3',
        "c.csv: nothing was written",
    ]
    assert listed(run) == []


def test_mistakes_are_data_too(run, book):
    told = json.loads(run("import", book(BOOK + "L9"), "--json", code=1).stdout)
    assert (told["written"], told["changes"]) == (False, [])
    (error,) = told["errors"]
    assert error.keys() == {"row", "column", "letter", "found", "expected"}
    assert error["row"] == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04", "c.csv: expected CSV, found an Excel workbook, to be saved as CSV"),
        (BOOK.replace("Caffè", "Già").replace("sì", "x").encode("cp850"), 'found "Già" or "Gi…"'),
        (BOOK.encode() + b"Totale;2;;;;;;;;;\r\n", "c.csv:4: expected a row of its own for each"),
        (BOOK.replace("L7", "1042.0").encode(), "and no number with decimals, found"),
        (BOOK.replace("045 8001234;;", "0458001234.0;;").encode(), "C (phones): expected tele"),
        (b"x" * 2001, "c.csv: expected a file of at most 50 MB, found a larger one"),
        (b"", "c.csv:1: expected a first row of names"),
        (BOOK.encode() + b'L9;"Ne', "c.csv:4: expected a row of CSV, found unexpected end of data"),
        (BOOK.replace("name", "nome").encode(), "c.csv:1: B (name of the column): expected one of"),
    ],
)
def test_file_that_is_none_is_refused_with_its_reason(run, book, monkeypatch, data, said):
    monkeypatch.setattr(csv_text, "LARGEST", 2000)
    assert said in run("import", book(data), code=1).stderr
    assert listed(run) == []


def test_file_that_is_not_there_is_a_wrong_call(run):
    assert "missing.csv" in run("import", "missing.csv", code=2).stderr


@pytest.mark.on_both
def test_codes_that_a_keypad_mixes_up_are_told_once(run, book):
    mixed = BOOK + "M7;Neri;;;;;;;;;\r\n7;Blu;;;;;;;;;\r\n"
    told = "c.csv: a keypad cannot tell 7, L7, M7 apart: the digits find 7\n"
    assert run("import", book(mixed)).stderr == told
    assert run("import", "c.csv").stderr == ""


def test_hardware_is_imported_and_shown_with_its_customer(run, book):
    run("import", book(BOOK))
    pieces = PIECES + "L1042;Cassa;A1;14/03/2026;36\r\nl 1042;PC;;2025-01-02;\r\n"
    told = run("import", book(pieces, "h.csv"), "--hardware").stdout
    assert told == "2 added, 0 changed, 0 unchanged\n"
    assert "2 unchanged" in run("import", "h.csv", "--hardware").stdout
    shown = json.loads(run("show", "1042", "--json").stdout)
    assert shown["code"] == "L1042"
    assert [(piece["item"], piece["warranty_months"]) for piece in shown["hardware"]] == [
        ("PC", 12),
        ("Cassa", 36),
    ]
    text = run("show", "L1042").stdout
    assert "Caffè Rossi" in text
    assert "Cassa  A1" in text


def test_hardware_of_nobody_and_of_tomorrow_is_refused_at_once(run, book):
    run("import", book(BOOK))
    pieces = PIECES + "L9;PC;;2025-01-02;\r\n1042;PC;;2025-01-02;\r\nL8;PC;;25/11/2026;\r\n"
    said = run("import", book(pieces, "h.csv"), "--hardware", code=1).stderr.splitlines()
    assert said[:4] == [
        'h.csv:2: A (customer_code): expected the code of a customer who is known, found "L9"',
        'h.csv:3: A (customer_code): expected the code of a customer who is known, found "1042"',
        "h.csv:4: D (bought_on): expected a day that is not after today, 2026-11-24,"
        ' found "25/11/2026"',
        'h.csv:4: A (customer_code): expected the code of a customer who is known, found "L8"',
    ]
    assert json.loads(run("export", "-", "--hardware", "--json").stdout) == []


def test_a_serial_number_that_another_customer_has_is_refused_until_the_owner_is_changed(run, book):
    run("import", book(BOOK))
    run("import", book(PIECES + "L7;Cassa;RT0001;14/03/2026;24\r\n", "h.csv"), "--hardware")
    sold = book(PIECES + "L1042;PC;;2025-01-02;\r\nL1042;Cassa;rt 0001;14/03/2026;24\r\n", "s.csv")
    assert run("import", sold, "--hardware", code=1).stderr.splitlines() == [
        "s.csv:3: C (serial): expected a serial number that no other customer has"
        ' (--change-owner takes over what was sold on), found "rt 0001", of customer L7',
        "s.csv: nothing was written",
    ]
    shown = run("import", sold, "--hardware", "--change-owner", "--dry-run").stdout
    assert "customer_code: L7 → L1042" in shown
    told = run("import", sold, "--hardware", "--change-owner").stdout
    assert told == "1 added, 1 changed, 0 unchanged\n"
    assert "2 unchanged" in run("import", sold, "--hardware").stdout
    assert json.loads(run("show", "L7", "--json").stdout)["hardware"] == []
    assert len(json.loads(run("show", "L1042", "--json").stdout)["hardware"]) == 2
    assert "of customer L1042" in run("import", "h.csv", "--hardware", code=1).stderr


def test_a_change_of_owner_is_said_of_hardware_alone(run, book):
    assert "add --hardware" in run("import", book(BOOK), "--change-owner", code=2).stderr


@pytest.mark.on_both
def test_hardware_of_a_customer_who_is_just_being_deleted_is_refused(run, book, sessions):
    run("import", book(BOOK))
    file = book(PIECES + "L7;PC;;2025-01-02;\r\n", "h.csv")
    with ThreadPoolExecutor(1) as pool:
        with sessions.begin() as session:
            verdi = session.scalars(select(Customer).where(Customer.code == "L7")).one()
            session.execute(delete(CustomerPhone).where(CustomerPhone.customer_id == verdi.id))
            session.delete(verdi)
            session.flush()
            importing = pool.submit(run, "import", file, "--hardware", code=1)
            wait([importing], timeout=1.5)  # it comes to wait for the deletion
        said = importing.result().stderr
    assert 'expected the code of a customer who is known, found "L7"' in said


def test_unknown_customer_fails_with_code_1(run):
    assert 'no customer with the code "77"' in run("show", "77", code=1).stderr


def test_export_opens_in_excel_and_runs_nothing_there(run, book, tmp_path):
    run("import", book(BOOK.replace("Verdi", "=cmd|' /C calc'!A0")))
    assert run("export", "out.csv").stdout == "out.csv: 2 customers\n"
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfcode;name;")
    assert "L7;'=cmd|' /C calc'!A0;'+390458001234;" in data.decode()
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0  # it is about people
    assert run("export", "-").stdout_bytes == data
    assert "2 unchanged" in run("import", "-", stdin=data).stdout


def test_export_into_no_folder_fails_with_its_reason(run):
    assert "cannot be written" in run("export", "no/such/out.csv", code=1).stderr


def _random_rows():
    draw = random.Random(11)
    hostile = "='+-@;,\"|àè€𝄞<& "

    def words(longest):
        text = "".join(draw.choices(hostile, k=draw.randrange(longest))).strip()
        return text or None

    numbers = ["+390458001234", "+393471234567", "+41446681800"]
    for code in range(200):
        yield CustomerRow(
            code=f"L{code:04}",
            name=words(30) or "x",
            phones=tuple(draw.sample(numbers, draw.randrange(4))),
            email=draw.choice([None, "-a@example.it", "=b@example.it"]),
            contract=draw.random() < 0.5,
            contract_until=draw.choice([None, date(2027, 2, 28)]),
            j_system=draw.random() < 0.5,
            j_system_until=draw.choice([None, date(2030, 12, 31)]),
            software=words(10),
            software_version=words(5),
            notes="\n".join(filter(None, (words(20), words(20)))) or None,
            account_manager=words(20),
            account_manager_email=draw.choice([None, "-a@example.it"]),
            account_manager_phone=words(10),
        )


def _random_pieces():
    draw = random.Random(12)
    for number in range(200):
        yield HardwareRow(
            customer_code=f"L{draw.randrange(200):04}",
            item=draw.choice(["=PC", "+Cassa", "'@Stampante", 'Lettore; 2"']),
            serial=draw.choice([None, f"-{number}", f"'={number}"]),
            bought_on=date(2020 + draw.randrange(6), 1, 31),
            warranty_months=draw.choice([12, 36]),
        )


@pytest.mark.on_both
def test_what_is_exported_is_imported_as_the_same(run, sessions, tmp_path):
    rows, pieces = list(_random_rows()), list(_random_pieces())
    with sessions.begin() as session:
        import_customers.write(session, rows)
        import_hardware.write(session, pieces)
    run("export", "c.csv")
    run("export", "h.csv", "--hardware")
    assert "200 unchanged" in run("import", "c.csv").stdout
    assert "200 unchanged" in run("import", "h.csv", "--hardware").stdout
    with sessions.begin() as session:
        for customer in import_customers.customers(session):
            session.delete(directory.by_code(session, customer.code))
    assert "200 added" in run("import", "c.csv").stdout
    assert "200 added" in run("import", "h.csv", "--hardware").stdout
    with sessions.begin() as session:
        assert import_customers.customers(session) == rows
        assert sorted(map(str, import_hardware.hardware(session))) == sorted(map(str, pieces))


def test_bar_shows_up_only_when_the_work_takes_long(monkeypatch, capsys):
    monkeypatch.setattr(late_progress, "LATE_SECONDS", 60.0)
    with late_progress.late_progress() as bar:
        bar.doing("Reading", 3)
        assert list(bar.counted("abc")) == ["a", "b", "c"]
        assert not bar.progress.live.is_started
    monkeypatch.setattr(late_progress, "LATE_SECONDS", 0.0)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with late_progress.late_progress() as bar:
        while not bar.progress.live.is_started:
            pass
    assert not bar.progress.live.is_started
