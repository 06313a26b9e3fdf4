"""After a fault, and after a start without a database, nobody waits ten minutes for what was missed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

import store
from centralino.demo.rehearsal import Rehearsal, rehearsal
from rules.errors import TemporaryFailure
from scheduler.recovery import AGAIN, LOOKS, Recovery
from simulator import HangUp, Speak
from store.calls import missed_webhooks
from store.database.sqlite_library import driver
from store.models import Callback, Ticket
from tests.centralino.web_process import environment, free_port, running, wait_for

ROOT = Path(__file__).parents[3]
# The question every ten minutes comes far later.
SOON = 60.0


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    other = driver.connect(path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


def queued(service: Rehearsal) -> int:
    """How many messages wait to be called back."""
    engine = store.connect(service.settings.database.url)
    with store.reading(store.sessions(engine)) as session:
        found = session.scalars(
            select(Ticket.kind).join(Callback, Callback.ticket_id == Ticket.id)
        ).all()
    engine.dispose()
    return found.count("message")


@pytest.mark.slow
def test_a_message_left_while_the_database_was_locked_is_in_the_queue_soon_after(tmp_path):
    at = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
    with rehearsal(tmp_path, at, config=ROOT / "config.yaml") as service:
        assert queued(service) == 0
        with locked(tmp_path / "centralino.db"):
            said = Speak(ROOT / "simulator" / "voices" / "trattoria.wav")
            line = service.settings.lines.weekday.number
            service.phone("+390458001234").calls(line, said, HangUp())
            service.carrier.settle()  # its callbacks are told now, in vain
        assert wait_for(lambda: queued(service) == 1, SOON)


def test_a_service_started_before_its_database_answers_waits_for_it_and_then_works(
    postgres_url, tmp_path
):
    name = f"later_{tmp_path.name[-8:]}_{time.time_ns()}"
    admin = create_engine(store.connect(postgres_url).url, isolation_level="AUTOCOMMIT")
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    with running(("serve",), environment(url, tmp_path), tmp_path, free_port()) as web:
        assert web.post().is_by_fallback
        assert web.post("/voice/fallback").is_by_fallback
        assert web.get("/readyz").status == 503
        assert wait_for(lambda: "database not ready" in web.log.read_text())
        assert web.process.poll() is None
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        assert wait_for(lambda: web.get("/readyz").status == 200)
        heard = web.post()
        assert heard.takes_a_message
        assert not heard.is_by_fallback
        assert web.log.read_text().count("database not ready") == 1
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def test_a_service_started_while_its_database_is_locked_waits_and_ends_when_it_is_told(tmp_path):
    path = tmp_path / "centralino.db"
    with (
        locked(path),
        running(
            ("serve",), environment(f"sqlite:///{path}", tmp_path), tmp_path, free_port()
        ) as web,
    ):
        assert web.post().is_by_fallback
        web.process.terminate()
        assert web.process.wait(30) == 0


class Twilio:
    """Counts how often it is asked, and answers or not."""

    def __init__(self) -> None:
        self.asked, self.failure, self.now = list[float](), None, 0.0

    def __call__(self) -> None:
        self.asked.append(self.now)
        if self.failure:
            raise self.failure


@pytest.fixture
def twilio() -> Twilio:
    return Twilio()


@pytest.fixture
def recovery(sessions, twilio) -> Recovery:
    made = Recovery(sessions, twilio, lambda: twilio.now)
    made.tick()  # what was noted before the start is asked for by the start itself
    return made


def passes(twilio: Twilio, recovery: Recovery, seconds: int) -> None:
    for _ in range(seconds // 2):
        twilio.now += 2
        try:
            recovery.tick()
        except TemporaryFailure:
            continue


def note(sessions) -> None:
    with sessions.begin() as session:
        missed_webhooks.note(session, datetime.now(UTC) - timedelta(seconds=1))


def test_twilio_is_asked_at_once_and_again_while_recordings_are_made(sessions, twilio, recovery):
    passes(twilio, recovery, 60)
    assert twilio.asked == []
    note(sessions)
    passes(twilio, recovery, 300)
    assert twilio.asked == [62 + after + after % 2 for after in LOOKS]
    note(sessions)
    passes(twilio, recovery, 4)
    assert len(twilio.asked) == len(LOOKS) + 1


def test_a_question_that_is_not_answered_is_put_again_soon(sessions, twilio, recovery):
    note(sessions)
    twilio.failure = TemporaryFailure("away")
    passes(twilio, recovery, 30)
    assert twilio.asked == [2, 2 + AGAIN, 2 + 2 * AGAIN]
    twilio.failure = TemporaryFailure("too many", retry_after=50)
    passes(twilio, recovery, 60)
    assert twilio.asked[3:] == [32, 82]
    twilio.failure = None
    passes(twilio, recovery, 400)
    assert twilio.asked[5:] == [132, 182]


def test_a_clock_that_could_not_read_asks_once_it_can(sessions, twilio, recovery, engine):
    away = store.connect("postgresql://nobody@127.0.0.1:1/nothing")
    recovery.sessions = store.sessions(away)
    with pytest.raises(Exception, match="OperationalError"):
        recovery.tick()
    recovery.sessions = sessions
    passes(twilio, recovery, 2)
    assert twilio.asked == [2]
