"""The wheel as it is handed out: built from a copy of this tree, unpacked, and run from elsewhere."""

import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.sources import ARROWS, ROOT

GOES_IN = (*ARROWS, "deploy", "config.yaml", "pyproject.toml", "README.md")
BUILD = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"


@dataclass(frozen=True)
class Built:
    """A wheel, and where it was unpacked."""

    wheel: Path
    unpacked: Path

    @property
    def names(self) -> set[str]:
        with zipfile.ZipFile(self.wheel) as archive:
            return set(archive.namelist())

    def run(self, home: Path, *words: str, seconds: float = 120) -> str:
        """What a command says, by the wheel's code alone; dependencies are the tests' own."""
        kept = {
            name: os.environ[name] for name in ("PATH", "OMP_NUM_THREADS") if name in os.environ
        }
        environ = {**kept, "HOME": str(home), "PYTHONPATH": str(self.unpacked)}
        command = (sys.executable, "-P", "-m", "centralino", *words)
        done = subprocess.run(
            command,
            cwd=home,
            env=environ,
            check=False,
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def source(folder: Path) -> Path:
    """A copy of all that a wheel is built from."""
    for name in GOES_IN:
        of, to = ROOT / name, folder / name
        if of.is_dir():
            shutil.copytree(of, to, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(of, to)
    return folder


def wheel_of(tree: Path, folder: Path) -> Path:
    """The wheel of a source tree, by the build backend that pyproject.toml names."""
    done = subprocess.run(
        (sys.executable, "-c", BUILD, str(folder)),
        cwd=tree,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.splitlines()[-1]


def built(folder: Path) -> Built:
    """The wheel of this tree."""
    wheel = wheel_of(source(folder / "source"), folder)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    return Built(wheel, folder / "unpacked")
