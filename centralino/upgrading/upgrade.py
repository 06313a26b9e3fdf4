"""The upgrade: everything is tried beside the running service, then put in place, or taken back."""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from centralino.upgrading.environment import Environment
from centralino.upgrading.programs import Program
from centralino.upgrading.service import Service
from centralino.upgrading.versions import Version
from rules.errors import CentralinoError, PermanentFailure

Say = Callable[[str], None]
COPIES = "upgrades"  # beside the database: what it held before its tables were changed


@dataclass(frozen=True)
class Installed:
    """An installation: where its program is, what it reads, where its data is, what runs."""

    environment: Environment
    config: Path
    data: Path
    is_one_file: bool  # its database, which can then be copied and tried anywhere
    service: Service
    alone: Callable[[], None]  # raises PermanentFailure while somebody else works with the database

    def program(self, environment: Path) -> Program:
        return Program(environment, self.config, self.data)


def upgrade(one: Installed, version: Version, torch_index: str, say: Say) -> dict[str, Any]:
    """Install, try, put in place; whatever fails, what was there goes on as it was."""
    environment = one.environment
    try:
        say("Installing it beside the version that runs ...")
        version.stage(environment, torch_index)
        described = version.described()
        after = _tried(one, say)
        environment.settle()
    except CentralinoError:
        environment.discard()
        version.clean()
        raise
    say("Stopping the service ...")
    one.service.stop()
    try:
        one.alone()
        before, copy = _kept(one, after)
        note: dict[str, Any] = {
            **described,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "tables_before": before,
            "tables": after,
            "copy": None if copy is None else str(copy),
            "config": str(one.config),
        }
    except CentralinoError:
        environment.discard()
        version.clean()
        one.service.start()
        raise
    try:
        version.put_in_place(environment)
        environment.switch(note)
        version.clean()
        _bring_up(one, say)
    except CentralinoError as error:
        say(f"That failed: {error}")
        _undo(one, version, note, say)
        raise PermanentFailure(f"the version before was put back: {error}") from error
    return note


def back(one: Installed, version: Version, note: dict[str, Any], say: Say) -> None:
    """Put back the version before, and with it the database where its tables were changed since."""
    if not one.environment.before.is_dir():
        raise PermanentFailure(f"{one.environment.before}: there is no version to go back to")
    if is_replacing_data(note) and not Path(note["copy"]).is_file():
        raise PermanentFailure(f"{note['copy']}: the database of before is not there")
    say("Stopping the service ...")
    one.service.stop()
    try:
        one.alone()
    except CentralinoError:
        one.service.start()
        raise
    _undo(one, version, note, say)


def is_replacing_data(note: dict[str, Any]) -> bool:
    """Whether the way back takes the database with it, and so what has come since."""
    return note["copy"] is not None


def _tried(one: Installed, say: Say) -> str:
    """The new version on this configuration, and on a copy of this database; the tables it expects."""
    new, old = one.program(one.environment.next), one.program(one.environment.folder)
    say("Checking the configuration with it ...")
    new.run("config", "check")
    current, expected = new.tables()
    if current in {expected, None} or not one.is_one_file:
        return expected
    say(f"Trying on a copy of the database to bring it from version {current} to {expected} ...")
    with tempfile.TemporaryDirectory(prefix="centralino-upgrade-", dir=one.data) as folder:
        owner = one.data.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        copy = Path(folder) / "copy.db"
        old.run("db", "backup", "--for-a-try", str(copy))
        scratch = f"sqlite:///{Path(folder) / 'scratch' / 'scratch.db'}"
        new.run("db", "restore", str(copy), "--yes", CENTRALINO_DATABASE__URL=scratch)
    return expected


def _kept(one: Installed, after: str) -> tuple[str | None, Path | None]:
    """The database as it is now, where its tables will be changed; and their version."""
    old = one.program(one.environment.folder)
    before, _ = old.tables()
    if before in {after, None}:
        return before, None
    folder = one.data / COPIES
    folder.mkdir(mode=0o700, exist_ok=True)
    owner = one.data.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    copy = folder / f"before-{after}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup"
    old.run("db", "backup", str(copy))
    return before, copy


def _bring_up(one: Installed, say: Say) -> None:
    program = one.program(one.environment.folder)
    say("Bringing the tables up to date ...")
    program.run("db", "upgrade")
    say("Starting the service ...")
    one.service.start()


def _undo(one: Installed, version: Version, note: dict[str, Any], say: Say) -> None:
    """Everything as it was before; what the database held until now is kept too."""
    say("Putting back the version before ...")
    one.service.stop()
    new = one.program(one.environment.folder)
    was_switched = (one.environment.folder / "upgraded.json").is_file()
    if note["copy"] is not None and was_switched:
        kept = Path(note["copy"]).with_name(f"undone-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.backup")
        try:
            new.run("db", "backup", "--for-a-try", str(kept))
            say(f"What the database held until now is {kept}.")
        except PermanentFailure as error:
            say(f"What the database held until now could not be copied: {error}")
    version.take_back(note)
    if was_switched:
        one.environment.switch_back()
    version.clean()
    old = one.program(one.environment.folder)
    if note["copy"] is not None and old.tables()[0] != note["tables_before"]:
        old.run("db", "restore", note["copy"], "--yes")
    one.service.start()
