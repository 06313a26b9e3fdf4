"""An older wheel becomes a newer one by one command, and back: configuration and data stay."""

import hashlib
import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.centralino.deploy.built import source, wheel_of
from tests.centralino.deploy.upgrading import EDITED, Machine, newer

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("older")
    return wheel_of(source(folder / "source"), folder)


@pytest.fixture(scope="module")
def machine(wheel, tmp_path_factory) -> Iterator[Machine]:
    """On which an older version is installed and its configuration edited; each test leaves it so."""
    one = Machine(tmp_path_factory.mktemp("machine"))
    one.install(wheel)
    one.configure()
    one.manage()
    yield one
    with suppress(FileNotFoundError, ProcessLookupError):
        os.kill(int((one.folder / "pid").read_text()), signal.SIGTERM)


@pytest.fixture
def as_before(machine) -> Iterator[None]:
    """Whatever the test does, the machine is as it was: program, configuration, data, nothing beside."""

    def state() -> list[object]:
        return [
            {path.name for path in machine.venv.glob("lib/python*/site-packages/*")},
            machine.config.read_bytes(),
            hashlib.sha256(machine.database.read_bytes()).hexdigest(),
            sorted(path.name for path in machine.venv.parent.iterdir()),
            sorted(path.name for path in machine.database.parent.iterdir()),
            machine.told,
        ]

    before = state()
    yield
    assert state() == before


def test_a_configuration_that_it_refuses_stops_it_before_anything_stops(
    machine, wheel, tmp_path, as_before
):
    gone = {"centralino/config/watch_section.py": ("    silent_minutes:", "    silence_minutes:")}
    told = machine.ours("upgrade", str(newer(wheel, tmp_path, replaced=gone)), "--yes", code=1)
    assert "watch.silent_minutes" in told.stderr


def test_a_migration_that_fails_on_a_copy_stops_it_before_anything_stops(
    machine, wheel, tmp_path, as_before
):
    broken = newer(wheel, tmp_path, 'raise RuntimeError("this one is broken")')
    told = machine.ours("upgrade", str(broken), "--yes", code=1)
    assert "this one is broken" in told.stderr


def test_what_is_no_wheel_of_ours_is_refused(machine, tmp_path, as_before):
    other = tmp_path / "other.whl"
    other.write_bytes(b"PK")
    assert "expected a wheel" in machine.ours("upgrade", str(other), "--yes", code=1).stderr
    assert "no version to go back to" in machine.ours("upgrade", "--back", code=1).stderr


def test_it_takes_the_place_of_the_one_that_runs_and_goes_back(machine, wheel, tmp_path):
    before, tables = machine.config.read_bytes(), machine.ours("db", "current", "--json").stdout
    machine.systemctl("start")
    try:
        told = machine.ours("upgrade", str(newer(wheel, tmp_path)), "--yes", "--json")
        note = json.loads(told.stdout)
        assert (note["from"], note["to"]) == ("0.1.0", "9.9.9")
        assert machine.run("--version").stdout == "9.9.9\n"
        assert machine.config.read_bytes() == before
        assert EDITED in before.decode()
        assert requests.get(f"http://127.0.0.1:{machine.port}/readyz", timeout=5).ok
        assert json.loads(machine.ours("db", "current", "--json").stdout)["up_to_date"]
        machine.ours(
            "users",
            "add",
            "bruno",
            "--role",
            "technician",
            "--password-stdin",
            typed="a long password",
        )

        back = machine.ours("upgrade", "--back", "--yes")
        assert "What the database held until now is" in back.stderr
        assert machine.run("--version").stdout == "0.1.0\n"
        assert machine.ours("db", "current", "--json").stdout == tables
        assert machine.users() == ["rita"]
        assert machine.config.read_bytes() == before
        assert requests.get(f"http://127.0.0.1:{machine.port}/readyz", timeout=5).ok
    finally:
        machine.systemctl("stop")


def test_one_that_does_not_start_is_taken_back_by_itself(machine, wheel, tmp_path):
    dead = {
        "centralino/cli/db.py": ("        store.upgrade(engine)\n", "        raise SystemExit(3)\n")
    }
    before = machine.config.read_bytes()
    told = machine.ours("upgrade", str(newer(wheel, tmp_path, replaced=dead)), "--yes", code=1)
    assert "the version before was put back" in told.stderr
    assert machine.run("--version").stdout == "0.1.0\n"
    assert machine.users() == ["rita"]
    assert machine.config.read_bytes() == before
