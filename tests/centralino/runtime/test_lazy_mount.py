"""Programs' API beside the webhooks: neither slows the other, nor changes what it answers."""

import gc
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from centralino.config.settings import load
from centralino.runtime.clock import system_clock
from centralino.runtime.lazy_mount import Mount
from centralino.wiring.web import create_app
from rules.hours.schedule import Hours
from store.callbacks.promises import Promises
from store.intake.payer import Payer
from tests.centralino.config.shipped import ENVIRON


@pytest.fixture
def client(sqlite_template):
    environ = {**ENVIRON, "CENTRALINO_DATABASE__URL": f"sqlite:///{sqlite_template}"}
    return create_app(load(environ=environ), system_clock).test_client()


def test_what_lies_below_the_address_is_answered_in_json(client):
    assert client.get("/api/v1/openapi.json").json["openapi"].startswith("3.1")
    for path in ("/api", "/api/", "/api/v1/nothing"):
        answer = client.get(path)
        assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/", "/apis", "/voice/api", "/assist"])
def test_everything_else_stays_as_it_was(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_webhook_may_still_be_only_so_large(client):
    answer = client.post("/voice/incoming", data={"From": "9" * 100_000})
    assert answer.status_code in {403, 413}
    large = client.post("/api/v1/tickets", json={"message": "x" * 100_000})
    assert large.status_code == 401  # read no further for want of a token


def test_its_libraries_are_not_loaded_before_somebody_comes():
    loaded = "import sys, centralino.wiring.web; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, check=True
    )
    later = {"apiflask", "marshmallow", "argon2", "web.api", "wtforms", "flask_wtf", "web.form"}
    assert set(told.stdout.split()) & later == set()


def test_the_form_is_beside_the_webhooks_too(client):
    for path in ("/assistenza", "/assistenza/", "/assistenza/static/pico.min.css"):
        assert client.get(path).status_code == 200
    missing = client.get("/assistenza/r/forged")
    assert missing.status_code == 404
    assert "045 511 7067" in missing.text


def test_a_process_has_one_memory_of_the_past_weeks_for_all_its_doors(sqlite_template):
    """What one door has learnt serves the others: calls, programs, the form, the console."""
    before = {id(one) for one in made_of(Promises, Payer, Hours)}
    environ = {**ENVIRON, "CENTRALINO_DATABASE__URL": f"sqlite:///{sqlite_template}"}
    client = create_app(load(environ=environ), system_clock).test_client()
    for path in ("/api/v1/openapi.json", "/assistenza", "/login"):
        assert client.get(path).status_code == 200
    new = [type(one) for one in made_of(Promises, Payer, Hours) if id(one) not in before]
    assert sorted(kind.__name__ for kind in new) == ["Hours", "Payer", "Promises"]


def made_of(*kinds):
    return [one for one in gc.get_objects() if isinstance(one, kinds)]


def test_it_is_built_once_whoever_comes_at_once():
    built, together = [], threading.Barrier(8)

    def make():
        built.append(1)
        return lambda environ, start_response: [b"below"]

    mount = Mount(lambda environ, start_response: [b"beside"], "/api", make)

    def come(path):
        together.wait()
        return mount({"PATH_INFO": path}, None)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(come, ["/api", "/api/v1", "/", "/apis"] * 2))
    assert answers == [[b"below"], [b"below"], [b"beside"], [b"beside"]] * 2
    assert built == [1]
