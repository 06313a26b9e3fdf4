"""`centralino users` and `installations`, as people and scripts call them."""

import json
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

import store
from centralino import cli
from store.customers import installations
from store.staff import accounts
from tests.builders import a_customer

PASSWORD = "tre pesci rossi"
ADD = ("users", "add", "Anna", "--role", "technician")


@pytest.fixture
def run(database_url, monkeypatch):
    monkeypatch.setenv("CENTRALINO_DATABASE__URL", database_url)

    def run(*words, code=0, given=None):
        result = CliRunner().invoke(cli.centralino, words, input=given, catch_exceptions=False)
        assert result.exit_code == code, result.stderr
        return result

    return run


@pytest.fixture
def anna(run):
    run(*ADD, "--password-stdin", given=PASSWORD + "\n")


def signs_in(sessions, password):
    with sessions.begin() as session:
        return accounts.signed_in(session, "anna", password) is not None


def test_a_script_adds_a_user(run, sessions):
    done = run(*ADD, "--password-stdin", "--json", given=PASSWORD + "\r\n")
    told = json.loads(done.stdout)
    assert (told["name"], told["role"], told["disabled_at"]) == ("anna", "technician", None)
    assert PASSWORD not in done.output
    assert signs_in(sessions, PASSWORD)


def test_a_person_is_asked_twice_and_nothing_shows(run, sessions):
    asked = run(*ADD, given=f"{PASSWORD}\n{PASSWORD}\n")
    assert asked.stdout == ""
    assert PASSWORD not in asked.output
    assert signs_in(sessions, PASSWORD)


@pytest.mark.on_both
def test_what_a_technician_is_good_at_is_kept_and_decides_on_the_queue(run, anna):
    told = json.loads(run("users", "skills", "anna", "hardware, software", "--json").stdout)
    assert told["skills"] == ["software", "hardware"]
    assert "software, hardware" in run("users", "list").stdout
    assert json.loads(run("queue", "--for", "anna", "--json").stdout) == []
    assert json.loads(run("users", "skills", "anna", "", "--json").stdout)["skills"] == []
    assert 'found "cooking"' in run("users", "skills", "anna", "cooking", code=1).stderr
    assert 'no user "nobody"' in run("queue", "--for", "nobody", code=1).stderr


def test_what_is_wrong_is_said(run, anna):
    assert "at least 12" in run(*ADD, "--password-stdin", code=1, given="short\n").stderr
    assert "already" in run(*ADD, "--password-stdin", code=1, given=PASSWORD).stderr
    assert "'boss'" in run("users", "add", "x", "--role", "boss", code=2).stderr
    for command in ("passwd", "disable", "token"):
        assert 'no user "nobody"' in run("users", command, "nobody", code=1).stderr


def test_a_password_is_changed(run, anna, sessions):
    run("users", "passwd", "anna", "--password-stdin", given="quattro pesci\n")
    assert signs_in(sessions, "quattro pesci")
    assert not signs_in(sessions, PASSWORD)


def test_a_token_is_the_only_thing_printed(run, anna, sessions):
    first = run("users", "token", "anna").stdout.strip()
    second = json.loads(run("users", "token", "anna", "--only", "--json").stdout)["token"]
    with sessions.begin() as session:
        assert accounts.holder(session, first) is None
        assert accounts.holder(session, second).user.name == "anna"


def test_a_disabled_user_is_listed_as_such(run, anna):
    run("users", "disable", "anna")
    (listed,) = json.loads(run("users", "list", "--json").stdout)
    assert listed["disabled_at"]
    assert "anna" in run("users", "list").stdout


def test_a_disabled_user_is_let_in_again(run, anna, sessions):
    run("users", "disable", "anna")
    assert not signs_in(sessions, PASSWORD)
    assert "may sign in again" in run("users", "enable", "anna").stderr
    assert signs_in(sessions, PASSWORD)


@pytest.mark.on_both
def test_an_identity_is_set_once_and_forgotten(run, anna):
    run("users", "add", "bruno", "--role", "technician", "--password-stdin", given=f"{PASSWORD}\n")
    told = json.loads(run("users", "identity", "anna", " Anna@Leotron.com ", "--json").stdout)
    assert told["identity"] == "anna@leotron.com"
    taken = run("users", "identity", "bruno", "ANNA@leotron.com", code=1).stderr
    assert "expected an address of bruno's own, found anna's" in taken
    assert "expected an e-mail address" in run("users", "identity", "anna", "anna", code=1).stderr
    run("users", "identity", "anna", code=2)
    told = json.loads(run("users", "identity", "anna", "--remove", "--json").stdout)
    assert told["identity"] is None


def test_two_people_have_no_telephone_in_common(run, anna):
    run("users", "add", "bruno", "--role", "technician", "--password-stdin", given=f"{PASSWORD}\n")
    run("users", "phone", "anna", "333 111 2222")
    told = run("users", "phone", "bruno", "333 111 2222", code=1).stderr
    assert "expected a telephone of bruno's own, found anna's" in told


def test_a_telephone_is_set_and_forgotten(run, anna):
    told = json.loads(run("users", "phone", "anna", "333 111 2222", "--json").stdout)
    assert told["phone"] == "+393331112222"
    assert "333 111 2222" in run("users", "list").stdout
    assert json.loads(run("users", "phone", "anna", "--remove", "--json").stdout)["phone"] is None


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["anna", "+41446681800"], 2, 'expected an Italian fixed or mobile number, found "+414466'),
        (["anna", "899 123456"], 2, "expected an Italian"),
        (["anna", "045 8001234/5"], 2, "expected an Italian"),
        (["anna"], 2, "expected a number, or --remove"),
        (["anna", "3331112222", "--remove"], 2, "expected a number, or --remove"),
        (["nobody", "3331112222"], 1, 'no user "nobody"'),
    ],
)
def test_a_telephone_that_may_not_be_rung_is_refused(run, anna, words, code, said):
    assert said in run("users", "phone", *words, code=code).stderr


def test_a_pin_is_set_and_forgotten(run, anna, sessions):
    told = json.loads(run("users", "pin", "anna", "--pin-stdin", "--json", given="402817\n").stdout)
    assert told["pin"] is True
    with sessions() as session:
        user = accounts.named(session, "anna")
        assert accounts.pin_fits(user, "402817")
        assert not accounts.pin_fits(user, "402818")
    assert json.loads(run("users", "pin", "anna", "--remove", "--json").stdout)["pin"] is False
    wrong = run("users", "pin", "anna", "--pin-stdin", code=1, given="12345\n")
    assert "expected a PIN of 6 to 12 digits" in wrong.stderr
    assert "12345" not in wrong.output
    assert 'no user "nobody"' in run("users", "pin", "nobody", code=1).stderr


@pytest.mark.on_both
def test_an_installation_is_added_listed_and_disabled(run, sessions):
    with sessions.begin() as session:
        a_customer(session, code="L1042")
    token = run("installations", "add", "L1042", "cassa 1").stdout.strip()
    with store.reading(sessions) as session:
        assert installations.holder(session, token, datetime.now(UTC)).name == "cassa 1"
    (listed,) = json.loads(run("installations", "list", "--json").stdout)
    assert (listed["id"], listed["customer"]["code"]) == (1, "L1042")
    assert token not in run("installations", "list").stdout
    other = run("installations", "rotate", "1", "--overlap-days", "1").stdout.strip()
    with store.reading(sessions) as session:
        for good in (token, other):
            assert installations.holder(session, good, datetime.now(UTC)).id == 1
    run("installations", "disable", "1")
    with store.reading(sessions) as session:
        assert installations.holder(session, token, datetime.now(UTC)) is None
    assert "no installation 7" in run("installations", "disable", "7", code=1).stderr
    assert 'no customer "X9"' in run("installations", "add", "X9", "y", code=1).stderr


@pytest.mark.on_both
def test_services_are_added_from_standard_input_listed_tried_and_forgotten(run, anna):
    url = "tgram://123456:secret/42\n"
    added = run("users", "notify", "anna", "--add-stdin", given=url)
    assert "tgram://•••" in added.stdout
    assert "secret" not in added.stdout + added.stderr
    (way,) = json.loads(run("users", "notify", "anna", "--test", "1", "--json").stdout)
    assert (way["number"], way["service"]) == (1, "tgram://•••")
    assert json.loads(run("users", "notify", "anna", "--remove", "1", "--json").stdout) == []
    told = run("users", "notify", "anna", "--add-stdin", given="file:///etc/passwd\n", code=1)
    assert "expected an address that begins with one of" in told.stderr
    assert "no way 7" in run("users", "notify", "anna", "--test", "7", code=1).stderr
