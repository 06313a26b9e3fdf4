"""A copy comes back: links, numbers, texts and erasures of what it knows nothing of stay right."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from itsdangerous import URLSafeSerializer
from sqlalchemy import text
from sqlalchemy.orm import Session, sessionmaker

import store
from centralino import cli
from centralino.config.settings import load
from centralino.runtime.clock import CLOCK_FILE, start_rehearsal
from centralino.wiring.places import beside_database
from centralino.wiring.web import create_app
from centralino.wiring.worker import jobs
from simulator import Carrier, HangUp, Number, Phone, Speak, VirtualClock, sound
from store.database import backup, numbers
from store.models import Outbox, Ticket
from store.models.states import OutboxState
from tests.centralino.config.shipped import SHIPPED
from tests.leotron import ACCOUNT, PUBLIC, TEN, TOKEN, WEEKDAY_LINE
from tests.serving import serving
from tests.store.old_ledger import back_to
from tests.stories.doors import SECRET, Https, hidden_in, plain
from web.request_links import SALT

ANNA, BRUNO, CARLA = "+393471234567", "+393487654321", "+393331112223"
DATABASE = "CENTRALINO_DATABASE__URL"
MESSAGE = (Speak(sound.tone(6)), HangUp())
TICKED = {
    *("promise whoever heard no time", "tell customers what happened", "send messages"),
    *("ask Twilio what we missed", "file missed calls"),
}
GOOD = {
    **{"azienda": "Ferramenta Rossi", "nome": "Marco Rossi", "telefono": "045 8001234"},
    **{"descrizione": "Non parte più niente.", "tipo": "software"},
}


@dataclass
class Desk:
    """A ledger, its web and its clock, before a carrier; and what is kept outside the database."""

    environ: dict[str, str]
    app: Flask
    carrier: Carrier
    clock: VirtualClock
    folder: Path
    sessions: sessionmaker[Session]

    def calls(self, number: str) -> None:
        Phone(self.carrier, number).calls(WEEKDAY_LINE, *MESSAGE)
        self.waits(0)
        self.waits(1)

    def waits(self, seconds: float, times: int = 1) -> None:
        """So long, and then the clock ticks; a new process of it, which looks a week back."""
        settings = load(SHIPPED, self.environ)
        for _ in range(times):
            self.carrier.settle()
            self.clock.advance(seconds)
            for job in jobs(settings, self.clock.now):
                if job.name in TICKED:
                    job.run()

    def form(self) -> str:
        client = Https(self.app)
        sent = client.post(
            "/assistenza", data={**hidden_in(client.get("/assistenza").text), **GOOD}
        )
        assert sent.status_code == 303, sent.text
        return str(sent.location).partition("?")[0].removeprefix(PUBLIC)

    def erases(self, path: str) -> None:
        client, page = Https(self.app), f"{path}/cancella"
        hidden = hidden_in(client.get(page).text)
        assert client.post(page, data=hidden).status_code == 303

    def command(self, *words: str) -> str:
        rehearsed = self.folder / "clock.json"
        start_rehearsal(rehearsed, self.clock.now())
        result = CliRunner(env=self.environ | {CLOCK_FILE: str(rehearsed)}).invoke(
            cli.centralino, words, catch_exceptions=False
        )
        assert result.exit_code == 0, result.stderr
        return result.stdout

    def texts(self, number: str) -> list[str]:
        sent = self.carrier.exchange.messages.values()
        return [one.body for one in sent if one.to_number == number]

    def link_told(self, number: str) -> str:
        found = re.search(rf"{PUBLIC}(/assistenza/r/\S+)", self.texts(number)[0])
        assert found, self.texts(number)
        return found[1]

    def status(self, path: str) -> int:
        return Https(self.app).get(path).status_code

    def tickets(self) -> dict[str | None, int]:
        """The newest request of each number."""
        with self.sessions() as session:
            rows = session.query(Ticket).order_by(Ticket.id)
            return {row.caller_number: row.id for row in rows}


@pytest.fixture
def desk(database_url: str, tmp_path: Path) -> Iterator[Desk]:
    clock = VirtualClock(TEN)
    given = {
        "TWILIO__ACCOUNT_SID": ACCOUNT,
        "TWILIO__AUTH_TOKEN": TOKEN,
        "DATABASE__URL": database_url,
        "RECORDINGS__PATH": str(tmp_path / "recordings"),
        "FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
        "SERVICE__PUBLIC_URL": PUBLIC,
        "WEB__SECRET_KEY": SECRET,
        "MESSAGES__SMS": "true",
        "MESSAGES__SMS_FROM": "Leotron",
        "MESSAGES__EMAIL__HOST": "mail.example.it",
        "MESSAGES__EMAIL__SENDER": "assistenza@example.it",
    }
    environ = {f"CENTRALINO_{name}": value for name, value in given.items()}
    number = Number(
        voice_url=f"{PUBLIC}/voice/incoming",
        voice_fallback_url=f"{PUBLIC}/voice/fallback",
        status_callback=f"{PUBLIC}/voice/status",
    )
    app = create_app(load(SHIPPED, environ), clock.now)
    with serving(app) as address:
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers={WEEKDAY_LINE: number},
            connect={PUBLIC: address},
            clock=clock,
            patience=10,
        )
        with carrier.serving() as rest:
            environ["CENTRALINO_TWILIO__API_BASE_URL"] = rest
            sessions = store.sessions(store.connect(database_url))
            yield Desk(environ, app, carrier, clock, tmp_path, sessions)


def test_after_a_restore_no_link_opens_a_strangers_request_and_nobody_is_told_twice(desk: Desk):
    desk.calls(ANNA)
    copy = str(desk.folder / "copy.db")
    desk.command("db", "backup", copy)
    desk.calls(BRUNO)
    written = desk.form()
    lost = desk.tickets()
    anna, bruno = desk.link_told(ANNA), desk.link_told(BRUNO)
    assert [desk.status(path) for path in (anna, bruno, written)] == [200, 200, 200]
    desk.erases(anna)

    desk.command("db", "restore", copy, "--yes")

    assert "cancellat" in plain(Https(desk.app).get(anna).text)  # erased again
    desk.calls(CARLA)  # as many as were lost, and more
    another = desk.form()
    desk.waits(20, times=8)
    for path in (bruno, written):
        assert desk.status(path) == 404
        assert desk.status(f"{path}/numero") == 404
        assert desk.status(f"{path}/dati") == 404
    assert desk.status(another) == 200
    back = desk.tickets()
    assert min(back[CARLA], back[BRUNO]) > max(lost.values())  # Twilio still knew of Bruno's call
    assert [len(desk.texts(number)) for number in (ANNA, BRUNO, CARLA)] == [1, 1, 1]


def test_a_copy_on_a_new_machine_goes_on_after_the_mark_and_jumps_without_one(desk: Desk):
    desk.calls(ANNA)
    copy = str(desk.folder / "copy.db")
    desk.command("db", "backup", copy)
    for _ in range(3):
        desk.form()
    told = max(desk.tickets().values())
    _begin_anew(desk)  # the machine burnt: nothing of the old database is there
    desk.command("db", "restore", copy, "--yes")
    desk.form()
    jumped = max(desk.tickets().values())
    assert jumped > told
    mark = beside_database(load(SHIPPED, desk.environ)) / numbers.NAME
    assert numbers.keep_mark(desk.sessions, mark)
    assert not numbers.keep_mark(desk.sessions, mark)  # far enough ahead
    ahead = numbers.marked(mark)["tickets"]
    assert jumped < ahead
    _begin_anew(desk)
    desk.command("db", "restore", copy, "--yes")
    desk.form()
    assert max(desk.tickets().values()) == ahead + 1


def _begin_anew(desk: Desk) -> None:
    """The rows of an installation that was just made."""
    with desk.sessions.begin() as session:
        tables = ("outbox", "callbacks", "ticket_history", "tickets")
        for table in tables:
            session.execute(text(f"DELETE FROM {table}"))
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("UPDATE sqlite_sequence SET seq = 1000"))
            return
        for table in ("tickets", "callbacks"):
            session.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000)"))


@pytest.mark.parametrize("state", [OutboxState.WAITING, OutboxState.UNKNOWN])
def test_what_a_copy_holds_as_waiting_is_looked_up_before_it_is_sent(desk: Desk, state):
    desk.calls(ANNA)
    copy = str(desk.folder / "copy.db")
    with desk.sessions.begin() as session:  # the moment before it went out
        row = session.query(Outbox).one()
        kept = {"state": row.state, "sid": row.provider_sid, "sent": row.sent_at}
        row.state, row.provider_sid, row.sent_at, row.handed_at = state, None, None, None
        body = {"subject": "Richiesta", "text": "Buongiorno", "until": None}
        mail = {"kind": "email", "to": "anna@example.it", "body": body, "key": "m1"}
        times = {"next_at": row.next_at, "created_at": row.created_at, "ticket_id": row.ticket_id}
        session.add(Outbox(**mail, **times, state=OutboxState.WAITING))
    desk.command("db", "backup", copy)
    desk.command("db", "restore", copy, "--yes")
    desk.waits(20, times=8)
    assert len(desk.texts(ANNA)) == 1
    with desk.sessions() as session:
        text_, mail_ = session.query(Outbox).order_by(Outbox.id)
        assert (text_.state, text_.provider_sid) == (OutboxState.SENT, kept["sid"])
        assert (mail_.state, "not repeated" in (mail_.last_error or "")) == ("failed", True)


@pytest.mark.parametrize(
    ("database_url", "empty_url"),
    [("sqlite", "sqlite"), ("postgresql", "postgresql")],
    indirect=True,
)
def test_a_ledger_that_is_built_anew_from_the_carriers_lists_tells_nobody_again(
    desk: Desk, empty_url: str
):
    desk.calls(ANNA)
    desk.calls(BRUNO)
    desk.calls(BRUNO)  # about the same problem: one request, one text
    assert [len(desk.texts(number)) for number in (ANNA, BRUNO)] == [1, 1]
    store.upgrade(store.connect(empty_url))
    desk.environ[DATABASE] = empty_url
    desk.sessions = store.sessions(store.connect(empty_url))
    desk.waits(3600)
    desk.waits(30, times=8)
    assert desk.tickets().keys() >= {ANNA, BRUNO}
    assert [len(desk.texts(number)) for number in (ANNA, BRUNO)] == [1, 1]
    with desk.sessions() as session:
        assert {row.state for row in session.query(Outbox)} == {OutboxState.SENT}


def test_whoever_reached_the_fallback_alone_is_told(desk: Desk):
    desk.calls(ANNA)
    line = desk.carrier.exchange.numbers[WEEKDAY_LINE]
    desk.carrier.exchange.numbers[WEEKDAY_LINE] = replace(line, voice_url=f"{PUBLIC}/gone")
    desk.calls(BRUNO)
    desk.calls(ANNA)
    desk.waits(30, times=8)
    with desk.sessions() as session:
        texts = [row.to for row in session.query(Outbox) if row.state is OutboxState.SENT]
    assert sorted(texts) == sorted([ANNA, BRUNO])
    assert len(desk.texts(BRUNO)) == 1


def test_a_link_of_before_opens_its_own_request_and_after_a_restore_none(desk: Desk):
    def link_of_before(path: str) -> str:
        number = int(path.rsplit("/", 1)[1].partition("-")[0])
        return f"/assistenza/r/{URLSafeSerializer(SECRET, salt=SALT).dumps(number)}"

    own = link_of_before(desk.form())
    engine = desk.sessions.kw["bind"]
    back_to(engine, "0028")
    copy = desk.folder / "old.db"
    backup.backup(engine, copy)
    store.upgrade(engine)
    assert desk.status(own) == 200
    lost = desk.form()
    assert desk.status(link_of_before(lost)) == 404  # it never had a link without a secret
    desk.command("db", "restore", str(copy), "--yes")
    desk.form()
    assert [desk.status(path) for path in (own, lost, link_of_before(lost))] == [200, 404, 404]
    asked = desk.form()
    assert desk.status(link_of_before(asked)) == 404
