"""`centralino serve` as a whole: real processes, a real port, and how they come to their end."""

import os
import signal
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import requests

from tests.centralino.web_process import soonest_engine

START_SECONDS = 60.0  # on a machine that does much else
END_SECONDS = 15.0

Start = Callable[..., subprocess.Popen[str]]


def free_port() -> int:
    """A port that nobody answers at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a service of its own, which reaches no Twilio."""
    others = {name: value for name, value in os.environ.items() if "CENTRALINO_" not in name}
    return others | {
        "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CENTRALINO_TWILIO__AUTH_TOKEN": "0123456789abcdef",
        "CENTRALINO_TWILIO__API_BASE_URL": "http://127.0.0.1:9",
        "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/desk/centralino.db",
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
        "CENTRALINO_WEB__PORT": str(free_port()),
        **soonest_engine(),
    }


@pytest.fixture
def start(env: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Starts `centralino ...`; whatever is left of it in the end is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(*words: str, **more: str) -> subprocess.Popen[str]:
        command = (sys.executable, "-m", "centralino", *words)
        with (tmp_path / "told.txt").open("w") as told:
            started.append(
                subprocess.Popen(command, env=env | more, text=True, stderr=told, stdout=told)
            )
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def told(tmp_path: Path) -> str:
    """What the command said."""
    return (tmp_path / "told.txt").read_text()


def ready(env: dict[str, str]) -> requests.Response | None:
    """What /readyz answers, if anybody does."""
    try:
        return requests.get(f"http://127.0.0.1:{env['CENTRALINO_WEB__PORT']}/readyz", timeout=5)
    except requests.RequestException:  # nobody there, or waiting in the socket for who comes
        return None


def wait_for(true: Callable[[], object], seconds: float) -> bool:
    """Whether it comes to be true in time."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def is_up(env: dict[str, str]) -> bool:
    answer = ready(env)
    return answer is not None and answer.status_code == 200


def test_no_process_outlives_a_service_that_is_killed(env, start, tmp_path):
    service = start("serve")
    assert wait_for(lambda: is_up(env), START_SECONDS), told(tmp_path)
    family = psutil.Process(service.pid).children(recursive=True)
    assert len(family) == 4  # web with its worker, clock, transcription
    os.kill(service.pid, signal.SIGKILL)
    service.wait()
    _, alive = psutil.wait_procs(family, timeout=END_SECONDS)
    for process in alive:
        process.kill()
    assert not alive
    assert ready(env) is None


def test_a_service_whose_model_does_not_load_answers_and_says_so_once(env, start, tmp_path):
    with zipfile.ZipFile(tmp_path / "torn.pt", "w") as archive:
        archive.writestr("torn/data.pkl", b"no pickle")
    torn = {"ENGINE": "whisper", "MODEL": str(tmp_path / "torn.pt")}
    start("serve", **{f"CENTRALINO_TRANSCRIPTION__{name}": text for name, text in torn.items()})
    assert wait_for(lambda: "speech model not loaded" in told(tmp_path), START_SECONDS)
    assert wait_for(lambda: is_up(env), START_SECONDS), told(tmp_path)
    time.sleep(2)
    assert told(tmp_path).count("speech model not loaded") == 1
    assert "process died" not in told(tmp_path)
    assert "Traceback" not in told(tmp_path)


def test_a_database_is_kept_from_being_replaced_and_missed_when_it_is_gone(env, start, tmp_path):
    start("serve")
    assert wait_for(lambda: is_up(env), START_SECONDS), told(tmp_path)

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = (sys.executable, "-m", "centralino", "db", *words)
        return subprocess.run(line, env=env, text=True, capture_output=True, check=False)

    assert command("backup", str(tmp_path / "copy")).returncode == 0
    refused = command("restore", str(tmp_path / "copy"), "--yes")
    assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)
    assert "stop it first" in refused.stderr
    (tmp_path / "desk" / "centralino.db").unlink()
    answer = ready(env)
    assert answer is not None
    assert (answer.status_code, answer.json()["checks"]["database"]) == (503, "file removed")
    time.sleep(1)  # the clock goes on ticking, and makes no other database in its place
    assert not (tmp_path / "desk" / "centralino.db").exists()
