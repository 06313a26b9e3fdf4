"""Two web and three worker processes on PostgreSQL, killed in turn while callers call."""

import itertools
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.orm import Session, sessionmaker

import store
from centralino.config.settings import load
from centralino.demo import rehearsal
from centralino.runtime.clock import start_rehearsal
from centralino.runtime.supervisor import Child, Supervisor, centralino
from rules.callbacks.outbound_call import Policy
from scheduler import sweep
from simulator import Carrier, HangUp, Speak, Subscriber
from simulator.state.clock import VirtualClock
from store.callbacks import outbound_calls, queue
from store.models import Attempt, Outbox, Recording, Ticket, User
from store.models.states import OutboxState, RecordingState
from tests.centralino.web_process import free_port, wait_for
from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE
from tests.stories.faults.balancer import balanced

ROOT = Path(__file__).parents[3]
FETCHED = Recording.state == RecordingState.STORED
UNSENT = Outbox.state.in_((OutboxState.WAITING, OutboxState.UNKNOWN))
PLACED = Attempt.technician_sid.is_not(None) | Attempt.ended_at.is_not(None)
TECHNICIANS = "+39333"  # how their numbers begin
AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
VOICE = ROOT / "simulator" / "voices" / "trattoria.wav"
UP_SECONDS = (
    30.0  # until a process that was killed has its successor, on a machine that does much else
)
_WORKERS = text("SELECT coalesce(max(id), 0) FROM procrastinate.procrastinate_workers")


@dataclass
class Desk:
    """The processes, the carrier that rings them, and the ledger."""

    carrier: Carrier
    sessions: sessionmaker[Session]
    children: list[Child]
    folder: Path
    moved: timedelta = field(default_factory=timedelta)

    def kill(self, child: Child) -> None:
        """Kill a process with whatever it started, and wait until another does its work."""
        before = self.newest_worker()
        if child.process is not None:
            os.killpg(child.process.pid, signal.SIGKILL)
        if child.name.startswith("web"):
            rehearsal.wait_until_ready(f"http://127.0.0.1:{child.command[-1]}")
        else:
            assert wait_for(lambda: self.newest_worker() > before, UP_SECONDS)

    def newest_worker(self) -> int:
        """Each worker that the engine knows has a number of its own."""
        with store.reading(self.sessions) as session:
            return session.scalar(_WORKERS) or 0

    def later(self, by: timedelta) -> None:
        """So much time goes by, for all processes and for the carrier."""
        self.moved += by
        start_rehearsal(self.folder / "clock.json", AT + self.moved)
        self.carrier.clock.set(AT + self.moved)

    def count(self, what: object) -> int:
        with store.reading(self.sessions) as session:
            return session.scalar(select(func.count()).where(what)) or 0


@contextmanager
def database(server: str) -> Iterator[str]:
    name = f"machines_{time.time_ns()}"
    admin = create_engine(store.connect(server).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = admin.url.set(database=name).render_as_string(hide_password=False)
    store.upgrade(store.connect(url))
    yield url
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def desk(postgres_url, tmp_path) -> Iterator[Desk]:
    ports = [free_port(), free_port()]
    with database(postgres_url) as url, balanced(ports) as address:
        settings = load(ROOT / "config.yaml", environ=rehearsal.QUIET)
        carrier = Carrier(
            account_sid=ACCOUNT,
            auth_token=TOKEN,
            numbers=rehearsal.numbers(settings, PUBLIC),
            connect={PUBLIC: address},
            clock=VirtualClock(AT),
            calls_per_second=50,
            recording_delay=0,
            status_delay=0,
        )
        with carrier.serving(live=True) as carrier_url:
            env = rehearsal.environment(
                tmp_path, ports[0], ACCOUNT, TOKEN, carrier_url, ROOT / "config.yaml"
            )
            env |= {
                "CENTRALINO_DATABASE__URL": url,
                "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
                "CENTRALINO_WEB__SECRET_KEY": "the same in both, as long as it has to be",
                "CENTRALINO_MESSAGES__SMS": "true",
                "CENTRALINO_MESSAGES__SMS_FROM": "LEOTRON",
            }
            start_rehearsal(tmp_path / "clock.json", AT)
            webs = [Child(f"web {p}", centralino("web", "--port", str(p))) for p in ports]
            clock = centralino("worker", "--only", "clock")
            children = [*webs, *(Child(f"clock {one}", clock) for one in range(3))]
            supervisor = Supervisor(children, env, output=tmp_path / "service.log")
            supervisor.start()
            watch = threading.Thread(target=supervisor.watch, daemon=True)
            watch.start()
            try:
                for port in ports:
                    rehearsal.wait_until_ready(f"http://127.0.0.1:{port}")
                desk = Desk(carrier, store.sessions(store.connect(url)), children, tmp_path)
                assert wait_for(lambda: desk.newest_worker() == 3, UP_SECONDS)
                yield desk
            finally:
                supervisor.stop()
                watch.join()


def rung(desk: Desk, call: int) -> bool:
    """A technician of their own takes a request in hand, if it stands yet, and asks to be called."""
    phone, name = f"{TECHNICIANS}{call:07}", f"t{call}"
    desk.carrier.subscribe(Subscriber(phone, rings_s=1.0))
    with desk.sessions.begin() as session:
        given = {"password_hash": "-", "role": "technician", "created_at": AT}
        session.add(User(name=name, phone=phone, single_keys=True, **given))
        mine = select(Ticket.id).where(Ticket.caller_number == caller(call))
        ticket_id = session.scalar(mine)
        row = queue.of_ticket(session, ticket_id) if ticket_id else None
        if row is None:
            return False
        token = queue.claim(session, row.id, by=name, now=AT, lease=timedelta(hours=1))
        asked = {"by": name, "now": AT, "timezone": "Europe/Rome"}
        outbound_calls.request_call(session, row.id, token, policy=Policy(WEEKDAY_LINE), **asked)
        return True


def caller(call: int) -> str:
    return f"+39347{call:07}"


def settled(desk: Desk, what: Callable[[], bool]) -> bool:
    """Whether it comes to be so, where what a killed process held is let go of after its lease."""
    # Longer than any lease; then until what may have been sent was looked up, and sent after all.
    for minutes in (6, 2, 2, 2):
        if wait_for(what, 6):
            return True
        desk.later(timedelta(minutes=minutes))
        sweep.release_stuck(
            desk.sessions, lambda: AT + desk.moved
        )  # as the leader does twice a minute
    return wait_for(what, 20)


def unsent(desk: Desk) -> list[str]:
    with store.reading(desk.sessions) as session:
        rows = session.scalars(select(Outbox).where(UNSENT)).all()
        return [f"{row.id} {row.state} {row.next_at} {row.last_error}" for row in rows]


@pytest.mark.slow
def test_processes_of_a_service_killed_in_turn_under_load_lose_nothing_and_do_nothing_twice(desk):
    killed, calls, asked = threading.Event(), itertools.count(), []

    def load() -> None:
        while not killed.wait(0.7):
            call = next(calls)
            desk.carrier.begin_call(caller(call), WEEKDAY_LINE, [Speak(VOICE), HangUp()]).finish()
            if call % 3 == 0 and rung(desk, call):
                asked.append(call)

    webs, clocks = desk.children[:2], desk.children[2:]
    with ThreadPoolExecutor(4) as pool:
        loads = [pool.submit(load) for _ in range(2)]
        for down in ((webs[0], clocks[0]), (webs[1], clocks[1]), (clocks[2],)):
            list(pool.map(desk.kill, down))
        killed.set()
        for one in loads:
            one.result()
    made, journal = next(calls), desk.carrier.journal
    recorded = [one.sid for call in journal.calls for one in call.recordings]
    assert len(recorded) >= len(desk.children)
    assert settled(desk, lambda: desk.count(FETCHED) == len(recorded))
    assert settled(desk, lambda: desk.count(Ticket.id > 0) == made)
    # What customers are told is found by whoever leads, within a quarter of a minute.
    assert wait_for(lambda: desk.count(Outbox.id > 0) >= len(desk.children), 40)
    assert settled(desk, lambda: not unsent(desk)), unsent(desk)
    assert settled(desk, lambda: desk.count(PLACED) == len(asked))

    def texts() -> Counter[tuple[str, str]]:  # a customer is told of several things, each once
        told = list(desk.carrier.exchange.messages.values())
        return Counter((one.to_number, one.body) for one in told)

    sent = Outbox.state == OutboxState.SENT
    assert wait_for(lambda: desk.count(sent) == len(texts()) >= len(desk.children), 20)
    assert set(texts().values()) == {1}, texts()
    legs = [call.to_number for call in journal.calls]
    dialled = Counter(number for number in legs if number.startswith(TECHNICIANS))
    assert desk.count(Attempt.technician_sid.is_not(None)) == len(dialled)
    assert set(dialled.values()) <= {1}
