"""An installation from a wheel, as on a machine of its own, and newer wheels for it."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from centralino.demo.rehearsal import free_port
from tests.centralino.deploy.built import source
from tests.sources import ROOT

ACCOUNT, TOKEN = "AC" + "6" * 32, "0123456789abcdef0123456789abcdef"
EDITED = "# Ours, and not to be touched."
SYSTEMCTL = """\
#!/bin/sh
# A service manager as small as can be: one unit, which is our service.
cd {folder}
case "$1" in
is-active) test "$3" = centralino.service && test -e pid ;;
stop)
    echo stop >> told
    test -e pid || exit 0
    p=$(cat pid); rm pid; kill $p
    while kill -0 $p 2>/dev/null; do sleep 0.05; done ;;
start) echo start >> told; setsid {program} --config {config} serve > served.txt 2>&1 & echo $! > pid ;;
esac
"""
MIGRATION = '''\
"""A table of the newer version."""

import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{new}", "{old}", None, None


def upgrade() -> None:
    {does}


def downgrade() -> None:
    op.drop_table("newer")
'''
MAKES = 'op.create_table("newer", sa.Column("id", sa.Integer, primary_key=True))'


@dataclass
class Machine:
    """Where an older version is installed, configured and perhaps served."""

    folder: Path
    port: int = field(default_factory=free_port)

    @property
    def venv(self) -> Path:
        return self.folder / "opt" / "centralino"

    @property
    def config(self) -> Path:
        return self.folder / "etc" / "config.yaml"

    @property
    def database(self) -> Path:
        return self.config.parent / "data" / "centralino.db"

    @property
    def told(self) -> list[str]:
        """What systemctl was told."""
        file = self.folder / "told"
        return file.read_text().split() if file.exists() else []

    def environ(self) -> dict[str, str]:
        return {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "OMP_NUM_THREADS": "1",
            "PIP_NO_INDEX": "1",  # all that it needs is there
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it the other way round
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def run(self, *words: str, code: int = 0, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = (str(self.venv / "bin" / "centralino"), *words)
        streams = {"input": typed, "capture_output": True, "text": True}
        done = subprocess.run(command, cwd="/", env=self.environ(), check=False, **streams)
        assert done.returncode == code, done.stdout + done.stderr
        return done

    def ours(self, *words: str, **how) -> subprocess.CompletedProcess[str]:
        return self.run("--config", str(self.config), *words, **how)

    def users(self) -> list[str]:
        told = json.loads(self.ours("users", "list", "--json").stdout)
        return sorted(user["name"] for user in told)

    def install(self, wheel: Path) -> None:
        """A virtual environment to which our own dependencies are known, and the wheel in it."""
        self.make_venv()
        self.pip("--ignore-installed", str(wheel))

    def make_venv(self) -> None:
        self.venv.parent.mkdir(exist_ok=True)
        subprocess.run((sys.executable, "-m", "venv", "--without-pip", str(self.venv)), check=True)
        packages = next(self.venv.glob("lib/python*/site-packages"))
        (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def pip(self, *words: str) -> None:
        command = (str(self.venv / "bin" / "python"), "-m", "pip", "install", "-q")
        subprocess.run(
            (*command, "--no-deps", "--no-compile", *words), env=self.environ(), check=True, cwd="/"
        )

    def configure(self) -> None:
        answers = self.folder / "answers.yaml"
        answers.write_text(f"account_sid: {ACCOUNT}\nauth_token: {TOKEN}\n")
        self.run("init", "--to", str(self.config.parent), "--answers", str(answers), "--yes")
        text = self.config.read_text(encoding="utf-8")
        text = re.sub(r"^  port: 8000$", f"  port: {self.port}", text, flags=re.MULTILINE)
        text = text.replace(
            "api_base_url: https://api.twilio.com", "api_base_url: http://127.0.0.1:1"
        )
        # Nobody leaves a message, and torch takes seconds of processor at each start.
        text = text.replace("engine: whisper", "engine: faster-whisper")
        self.config.write_text(f"{EDITED}\n{text}", encoding="utf-8")
        self.ours("db", "upgrade")
        self.ours(
            "users",
            "add",
            "rita",
            "--role",
            "supervisor",
            "--password-stdin",
            typed="a long password",
        )

    def manage(self) -> None:
        """From now on systemctl is there."""
        program = self.folder / "bin" / "systemctl"
        program.parent.mkdir()
        told = {"folder": self.folder, "program": self.venv / "bin" / "centralino"}
        program.write_text(SYSTEMCTL.format(**told, config=self.config))
        program.chmod(0o755)

    def systemctl(self, what: str) -> None:
        command = (str(self.folder / "bin" / "systemctl"), what, "centralino.service")
        subprocess.run(command, env=self.environ(), check=True)


def newer(
    wheel: Path, folder: Path, does: str = MAKES, replaced: Mapping[str, tuple[str, str]] = {}
) -> Path:
    """A wheel of version 9.9.9: as this one, with one more migration, and some words of files altered."""
    target = folder / "centralino-9.9.9-py3-none-any.whl"
    versions = "store/migrations/versions"
    with zipfile.ZipFile(wheel) as of, zipfile.ZipFile(target, "w") as to:
        last = max(name for name in of.namelist() if re.match(rf"{versions}/\d+", name))
        number = Path(last).name[:4]
        for name in of.namelist():
            text = of.read(name)
            if name.endswith("METADATA"):
                text = re.sub(rb"(?m)^Version: .*$", b"Version: 9.9.9", text)
            if name in replaced:
                old, new = replaced[name]
                assert old.encode() in text, (name, old)
                text = text.replace(old.encode(), new.encode())
            to.writestr(
                re.sub(r"^centralino-[\d.]+(?=\.dist-info)", "centralino-9.9.9", name), text
            )
        told = {"old": number, "new": f"{int(number) + 1:04}", "does": does}
        to.writestr(f"{versions}/{told['new']}_newer.py", MIGRATION.format(**told))
    return target


class Checkout(Machine):
    """The same from a checkout, whose configuration was edited where it lies."""

    @property
    def source(self) -> Path:
        return self.folder / "srv"

    @property
    def venv(self) -> Path:
        return self.source / ".venv"

    @property
    def config(self) -> Path:
        return self.source / "config.yaml"

    @property
    def database(self) -> Path:
        return self.source / "var" / "centralino.db"

    @property
    def origin(self) -> Path:
        return self.folder / "origin"

    def clone(self) -> None:
        source(self.origin)
        (self.origin / ".gitignore").write_text((ROOT / ".gitignore").read_text())
        self.git(self.origin, "init", "--quiet", "--initial-branch=main")
        self.commit("The first")
        self.git(self.folder, "clone", "--quiet", str(self.origin), str(self.source))
        self.make_venv()
        self.pip("--no-build-isolation", "--ignore-installed", "--editable", str(self.source))

    def commit(self, words: str) -> None:
        """All that lies at the origin, as one more commit."""
        self.git(self.origin, "add", "--all")
        self.git(self.origin, "commit", "--quiet", "--message", words)

    def git(self, folder: Path, *words: str) -> str:
        name = ("-c", "user.name=Anna", "-c", "user.email=anna@example.it")
        command = ("git", "-C", str(folder), *name, *words)
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        return done.stdout.strip()
