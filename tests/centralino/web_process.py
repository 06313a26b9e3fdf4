"""`centralino web` as a process of its own, and Twilio's requests to it over a real port."""

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests
from twilio.request_validator import RequestValidator

from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE
from tests.sources import ROOT

START_SECONDS = 60.0  # on a machine that does much else
PATIENCE = 15.0  # Twilio's


@dataclass(frozen=True)
class Heard:
    """What a caller got, and after how many seconds."""

    status: int
    text: str
    seconds: float

    @property
    def takes_a_message(self) -> bool:
        """Whether the caller is spoken to, and may leave a message or press a key for it."""
        return self.status == 200 and "<Say" in self.text

    @property
    def is_by_fallback(self) -> bool:
        """Whether it is the answer that needs no database."""
        return self.takes_a_message and "/voice/fallback" in self.text and "<Record" in self.text


@dataclass
class Web:
    """The process, and how Twilio and others reach it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> Heard:
        began = time.monotonic()
        answer = requests.get(self.address + path, timeout=PATIENCE)
        return Heard(answer.status_code, answer.text, time.monotonic() - began)

    def post(self, path: str = "/voice/incoming", sid: str = "", **more: str) -> Heard:
        """A signed webhook."""
        form = webhook(sid or "CA" + secrets.token_hex(16), **more)
        signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
        headers = {"X-Twilio-Signature": signature}
        began = time.monotonic()
        answer = requests.post(self.address + path, data=form, headers=headers, timeout=PATIENCE)
        return Heard(answer.status_code, answer.text, time.monotonic() - began)

    def at_once(self, calls: int) -> list[Heard]:
        """So many new calls in the same instant."""
        with ThreadPoolExecutor(calls) as callers:
            return list(callers.map(lambda _: self.post(), range(calls)))


def webhook(sid: str, **more: str) -> dict[str, str]:
    """What Twilio posts of a call."""
    return {
        "AccountSid": ACCOUNT,
        "CallSid": sid,
        "CallStatus": "ringing",
        "Direction": "inbound",
        "From": f"+39347{secrets.randbelow(10**7):07}",
        "To": WEEKDAY_LINE,
        **more,
    }


def soonest_engine() -> dict[str, str]:
    """For a service that has nothing to hear: torch and the small model take four seconds of processor."""
    if not (ROOT / "var" / "models" / "base" / "model.bin").exists():
        return {"CENTRALINO_TRANSCRIPTION__MODEL": "demo"}
    return {
        "CENTRALINO_TRANSCRIPTION__ENGINE": "faster-whisper",
        "CENTRALINO_TRANSCRIPTION__MODEL": "base",
    }


def environment(url: str, folder: Path, **more: str) -> dict[str, str]:
    """The environment of a service on the database, which reaches no Twilio."""
    others = {name: value for name, value in os.environ.items() if "CENTRALINO_" not in name}
    return others | {
        "CENTRALINO_CONFIG": str(Path(__file__).parents[2] / "config.yaml"),
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_TWILIO__API_BASE_URL": "http://127.0.0.1:9",
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_WEB__SECRET_KEY": "a secret of the tests, long enough",
        "CENTRALINO_DATABASE__URL": url,
        "CENTRALINO_RECORDINGS__PATH": str(folder / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(folder / "attachments"),
        **soonest_engine(),
        **{f"CENTRALINO_{name}": value for name, value in more.items()},
    }


@contextmanager
def running(
    words: tuple[str, ...],
    env: Mapping[str, str],
    folder: Path,
    port: int,
    under: tuple[str, ...] = (),
    *,
    close_fds: bool = True,
) -> Iterator[Web]:
    """`centralino WORDS`, once it answers, started by the command `under` if any; ended at the end."""
    command = (*under, sys.executable, "-m", "centralino", *words)
    log = folder / "told.txt"
    told = dict(env) | {"CENTRALINO_WEB__PORT": str(port)}
    with log.open("ab") as file:
        process = subprocess.Popen(
            command, env=told, cwd=folder, stdout=file, stderr=file, close_fds=close_fds
        )
    web = Web(port, process, log)
    try:
        assert wait_for(lambda: _is_alive(web)), log.read_text()
        yield web
    finally:
        process.terminate()
        process.wait(30)


def wait_for(true: Callable[[], object], seconds: float = START_SECONDS) -> bool:
    """Whether it comes to be true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def free_port() -> int:
    """A port that nobody answers at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _is_alive(web: Web) -> bool:
    try:
        return web.get("/healthz").status == 200
    except requests.RequestException:
        return False
