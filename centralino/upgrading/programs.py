"""Commands of another version, run as whoever owns the data, with the same configuration."""

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from centralino.upgrading.environment import python
from rules.errors import PermanentFailure


@dataclass(frozen=True)
class Program:
    """`centralino` of an environment."""

    environment: Path
    config: Path
    data: Path  # a folder of the service: its owner runs the command where we are root
    environ: Mapping[str, str] = field(default_factory=dict)

    def run(self, *words: str, **more: str) -> str:
        """What the command says; raises PermanentFailure with what it complains of."""
        command = (str(python(self.environment)), "-P", "-m", "centralino")
        done: subprocess.CompletedProcess[str] = subprocess.run(  # noqa: S603
            (*command, "--config", str(self.config), *words),
            cwd="/",
            env={**os.environ, **self.environ, **more},
            capture_output=True,
            text=True,
            check=False,
            **self._as_owner(),
        )
        if done.returncode:
            raise PermanentFailure(f"centralino {' '.join(words)}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def tables(self) -> tuple[str | None, str]:
        """The version at which the tables are, and the one that this program expects."""
        told = json.loads(self.run("db", "current", "--json"))
        return told["current"], told["expected"]

    def _as_owner(self) -> dict[str, Any]:
        if os.geteuid() != 0:
            return {}
        owner = self.data.stat()
        if owner.st_uid == 0:
            return {}
        return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
