"""`make check` looks up known faults of what is installed, and passes where it cannot."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

AUDIT = Path(__file__).parents[3] / "scripts" / "audit"
FAULT = {"id": "PYSEC-2026-1", "fix_versions": ["3.1.4"], "aliases": [], "description": "..."}
CLEAN = {"name": "flask", "version": "3.1.3", "vulns": []}
FAULTY = {"name": "jinja2", "version": "3.1.3", "vulns": [FAULT]}
UNKNOWN = {"name": "flask", "skip_reason": "Dependency not found on PyPI"}


def audited(tmp_path: Path, said: str, status: int) -> subprocess.CompletedProcess[str]:
    program = tmp_path / "pip-audit"
    program.write_text(f"#!/bin/sh\ncat <<'END'\n{said}\nEND\nexit {status}\n")
    program.chmod(0o700)
    command = [sys.executable, str(AUDIT), str(program)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("listed", "status", "code", "words"),
    [
        ([CLEAN], 0, 0, "1 of 1 libraries looked up, 0 known faults"),
        ([CLEAN, FAULTY], 1, 1, "jinja2 3.1.3: PYSEC-2026-1, mended in 3.1.4"),
        ([UNKNOWN], 0, 0, "skipped: the list that was reached knows no library of ours"),
        (None, 1, 0, "skipped: the list of known faults cannot be reached"),
    ],
    ids=["clean", "a fault", "another index", "no network"],
)
def test_known_faults_fail_and_a_list_that_is_away_does_not(tmp_path, listed, status, code, words):
    said = "ERROR: could not connect" if listed is None else json.dumps({"dependencies": listed})
    done = audited(tmp_path, said, status)
    assert done.returncode == code
    assert words in done.stderr


def test_without_the_program_it_is_skipped(tmp_path):
    command = [sys.executable, str(AUDIT), str(tmp_path / "nothing")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, "skipped" in done.stderr) == (0, True)


def test_the_lock_pins_each_library_with_its_hash():
    root = AUDIT.parents[1]
    lines = (root / "requirements.lock").read_text(encoding="ascii").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==\S+ --hash=sha256:[0-9a-f]{64}", line) for line in pinned)
    versions = {
        canonicalize_name(line.partition("==")[0]): line.split("==")[1].split()[0]
        for line in pinned
    }
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for told in map(Requirement, project["dependencies"]):
        if told.name != "torch":
            assert told.specifier.contains(versions[canonicalize_name(told.name)]), told
