"""A virtual environment with its successor beside it, and its predecessor to go back to.

The copies share each file by hard links, which costs no room and a second: pip replaces files and never
writes into them, so that what it does to one changes nothing of the other.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.errors import PermanentFailure

NOTE = "upgraded.json"  # in an environment: what was there before it


@dataclass(frozen=True)
class Environment:
    """Where a version is installed, and by which names others lie beside it."""

    folder: Path

    @property
    def next(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.next")

    @property
    def before(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.before")

    @property
    def undone(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.undone")

    def note(self) -> dict[str, Any] | None:
        """What was noted when this version was put in place; None for one that was never upgraded."""
        try:
            found: dict[str, Any] = json.loads((self.folder / NOTE).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        return found

    def copy(self) -> None:
        """Make the successor, which is as this one yet."""
        self.discard()
        try:
            shutil.copytree(self.folder, self.next, symlinks=True, copy_function=os.link)
        except (OSError, shutil.Error) as error:
            self.discard()
            raise PermanentFailure(
                f"{self.next}: cannot be made beside {self.folder}: {error}"
            ) from error
        (self.next / NOTE).unlink(missing_ok=True)

    def pip(self, *words: str) -> None:
        """Install into the successor; what pip says is shown when it fails."""
        command = (str(python(self.next)), "-m", "pip", "install", "--quiet", *words)
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise PermanentFailure(f"pip: {done.stderr.strip()[-2000:]}")

    def settle(self) -> None:
        """Let scripts and compiled files of the successor name the place at which it will be."""
        old, new = f"{self.next}/".encode(), f"{self.folder}/".encode()
        for script in (self.next / "bin").iterdir():
            if script.is_symlink() or not script.is_file():
                continue
            first, end, rest = script.read_bytes().partition(b"\n")
            if first.startswith(b"#!") and old in first:
                _replace(script, first.replace(old, new) + end + rest)
        where = ("-s", str(self.next), "-p", str(self.folder), str(self.next / "lib"))
        command = (str(python(self.next)), "-m", "compileall", "-q", "-j", "0", *where)
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603 - else later

    def switch(self, note: Mapping[str, Any]) -> None:
        """Put the successor in the place of this one, which becomes the predecessor."""
        _replace(self.next / NOTE, json.dumps(note, indent=2).encode())
        shutil.rmtree(self.before, ignore_errors=True)
        self.folder.rename(self.before)
        self.next.rename(self.folder)

    def switch_back(self) -> None:
        """Put the predecessor back; what was in its place is kept until the next upgrade."""
        if not self.before.is_dir():
            raise PermanentFailure(f"{self.before}: there is no version to go back to")
        shutil.rmtree(self.undone, ignore_errors=True)
        self.folder.rename(self.undone)
        self.before.rename(self.folder)

    def discard(self) -> None:
        """Remove what was begun or undone."""
        for folder in (self.next, self.undone):
            shutil.rmtree(folder, ignore_errors=True)


def here() -> Environment:
    """The one in which this process runs; raises PermanentFailure where that is none."""
    if sys.prefix == sys.base_prefix:
        raise PermanentFailure(
            f"expected a virtual environment (venv, pipx), found Python's own folder {sys.prefix}"
        )
    folder = Path(sys.prefix).resolve()
    if not os.access(folder.parent, os.W_OK):
        raise PermanentFailure(f"{folder.parent}: this user may not write there")
    return Environment(folder)


def python(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / "bin" / "python"


def _replace(file: Path, content: bytes) -> None:
    """As a file of its own: others that share it by a link stay as they are."""
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    part.write_bytes(content)
    if file.exists():
        shutil.copymode(file, part)
    part.replace(file)
