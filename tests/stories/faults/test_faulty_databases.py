"""Twenty callers at once, while the database is locked, frozen, stopped, read-only or has no room."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psutil
import pytest
from sqlalchemy import make_url

import store
from store.database.sqlite_library import driver
from tests import postgres
from tests.centralino.web_process import Heard, Web, environment, free_port, running, wait_for
from tests.postgres import PostgresMissingError
from tests.stories.faults.swallowing import Road

# On a machine that does nothing else it is 1.3 s (`python -m bench faults`); Twilio waits for 15.
SOON = 10.0
CALLERS = 20
DOORS = ("/login", "/assistenza", "/api/v1/tickets")
# Root may write to what nobody may write to.
AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of one's own."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = ("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder))
    if subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("mounting wants root")
    yield folder
    subprocess.run(("umount", "-l", str(folder)), check=True)


@pytest.fixture
def on_sqlite(sqlite_template: Path, disk: Path, tmp_path: Path) -> Iterator[Web]:
    shutil.copy(sqlite_template, disk / "centralino.db")
    env = environment(f"sqlite:///{disk}/centralino.db", tmp_path)
    with running(("web",), env, tmp_path, free_port(), AS_ANYBODY) as web:
        assert web.post().status == 200
        yield web


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL of our own, since it is stopped in the middle of its work."""
    folder = Path(tempfile.mkdtemp(prefix="centralino-frozen-"))
    folder.chmod(0o755)  # PostgreSQL's own user has to find it
    given = os.environ.pop(postgres.GIVEN, None)
    try:
        url = postgres.start(folder)
        engine = store.connect(url)
        store.upgrade(engine)
        engine.dispose()
        yield url, folder
        postgres.stop(folder)
    except PostgresMissingError as reason:
        pytest.skip(str(reason))
    finally:
        if given:
            os.environ[postgres.GIVEN] = given
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def on_postgres(
    server: tuple[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("web")
    with running(("web",), environment(server[0], folder), folder, free_port()) as web:
        assert web.post().status == 200
        for door in DOORS:
            web.get(door)  # what is loaded when somebody first comes is not measured
        yield web


@contextmanager
def locked(disk: Path) -> Iterator[None]:
    """Another process writes, and does not come to an end."""
    with driver.connect(disk / "centralino.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")
    other.close()


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    places = (disk / "centralino.db", disk)
    for place in places:
        place.chmod(0o555)
    yield
    for place in places:
        place.chmod(0o755)


@contextmanager
def full(disk: Path) -> Iterator[None]:
    hole = disk / "hole"
    with hole.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            pass
    yield
    hole.unlink()


@contextmanager
def frozen(folder: Path) -> Iterator[None]:
    """The server with all that it has started says nothing any more, and keeps its connections."""
    pid = int((folder / "postgres/data/postmaster.pid").read_text().splitlines()[0])
    family = [psutil.Process(pid), *psutil.Process(pid).children()]
    for process in family:
        process.send_signal(signal.SIGSTOP)
    yield
    for process in family:
        if process.is_running():
            process.send_signal(signal.SIGCONT)


def all_are_taken_in(heard: list[Heard], seconds: float = SOON) -> None:
    """Everybody heard the answer that needs no database, and soon."""
    assert all(one.is_by_fallback for one in heard), {one.status for one in heard}
    assert max(one.seconds for one in heard) < seconds


def none_is_promised_in_vain(web: Web, disk: Path, callers: int) -> None:
    """Everybody may leave a message, and soon; whoever heard the usual words has a row.

    On a full disk the journal may hold room for a few.
    """
    before = kept(disk)
    heard = web.at_once(callers)
    assert all(one.takes_a_message for one in heard), {one.status for one in heard}
    assert max(one.seconds for one in heard) < SOON
    usual = sum(not one.is_by_fallback for one in heard)
    assert usual < callers
    assert kept(disk) >= before + usual


def kept(disk: Path) -> int:
    with closing(driver.connect(disk / "centralino.db")) as reader:
        found: int = reader.execute("SELECT count(*) FROM calls").fetchone()[0]
    return found


def is_well(web: Web) -> bool:
    heard = web.post()
    return heard.takes_a_message and not heard.is_by_fallback


@pytest.mark.parametrize("fault", [locked, full])
def test_twenty_callers_at_once_are_answered_while_sqlite_is_of_no_use(on_sqlite, disk, fault):
    with fault(disk):
        none_is_promised_in_vain(on_sqlite, disk, CALLERS)
        none_is_promised_in_vain(on_sqlite, disk, 2 * CALLERS)  # now it is known, and nobody waits
        assert on_sqlite.get("/healthz").status == 200
        assert on_sqlite.post("/voice/fallback").is_by_fallback
        if fault is locked:
            assert on_sqlite.post("/voice/status", CallStatus="completed").status == 503
    assert wait_for(lambda: is_well(on_sqlite))


@pytest.mark.parametrize(
    ("one", "another"), [(full, locked), (full, read_only), (read_only, locked)]
)
def test_twenty_callers_at_once_are_answered_in_two_faults_of_sqlite(on_sqlite, disk, one, another):
    with one(disk), another(disk):
        all_are_taken_in(on_sqlite.at_once(CALLERS))
    assert wait_for(lambda: is_well(on_sqlite))


def test_rights_that_were_taken_away_keep_nobody_waiting(on_sqlite, disk):
    """In WAL mode whoever has the files open goes on writing to them; all others are refused."""
    with read_only(disk):
        heard = on_sqlite.at_once(CALLERS)
        assert all(one.takes_a_message for one in heard)
        assert max(one.seconds for one in heard) < SOON
    assert wait_for(lambda: is_well(on_sqlite))


@pytest.mark.parametrize("fault", [locked, read_only, full])
def test_web_processes_that_die_while_sqlite_is_of_no_use_have_successors_that_answer(
    on_sqlite, disk, fault
):
    with fault(disk):
        for worker in psutil.Process(on_sqlite.process.pid).children():
            worker.kill()
        assert wait_for(lambda: on_sqlite.post().is_by_fallback)
        none_is_promised_in_vain(on_sqlite, disk, CALLERS)
    assert wait_for(lambda: is_well(on_sqlite))


def test_twenty_callers_at_once_are_answered_while_the_network_swallows_all(server, tmp_path):
    url = make_url(server[0])
    road = Road(Path(str(url.query["host"])) / ".s.PGSQL.5432")
    led = url.set(host="127.0.0.1", port=road.port, query={"sslmode": "disable"})
    with running(
        ("web",), environment(led.render_as_string(), tmp_path), tmp_path, free_port()
    ) as web:
        assert is_well(web)
        with road.swallowing():
            all_are_taken_in(web.at_once(CALLERS))
            all_are_taken_in(web.at_once(2 * CALLERS))
            assert web.get("/healthz").status == 200
            assert web.post("/voice/fallback").is_by_fallback
        assert wait_for(lambda: is_well(web))
    road.close()


def test_twenty_callers_at_once_are_answered_while_postgresql_is_frozen(on_postgres, server):
    with frozen(server[1]):
        all_are_taken_in(on_postgres.at_once(CALLERS))
        # known to be away: nobody waits any more, at whatever door
        began = time.monotonic()
        all_are_taken_in(on_postgres.at_once(CALLERS))
        assert on_postgres.get("/healthz").status == 200
        assert on_postgres.post("/voice/fallback").is_by_fallback
        assert on_postgres.get("/readyz").status == 503
        assert {on_postgres.get(door).status for door in DOORS} <= {200, 401, 404, 503}
        assert time.monotonic() - began < SOON
    assert wait_for(lambda: is_well(on_postgres))
    assert wait_for(lambda: on_postgres.get("/readyz").status == 200)


def test_a_web_process_that_dies_while_postgresql_is_frozen_has_a_successor_that_answers(
    on_postgres, server
):
    with frozen(server[1]):
        master = psutil.Process(on_postgres.process.pid)
        for worker in master.children():
            worker.kill()
        assert wait_for(lambda: on_postgres.post().is_by_fallback)
        all_are_taken_in(on_postgres.at_once(CALLERS))
    assert wait_for(lambda: is_well(on_postgres))


def test_a_log_that_lies_on_a_full_disk_costs_no_caller_the_answer(sqlite_template, disk, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    env = environment(f"sqlite:///{tmp_path}/centralino.db", tmp_path, LOG_FILE=f"{disk}/log")
    with running(("web",), env, tmp_path, free_port()) as web, full(disk):
        heard = [web.post() for _ in range(3)]
        assert [one.status for one in heard] == [200] * 3
        assert not any(one.is_by_fallback for one in heard)
        assert web.post("/voice/fallback").takes_a_message


def test_twenty_callers_at_once_are_answered_while_postgresql_is_stopped(on_postgres, server):
    """The last of these tests: nobody starts it again."""
    postgres.stop(server[1])
    all_are_taken_in(on_postgres.at_once(CALLERS))
    assert on_postgres.post("/voice/fallback").is_by_fallback
    assert on_postgres.get("/healthz").status == 200
    assert on_postgres.get("/readyz").status == 503
