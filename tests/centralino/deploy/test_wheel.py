"""The wheel holds all that the service needs, and nothing that only developers do."""

import json
from collections.abc import Iterator

import pytest

from tests.centralino.deploy.built import Built, built
from tests.sources import ARROWS, ROOT

MEGABYTE = 1_000_000
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Iterator[Built]:
    return built(tmp_path_factory.mktemp("wheel"))


def test_every_file_of_the_packages_is_in_it(wheel):
    files = {
        path.relative_to(ROOT).as_posix()
        for package in ARROWS
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    deploy = {
        f"centralino/shipped/{path.relative_to(ROOT).as_posix()}"
        for path in (ROOT / "deploy").rglob("*")
        if path.is_file() and "docker" not in path.parts
    }
    assert deploy
    assert (files | deploy) - wheel.names == set()


def test_tests_and_benchmarks_stay_out_and_it_is_small(wheel):
    assert [name for name in wheel.names if "docker" in name] == []  # secrets may lie there
    within = {name.partition("/")[0] for name in wheel.names}
    assert {name for name in within if not name.startswith("centralino-")} == set(ARROWS)
    assert wheel.wheel.stat().st_size < 10 * MEGABYTE


def test_commands_work_from_it_outside_the_source(wheel, tmp_path):
    told = json.loads(wheel.run(tmp_path, "hours", "explain", "2026-11-28T10:00", "--json"))
    assert (told["flow"], told["open"]) == ("weekend", True)
    where = wheel.run(tmp_path, "config", "show")
    assert f"sqlite:///{tmp_path}/.local/share/centralino/var/centralino.db" in where
    assert str(ROOT) not in where


def test_an_installation_is_written_from_it(wheel, tmp_path):
    wheel.run(tmp_path, "init", "--yes")
    config = tmp_path / ".config" / "centralino" / "config.yaml"
    assert "# What belongs to the whole service." in config.read_text(encoding="utf-8")
    assert wheel.run(tmp_path, "db", "upgrade").startswith("now at version")
    assert (tmp_path / ".local" / "share" / "centralino" / "centralino.db").exists()
