"""An installation as an administrator makes it: written by init, served, the local carrier as its Twilio."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from click.testing import CliRunner, Result

from centralino import cli
from centralino.demo.rehearsal import free_port
from simulator import Carrier, Number, VirtualClock
from tests.leotron import WEEKDAY_LINE, WEEKEND_LINE

ACCOUNT, TOKEN = "AC" + "5" * 32, "0123456789abcdef0123456789abcdef"
START_SECONDS = 60.0  # on a machine that does much else
OTHERS = "https://demo.twilio.com/welcome/voice/"  # what a number is bought with

SEEN = {
    f'centralino_last_seen_timestamp_seconds{{what="{what}"}}'
    for what in ("clock", "transcription", "reconciliation")
}


@dataclass
class Installation:
    """Where it lives, what it answers at, and its Twilio."""

    folder: Path
    address: str
    carrier: Carrier
    environ: Mapping[str, str]

    @property
    def config(self) -> Path:
        return self.folder / "etc" / "config.yaml"

    def run(self, *words: str, typed: str = "", **more: str) -> Result:
        """A command as it is typed; `more` are keys set otherwise, without their common beginning."""
        environ = {**self.environ, **{f"CENTRALINO_{name}": text for name, text in more.items()}}
        runner = CliRunner(env=environ)
        line = ("--config", str(self.config), *words)
        return runner.invoke(cli.centralino, line, input=typed, catch_exceptions=False)

    def examined(self, **more: str) -> dict[str, str]:
        """What `doctor` finds, as codes with their states."""
        result = self.run("doctor", "--json", **more)
        found = json.loads(result.stdout)
        states = {one["state"] for one in found["findings"]}
        assert result.exit_code == int("fault" in states), result.stdout
        self.last = {one["code"]: one for one in found["findings"]}
        return {code: one["state"] for code, one in self.last.items()}

    def faults(self, **more: str) -> set[str]:
        """The codes of what is at fault."""
        return {code for code, state in self.examined(**more).items() if state == "fault"}

    def wait_for(self, true: Callable[[], Any]) -> None:
        until = time.monotonic() + START_SECONDS
        while not true():
            assert time.monotonic() < until, (self.folder / "told.txt").read_text()
            time.sleep(0.1)


def a_carrier() -> Carrier:
    """Its Twilio, as on the day on which the numbers were bought."""
    bought = Number(OTHERS, sms=False)
    return Carrier(
        account_sid=ACCOUNT,
        auth_token=TOKEN,
        numbers={WEEKDAY_LINE: bought, WEEKEND_LINE: bought},
        clock=VirtualClock(datetime.now(UTC)),
    )


@contextmanager
def installed(folder: Path) -> Iterator[Installation]:
    """Written by `centralino init`, and not served yet."""
    port, carrier = free_port(), a_carrier()
    others = {name: None for name in os.environ if name.startswith("CENTRALINO_")}
    with carrier.serving() as rest:
        address = f"http://127.0.0.1:{port}"
        environ: dict[str, Any] = {
            **others,
            "CENTRALINO_TWILIO__API_BASE_URL": rest,
            "CENTRALINO_WEB__PORT": str(port),
        }
        answers = folder / "answers.yaml"
        answers.write_text(
            f"public_url: {address}\naccount_sid: {ACCOUNT}\nauth_token: {TOKEN}\nprovince: VR\n"
        )
        runner = CliRunner(env=environ)
        words = ("init", "--to", str(folder / "etc"), "--answers", str(answers), "--yes")
        result = runner.invoke(cli.centralino, words, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        yield Installation(folder, address, carrier, environ)


@contextmanager
def served(one: Installation) -> Iterator[None]:
    """`centralino serve`, until all of its processes have shown that they live."""
    environ = {name: text for name, text in os.environ.items() if "CENTRALINO_" not in name}
    ours = {name: text for name, text in one.environ.items() if text is not None}
    command = (sys.executable, "-m", "centralino", "--config", str(one.config), "serve")
    with (one.folder / "told.txt").open("w") as told:
        process = subprocess.Popen(command, env=environ | ours, stdout=told, stderr=told)
    try:
        one.wait_for(lambda: _is_up(one.address))
        one.wait_for(
            lambda: set(requests.get(f"{one.address}/metrics", timeout=5).text.split()) >= SEEN
        )
        yield
    finally:
        process.terminate()
        process.wait(30)


def _is_up(address: str) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=5).ok
    except requests.RequestException:
        return False
