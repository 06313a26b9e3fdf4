"""The proxy as it is handed out: a real nginx before the real application."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from twilio.request_validator import RequestValidator

from centralino.config.settings import load
from centralino.demo.rehearsal import free_port
from centralino.wiring.web import create_app
from tests.centralino.deploy.tools import need
from tests.serving import serving
from tests.sources import ROOT

CONF = ROOT / "deploy" / "proxy" / "nginx.conf"
PUBLIC = "https://assistenza.example.it"
ACCOUNT, TOKEN = "AC" + "0" * 32, "0123456789abcdef0123456789abcdef"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@dataclass(frozen=True)
class Proxy:
    address: str
    folder: Path

    def get(self, path: str, **how) -> requests.Response:
        return requests.get(f"{self.address}{path}", allow_redirects=False, timeout=10, **how)

    @property
    def log(self) -> str:
        return (self.folder / "centralino.log").read_text(encoding="utf-8")


@pytest.fixture
def proxy(database_url, sessions, tmp_path, now) -> Iterator[Proxy]:
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_DATABASE__URL": database_url,
        "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_WEB__PROXIES": "1",
    }
    app = create_app(load(environ=environ), lambda: now)
    port = free_port()
    with serving(app) as behind:
        command = (need("nginx"), "-p", str(tmp_path), "-c", str(main(tmp_path, port, behind)))
        subprocess.run((*command, "-t", "-q"), check=True)
        process = subprocess.Popen((*command, "-g", "daemon off;"))
        try:
            wait_for(port)
            yield Proxy(f"http://127.0.0.1:{port}", tmp_path)
        finally:
            process.terminate()
            process.wait(10)


def main(folder: Path, port: int, behind: str) -> Path:
    """What includes our file in Debian's own, with its folders and ports in a place of ours."""
    ours = CONF.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", behind)
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{port};").replace(
        "/var/log/nginx", str(folder)
    )
    ours = re.sub(r"listen \[::\]:80;", "", ours)
    places = "".join(
        f"{name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"pid {folder}/nginx.pid;\nerror_log {folder}/main.log;\nworker_processes 1;\n"
        f"events {{}}\nhttp {{\n{places}{ours}\n}}\n"
    )
    return file


def wait_for(port: int) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until
            time.sleep(0.02)
        else:
            return


def test_a_signed_webhook_passes_and_another_does_not(proxy):
    path = "/voice/incoming?x=a%2Fb&y=%20"  # which must arrive as it was signed
    form = {"CallSid": "CA" + "1" * 32, "From": "+390458001234", "To": "+390455117067"}
    form |= {"AccountSid": ACCOUNT, "CallStatus": "ringing", "Direction": "inbound"}
    signature = RequestValidator(TOKEN).compute_signature(PUBLIC + path, form)
    for header, status in ((signature, 200), ("wrong", 403)):
        answer = requests.post(
            proxy.address + path, data=form, headers={"X-Twilio-Signature": header}, timeout=10
        )
        assert answer.status_code == status


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/", "/wp-admin", "/consolex", "/.env"])
def test_what_is_for_this_machine_or_nobody_is_not_served(proxy, path):
    answer = proxy.get(path)
    assert answer.status_code == (302 if path == "/" else 404)
    assert "centralino_" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/assistenza", "/login", "/api/v1/openapi.json"])
def test_everybodys_pages_are_served(proxy, path):
    assert proxy.get(path).status_code == 200


def test_pictures_may_be_sent_with_the_form_and_webhooks_stay_small(proxy):
    big = b"x" * 3_000_000
    assert requests.post(proxy.address + "/assistenza", data=big, timeout=20).status_code != 413
    assert requests.post(proxy.address + "/voice/incoming", data=big, timeout=20).status_code == 413


def test_what_opens_something_stands_in_no_log(proxy):
    for path in (
        "/assistenza/r/secret-of-a-request",
        "/voice/audio/secret",
        "/console/turni/secret.ics",
    ):
        proxy.get(path)
    proxy.get("/console?q=secret")
    assert "/assistenza/r/***" in proxy.log
    assert "secret" not in proxy.log
