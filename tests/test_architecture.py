"""The arrows between the packages, read from the source: who may import whom."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources import ARROWS, ROOT, imports

FILES = sorted(
    path.relative_to(ROOT) for package in ARROWS for path in (ROOT / package).rglob("*.py")
)
LONGEST_MODULE = 300
WIDEST_FOLDER = 25
# Folders of data, in which nobody looks for a place: a file for each voice, each change of the tables.
OF_DATA = ("store/migrations/versions", "simulator/voices", "web/static")

# The floors of the record, lowest first: a room uses those of the floors below it.
FLOORS = (
    {"models"},
    {"database"},
    {"customers", "staff"},
    {"tickets"},
    {"calls", "billing", "messages"},
    {"callbacks", "privacy"},
    {"oncall", "views"},
    {"intake"},
)
ROOMS = [room for floor in FLOORS for room in sorted(floor)]

# What only so many files may import: behind each door one can be replaced.
DOORS = {
    "whisper": {"transcription/whisper_engine.py", "transcription/demo_model/"},
    "faster_whisper": {"transcription/faster_whisper_engine.py"},
    "twilio.twiml": {"ivr/twiml.py"},
    "twilio.rest": {"ivr/twilio_api.py"},
    "sqlite3": {"store/database/sqlite_library.py"},
    "spellchecker": {"transcription/lexicon.py"},
    "apscheduler": {"scheduler/clock.py"},
    "procrastinate": {"scheduler/engine.py"},
    "fsspec": {"store/recording_files.py"},
    "opening_hours": {"rules/hours/schedule.py"},
    "holidays": {"rules/hours/schedule.py"},
    "phonenumbers": {"rules/"},
}
# rules decides, and does nothing: neither network, nor files, nor threads, nor a database.
DOES_THINGS = {
    *("os", "io", "socket", "subprocess", "threading", "asyncio", "sqlite3", "urllib.request"),
    *("requests", "flask", "twilio", "sqlalchemy", "structlog", "logging", "click", "rich"),
}


def packages(file: Path) -> set[str]:
    """The first part of each module that a file imports."""
    return {name.partition(".")[0] for name in imports(file)}


def is_within(file: Path, places: set[str]) -> bool:
    """Whether a file is one of the places, or lies in one that is a folder."""
    name = file.as_posix()
    return any(
        name == place or (place.endswith("/") and name.startswith(place)) for place in places
    )


def test_every_package_has_its_arrows() -> None:
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found - {"tests", "bench"} == set(ARROWS)


def files_that(offend: Callable[[Path], object], among: set[str] | None = None) -> list[str]:
    """The files, of those within the places, that do what they should not."""
    looked_at = [file for file in FILES if among is None or is_within(file, among)]
    assert looked_at
    return [file.as_posix() for file in looked_at if offend(file)]


@pytest.mark.parametrize("package", ARROWS)
def test_a_package_imports_only_what_its_arrows_allow(package: str) -> None:
    others = set(ARROWS) - ARROWS[package] - {package}
    assert files_that(lambda file: packages(file) & others, {f"{package}/"}) == []


def test_nobody_imports_the_tests_or_the_benchmarks() -> None:
    assert files_that(lambda file: packages(file) & {"tests", "bench", "pytest"}) == []


def test_flows_import_the_rules_and_themselves_only() -> None:
    def reaches_out(file: Path) -> set[str]:
        ours = {name for name in imports(file) if name.partition(".")[0] in ARROWS}
        allowed = {name for name in ours if name.startswith(("rules", "ivr.flows", "ivr.turn"))}
        return ours - allowed - {"ivr"} | packages(file) & {"flask", "twilio", "sqlalchemy"}

    assert files_that(reaches_out, {"ivr/flows/"}) == []


def test_the_rules_do_nothing_but_decide() -> None:
    def does_things(file: Path) -> set[str]:
        return (imports(file) | packages(file)) & DOES_THINGS

    assert files_that(does_things, {"rules/"}) == []


@pytest.mark.parametrize("module", DOORS)
def test_a_library_stays_behind_its_door(module: str) -> None:
    def uses(file: Path) -> bool:
        named = any(name == module or name.startswith(f"{module}.") for name in imports(file))
        return named and not is_within(file, DOORS[module])

    assert files_that(uses) == []


def test_modules_stay_short() -> None:
    def is_long(file: Path) -> bool:
        return len((ROOT / file).read_text(encoding="utf-8").splitlines()) >= LONGEST_MODULE

    assert files_that(is_long) == []


def test_no_test_imports_another_test_or_a_conftest() -> None:
    def is_test(name: str) -> bool:
        last = name.rpartition(".")[2]
        return last == "conftest" or last.startswith("test_")

    tests = sorted(path.relative_to(ROOT) for path in (ROOT / "tests").rglob("*.py"))
    modules = {
        file: [name for name in imports(file) if name.startswith("tests.")] for file in tests
    }
    assert [file.as_posix() for file in tests if any(map(is_test, modules[file]))] == []


def test_every_room_of_the_record_has_its_floor() -> None:
    found = {path.parent.name for path in (ROOT / "store").glob("*/__init__.py")}
    assert found - {"migrations"} == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_of_the_record_uses_only_the_floors_below_it(room: str) -> None:
    height = next(at for at, floor in enumerate(FLOORS) if room in floor)
    others = {name for floor in FLOORS[height:] for name in floor} - {room}

    def reaches_up(file: Path) -> set[str]:
        parts = (name.split(".") for name in imports(file) if name.startswith("store."))
        return {part[1] for part in parts} & others

    assert files_that(reaches_up, {f"store/{room}/"}) == []


def test_no_folder_is_too_wide_to_look_through() -> None:
    folders = {
        folder.relative_to(ROOT).as_posix(): folder
        for package in [*ARROWS, "bench", "docs", "scripts", "tests"]
        for folder in [ROOT / package, *(ROOT / package).rglob("*")]
        if folder.is_dir() and folder.name != "__pycache__"
    }
    wide = {
        name: entries
        for name, folder in folders.items()
        if name not in OF_DATA and (entries := _entries(folder)) > WIDEST_FOLDER
    }
    assert wide == {}


def _entries(folder: Path) -> int:
    """Modules and folders, by name: what a package says of itself is none of them."""
    names = {path.name for path in folder.iterdir()} - {"__init__.py", "__pycache__"}
    return sum(not name.startswith(".") for name in names)
