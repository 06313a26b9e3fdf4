"""Versions: what is installed, what shall be, and how each is put beside the other."""

import json
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass
from email.parser import BytesParser
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlparse

from centralino.upgrading.environment import Environment
from rules.errors import BadInput, PermanentFailure

TORCH = re.compile(r"torch==([\w.]+)")
CONFIG = "config.yaml"  # of a checkout; an administrator may have edited it


class Version(Protocol):
    """A version that can be installed beside the one that runs."""

    def stage(self, environment: Environment, torch_index: str) -> None:
        """Install it into the successor of the environment; the service may run meanwhile."""

    def described(self) -> dict[str, str]:
        """What it is, and what it takes the place of."""

    def put_in_place(self, environment: Environment) -> None:
        """What is to be done beside switching environments, before they are."""

    def take_back(self, note: dict[str, str]) -> None:
        """Undo that."""

    def clean(self) -> None:
        """Remove what only staging needed."""


@dataclass(frozen=True)
class Wheel:
    """A built file, for an environment that was installed from one."""

    file: Path

    def stage(self, environment: Environment, torch_index: str) -> None:
        environment.copy()
        requires, found = _requires(self.file)
        if (torch := TORCH.search(" ".join(requires))) and not _is_installed(torch.group(1)):
            index = ("--index-url", torch_index) if torch_index else ()
            environment.pip("--no-compile", *index, torch.group())
        if found is None:
            raise BadInput(f"{self.file}: expected a wheel of Centralino")
        environment.pip("--no-compile", str(self.file))
        if found == version("centralino"):  # as which pip changes nothing
            environment.pip("--no-compile", "--no-deps", "--force-reinstall", str(self.file))

    def described(self) -> dict[str, str]:
        return {
            "source": str(self.file),
            "from": version("centralino"),
            "to": _requires(self.file)[1] or "",
        }

    def put_in_place(self, environment: Environment) -> None:
        """Nothing: all of it is in the environment."""

    def take_back(self, note: dict[str, str]) -> None:
        """Nothing either."""

    def clean(self) -> None:
        """Nothing is left."""


@dataclass(frozen=True)
class Checkout:
    """A commit, for an environment that runs the files of a checkout."""

    folder: Path
    wanted: str  # a branch, tag or commit; empty for what the present branch follows

    @property
    def staged(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.next")

    def stage(self, environment: Environment, torch_index: str) -> None:
        changed = [
            name for name in self._git("diff", "--name-only", "HEAD").splitlines() if name != CONFIG
        ]
        if changed:
            raise PermanentFailure(
                f"{self.folder}: expected no changes but in {CONFIG}, found some in {', '.join(changed)}"
            )
        self.clean()
        self._git("worktree", "add", "--detach", str(self.staged), self.target())
        environment.copy()
        text = (self.staged / "pyproject.toml").read_text(encoding="utf-8")
        if (torch := TORCH.search(text)) and not _is_installed(torch.group(1)):
            index = ("--index-url", torch_index) if torch_index else ()
            environment.pip(*index, torch.group())
        environment.pip("--no-compile", "--editable", str(self.staged))

    def target(self) -> str:
        """The commit that is wanted, fetched first."""
        if self._git("remote"):
            self._git("fetch", "--quiet", "--tags")
        names = (self.wanted, f"origin/{self.wanted}") if self.wanted else ("@{upstream}",)
        for name in reversed(names):
            done = self._run("rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
            if done.returncode == 0:
                return self._ahead(done.stdout.strip())
        raise BadInput(f"{self.folder}: expected a branch, tag or commit, found {names[0]}")

    def _ahead(self, commit: str) -> str:
        """Without a name only what lies ahead: commits of one's own are nobody's to drop."""
        is_ahead = self._run("merge-base", "--is-ancestor", "HEAD", commit).returncode == 0
        if not is_ahead and not self.wanted:
            raise PermanentFailure(
                f"{self.folder} has commits that its branch does not: name the version that you want"
            )
        return commit

    def described(self) -> dict[str, str]:
        return {
            "source": str(self.folder),
            "from": self._git("rev-parse", "HEAD"),
            "to": self.target(),
            "branch": self._run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip(),
        }

    def put_in_place(self, environment: Environment) -> None:
        self._move(self._git("-C", str(self.staged), "rev-parse", "HEAD"))
        environment.pip("--no-deps", "--no-build-isolation", "--editable", str(self.folder))
        environment.settle()

    def take_back(self, note: dict[str, str]) -> None:
        self._move(note["from"])

    def clean(self) -> None:
        if self.staged.exists():
            shutil.rmtree(self.staged)
        self._git("worktree", "prune")

    def _move(self, commit: str) -> None:
        """Go to a commit; an edited configuration stays to the letter what it is, whatever came."""
        file = self.folder / CONFIG
        edited = (
            file.read_bytes() if self._git("diff", "--name-only", "HEAD", "--", CONFIG) else None
        )
        if edited is not None:
            self._git("checkout", "HEAD", "--", CONFIG)
        try:
            self._git("reset", "--keep", commit)
        finally:
            if edited is not None:
                file.write_bytes(edited)

    def _git(self, *words: str) -> str:
        done = self._run(*words)
        if done.returncode:
            raise PermanentFailure(f"git {' '.join(words)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = ("git", "-C", str(self.folder), *words)
        return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603


def wanted(source: str | None) -> Version:
    """What is to be installed, by how this program was; raises BadInput where that cannot be."""
    checkout = checkout_of_this()
    if checkout is not None:
        return Checkout(checkout, source or "")
    if source is None or not source.endswith(".whl"):
        found = f'"{source}"' if source else "nothing"
        raise BadInput(f"expected the file of a wheel (centralino-….whl), found {found}")
    file = Path(source).absolute()
    if not file.is_file():
        raise BadInput(f"{file}: there is no such file")
    return Wheel(file)


def checkout_of_this() -> Path | None:
    """The checkout whose files this program runs; None for an installed wheel."""
    told = distribution("centralino").read_text("direct_url.json")
    origin = json.loads(told) if told else {}
    if not origin.get("dir_info", {}).get("editable"):
        return None
    return Path(unquote(urlparse(origin["url"]).path))


def _requires(wheel: Path) -> tuple[list[str], str | None]:
    """What a wheel of ours requires, and its version; None for a file that is none."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            name = next(one for one in archive.namelist() if one.endswith(".dist-info/METADATA"))
            told = BytesParser().parsebytes(archive.read(name))
    except (OSError, zipfile.BadZipFile, StopIteration):
        return [], None
    if told["Name"] != "centralino":
        return [], None
    return told.get_all("Requires-Dist") or [], told["Version"]


def _is_installed(torch: str) -> bool:
    try:
        return version("torch").partition("+")[0] == torch
    except PackageNotFoundError:
        return False
