"""Connections that stop in the middle of a request do not keep the callers' requests waiting."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

from centralino.demo.rehearsal import free_port
from centralino.runtime.gunicorn_worker import SECONDS

ROOT = Path(__file__).parents[3]
HALF = b"POST /voice/incoming HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nab"


def test_more_half_sent_requests_than_threads_hold_nobody_up_for_long(sqlite_template, tmp_path):
    shutil.copy(sqlite_template, tmp_path / "centralino.db")
    port = free_port()
    environ = os.environ | {
        "CENTRALINO_CONFIG": str(ROOT / "config.yaml"),
        "CENTRALINO_TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
        "CENTRALINO_TWILIO__AUTH_TOKEN": "the auth token",
        "CENTRALINO_DATABASE__URL": f"sqlite:///{tmp_path}/centralino.db",
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(tmp_path / "attachments"),
        "CENTRALINO_WEB__THREADS": "2",
    }
    command = [sys.executable, "-m", "centralino", "web", "--port", str(port)]
    web = subprocess.Popen(command, env=environ, cwd=tmp_path, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}/healthz"
    try:
        wait_until_alive(address)
        stuck = [socket.create_connection(("127.0.0.1", port)) for _ in range(4)]
        for one in stuck:
            one.sendall(HALF)
        time.sleep(0.5)
        # twice as many as there are threads: two rounds of waiting, and some room for a slow machine
        assert requests.get(address, timeout=2 * SECONDS + 20).status_code == 200
        for one in stuck:
            one.close()
    finally:
        web.terminate()
        web.wait(20)


def wait_until_alive(address):
    until = time.monotonic() + 30
    while time.monotonic() < until:
        try:
            if requests.get(address, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.1)
    raise AssertionError("the web process did not come up")
