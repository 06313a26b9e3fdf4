"""What we import is what pyproject.toml asks for, and the other way round."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.sources import ARROWS, ROOT, imports

# Asked for without being imported by name, each for its reason.
UNSEEN = {
    "pysqlite3": "asked for by name where the system's SQLite is too old",
    "silero-vad": "its weights are read, and its code is not",
    "torch": "whisper's; named so that pip takes the build without CUDA",
    "tzdata": "zoneinfo's data, where the machine has none",
}


def asked_for(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [*project["dependencies"]]
    for extra in extras:
        lines += project["optional-dependencies"][extra]
    return {re.split(r"[<>=\[;! ]", line)[0].lower() for line in lines}


def imported() -> set[str]:
    """The distributions of all that the service imports."""
    files = [file for package in ARROWS for file in (ROOT / package).rglob("*.py")]
    names = {name.partition(".")[0] for file in files for name in imports(file)}
    foreign = names - set(ARROWS) - set(sys.stdlib_module_names) - {"__future__"}
    known = packages_distributions()
    return {known[name][0].lower().replace("_", "-") for name in foreign if name in known}


def test_every_library_that_we_import_is_asked_for():
    assert imported() - asked_for("fast") - {"pydantic-core"} == set()  # a part of pydantic


def test_every_library_that_is_asked_for_is_used():
    assert asked_for() - imported() - UNSEEN.keys() == set()
