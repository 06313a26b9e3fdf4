"""`centralino privacy`, as people and scripts call it."""

import json
import zipfile

import pytest
from click.testing import CliRunner

from centralino import cli
from rules.tickets.ticket import Channel
from store import reading
from store.calls import call_log
from store.models import Call, Ticket
from store.staff import audit_log
from store.tickets import customer_actions, lifecycle
from tests.builders import a_call, a_customer, a_ticket

NUMBER = "+390458001234"


@pytest.fixture
def run(database_url, monkeypatch, tmp_path):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", database_url)
    monkeypatch.setenv("CENTRALINO_RECORDINGS__PATH", str(tmp_path / "recordings"))
    monkeypatch.setenv("CENTRALINO_FORM__ATTACHMENTS_PATH", str(tmp_path / "attachments"))
    monkeypatch.chdir(tmp_path)

    def run(*words, given=None, code=0):
        result = CliRunner().invoke(
            cli.centralino, ("privacy", *words), input=given, catch_exceptions=False
        )
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def held(sessions, now):
    """One who rang and is 1001; one to be called back there, 1002; one of another number, 1003."""
    with sessions.begin() as session:
        a_ticket(session, a_call(session, from_number=NUMBER, now=now), now=now)
        other = a_ticket(session, a_call(session, from_number="+393331112223", now=now), now=now)
        wanted = {"callback_number": NUMBER}
        lifecycle.correct(session, other.id, wanted, actor="anna", now=now)
        third = a_ticket(session, a_call(session, from_number="+393334445556", now=now), now=now)
        third.email, third.channel = "Gina@Example.it", Channel.PROGRAM
        a_call(session, from_number=NUMBER, now=now)  # it opened nothing yet


def numbers(result):
    return [one["number"] for one in json.loads(result.stdout)["requests"]]


@pytest.mark.parametrize(
    "typed",
    [NUMBER, "0458001234", "045 8001234", "045/800.12.34", "0039 045 800-1234", "(045) 8001234"],
)
def test_a_number_is_understood_as_italians_write_it(run, held, typed):
    assert numbers(run("export", typed, "--json")) == [1001, 1002]


@pytest.mark.on_both
@pytest.mark.parametrize(
    ("words", "found"),
    [
        (("--email", "gina@example.IT"), [1003]),
        (("--email", " gina@EXAMPLE.it "), [1003]),
        (("--ticket", "#1003"), [1003]),
        ((NUMBER, "--ticket", "1003"), [1001, 1002, 1003]),
        (("+393339998887",), []),
    ],
)
def test_somebody_is_found_by_address_or_request_too(run, held, words, found):
    assert numbers(run("export", *words, "--json")) == found


@pytest.mark.parametrize("command", ["export", "erase"])
@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "expected a NUMBER, --email or --ticket"),
        (("045 8001234/5 o 6",), 2, "expected a telephone number"),
        (("zero quattro cinque",), 2, "expected a telephone number"),
        (("+390455117067",), 2, "one of our own lines"),
        (("--ticket", "4711"), 1, "there is no ticket"),
    ],
)
def test_who_cannot_be_meant_is_refused(run, held, command, words, code, said):
    assert said in run(command, *words, code=code).stderr


def test_a_copy_is_one_zip_that_no_other_file_makes_way_for(run, held, tmp_path):
    run("export", NUMBER)
    copy = tmp_path / "centralino-privacy.zip"
    assert oct(copy.stat().st_mode)[-3:] == "600"
    with zipfile.ZipFile(copy) as archive:
        document = json.loads(archive.read("dati.json"))
    assert [one["number"] for one in document["requests"]] == [1001, 1002]
    assert len(document["calls"]) == 1
    assert "is there already" in run("export", NUMBER, code=1).stderr
    run("export", NUMBER, "-o", "other.zip")


def test_erasing_asks_once_and_does_nothing_without_a_yes(run, held, sessions):
    refused = run("erase", NUMBER, given="n\n", code=1)
    assert refused.stdout == ""
    assert "2 requests, 1 calls" in refused.stderr
    assert numbers(run("export", NUMBER, "--json")) == [1001, 1002]
    assert "erased: 2 requests" in run("erase", NUMBER, given="y\n").stdout
    assert numbers(run("export", NUMBER, "--json")) == []
    with sessions() as session:
        assert [customer_actions.is_erased(session, one) for one in (1001, 1002, 1003)] == [
            *(True, True, False)
        ]


@pytest.mark.on_both
def test_a_call_that_opened_nothing_is_erased_and_opens_nothing_later(run, held, sessions, now):
    run("erase", NUMBER, "--yes")
    with sessions() as session:
        assert session.query(Call).filter(Call.from_number == NUMBER).count() == 0
        assert call_log.without_ticket(session, started_before=now.replace(year=2030)) == []
        assert session.query(Ticket).count() == 3


@pytest.mark.on_both
def test_a_customer_on_record_is_shown_and_stays(run, held, sessions):
    with sessions.begin() as session:
        a_customer(session, code="L1042", phones=(NUMBER,))
    shown = json.loads(run("export", NUMBER, "--json").stdout)["customers"]
    assert [(one["code"], one["phones"]) for one in shown] == [("L1042", [NUMBER])]
    assert "Customer L1042 is on record with it" in run("erase", NUMBER, "--yes").stderr


def test_both_are_in_the_audit_log_without_a_word_about_whom(run, held, sessions):
    run("export", NUMBER, "--json")
    run("erase", NUMBER, "--yes")
    with reading(sessions) as session:
        rows = audit_log.newest_of_staff(session, limit=9)[::-1]
    assert [(row.actor, row.event, row.who, row.note) for row in rows] == [
        ("centralino privacy", "data_exported", None, "2"),
        ("centralino privacy", "data_erased", None, "2"),
    ]
