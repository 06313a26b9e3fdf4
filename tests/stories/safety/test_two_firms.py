"""Two firms on one installation, from signed calls to both lines to both consoles, and one that erases."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from bench.tenants import keys, twins
from centralino import cli
from centralino.tenants.door import Door
from rules.staff.accounts import Role
from store import connect, reading, sessions
from store.models import Call, Ticket
from store.staff import accounts

CALLER = "+393471234567"


class Two:
    """Alfa and beta, and everybody who comes to them."""

    def __init__(self, folder: Path) -> None:
        self.file = twins.written(folder / "two", ("alfa", "beta"))
        self.firms = {str(firm.name): firm for firm in twins.firms(self.file)}
        self.door = Door(list(self.firms.values()), lambda: twins.NOW)
        for name in self.firms:
            with self.rows(name).begin() as session:
                accounts.add(session, "anna", twins.PASSWORD, Role.SUPERVISOR, now=twins.NOW)

    def rows(self, name: str):
        return sessions(connect(self.firms[name].settings.database.url))

    def posts(self, by: str, path: str, at: str | None = None, **form: str):
        """What the account of one firm posts, at its own host or, for once, at another's."""
        told = self.firms[by].settings
        form = {"AccountSid": str(told.twilio.account_sid), "CallSid": f"CA{1:032x}", **form}
        base = str(self.firms[at or by].settings.service.public_url)
        signed = RequestValidator(str(told.twilio.token)).compute_signature(base + path, form)
        client = Client(self.door)
        return client.post(path, base_url=base, data=form, headers={"X-Twilio-Signature": signed})

    def rings(self, by: str, at: str | None = None):
        line = self.firms[by].settings.lines.weekday.number
        told = {"From": CALLER, "To": line, "CallStatus": "ringing", "Direction": "inbound"}
        return self.posts(by, "/voice/incoming", at, **told)

    def leaves_a_message(self, by: str):
        answer = self.rings(by)
        assert (answer.status_code, "<Record" in answer.text) == (200, True)
        recorded = {"RecordingSid": f"RE{1:032x}", "RecordingStatus": "completed"}
        assert (
            self.posts(by, "/voice/recording", RecordingDuration="20", **recorded).status_code
            == 204
        )

    def shows(self, name: str, path: str, whose: str | None = None):
        """A page of one firm's console, to Anna of that firm or of another."""
        twin = twins.Twin(self.firms[whose or name], self.rows(whose or name), "", {}, "", ())
        cookie, _ = keys.signed_in(twin, self.door, "anna")
        base = str(self.firms[name].settings.service.public_url)
        return Client(self.door, use_cookies=False).get(
            path, base_url=base, headers={"Cookie": cookie}
        )

    def runs(self, *words: str, code: int = 0) -> str:
        result = CliRunner().invoke(cli.centralino, ["--config", str(self.file), *words])
        assert result.exit_code == code, result.output
        return result.stdout


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    before = dict(os.environ)
    yield Two(tmp_path)
    os.environ.clear()  # a command for one firm is a process with that firm's environment
    os.environ.update(before)


def test_two_firms_answer_by_one_door_and_know_nothing_of_each_other(two: Two) -> None:
    two.leaves_a_message("alfa")
    with reading(two.rows("beta")) as session:
        assert session.query(Call).count() == 0
    assert two.rings("alfa", at="beta").status_code == 403  # another account's signature
    assert two.rings("beta", at="alfa").status_code == 403
    two.leaves_a_message("beta")  # the same SID, by chance or not
    # both see their own, and each one's session is nothing to the other
    assert "347" in two.shows("alfa", "/console").text
    strange = two.shows("alfa", "/console", whose="beta")
    assert (strange.status_code, strange.location.partition("?")[0]) == (303, "/login")
    # an address of nobody is answered by nobody
    nobody = Client(two.door).get("/login", base_url="https://gamma.example.it")
    assert nobody.status_code == 421
    assert Client(two.door).get("/healthz", base_url="http://127.0.0.1:8000").status_code == 200
    assert (
        'tenant="beta"'
        in Client(two.door)
        .get(
            "/metrics",
            base_url="https://beta.example.it",
            environ_base={"REMOTE_ADDR": "127.0.0.1"},
        )
        .text
    )

    # one erases, and the other's is as it was
    two.runs("--tenant", "alfa", "privacy", "erase", CALLER, "--yes")
    with reading(two.rows("alfa")) as session:
        assert session.query(Ticket).one().caller_number is None
    with reading(two.rows("beta")) as session:
        assert session.query(Ticket).one().caller_number == CALLER


def test_commands_go_over_all_firms_or_ask_for_which(two: Two, tmp_path: Path) -> None:
    told = json.loads(two.runs("db", "current", "--json"))
    assert {name: one["up_to_date"] for name, one in told["tenants"].items()} == {
        "alfa": True,
        "beta": True,
    }
    assert set(json.loads(two.runs("config", "check", "--json"))["tenants"]) == {"alfa", "beta"}
    two.runs("backups", "make", str(tmp_path / "copies"))
    assert {one.name for one in (tmp_path / "copies").iterdir()} == {"alfa", "beta"}
    two.runs("tickets", "list", code=2)
    two.runs("--tenant", "gamma", "tickets", "list", code=2)
    two.runs("--tenant", "beta", "users", "disable", "anna")
    with reading(two.rows("alfa")) as session:
        assert accounts.named(session, "anna").disabled_at is None
