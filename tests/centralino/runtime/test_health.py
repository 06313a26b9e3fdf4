"""The application as a whole: alive, ready, and polite about what is not there."""

import shutil
from datetime import timedelta

import pytest

from centralino.config.settings import load
from centralino.runtime.clock import system_clock
from centralino.wiring.web import create_app, with_sounds
from ivr.prompts import PACKAGED
from ivr.prompts import load as load_prompts
from rules.errors import BadInput
from store import failing_jobs
from tests.centralino.config.shipped import ENVIRON


@pytest.fixture
def app_with(database_url, tmp_path):
    """The application on the shipped configuration, with whatever a test sets besides."""

    def make(**changes: str):
        environ = {
            **ENVIRON,
            "CENTRALINO_DATABASE__URL": database_url,
            "CENTRALINO_RECORDINGS__PATH": str(tmp_path / "recordings"),
            **changes,
        }
        return create_app(load(environ=environ), system_clock)

    return make


@pytest.fixture
def client(app_with):
    return app_with().test_client()


def test_alive_and_ready(client):
    assert client.get("/healthz").json == {"status": "ok"}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json == {"ready": True, "checks": {"database": "ok", "recordings": "ok"}}


def test_a_job_that_has_failed_for_an_hour_is_named_and_callers_are_answered_all_the_same(
    client, sessions
):
    with sessions.begin() as session:
        now = system_clock()
        failing_jobs.fails(session, "ask Twilio", "404", now - timedelta(hours=2))
        failing_jobs.fails(session, "ask Twilio", "503", now)  # it fails since when it did
        failing_jobs.fails(session, "send messages", "503", now - timedelta(minutes=59))
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (200, True)
    assert ready.json["checks"]["jobs"] == "failing for over an hour: ask Twilio"
    with sessions.begin() as session:
        failing_jobs.runs(session, "ask Twilio")
    assert client.get("/readyz").json["checks"] == {"database": "ok", "recordings": "ok"}


on_one_database = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@on_one_database
@pytest.mark.parametrize(
    ("url", "check"),
    [
        ("sqlite:///{folder}/new.db", "file missing"),
        ("sqlite:///{folder}/empty.db", "expected migration"),
        ("sqlite:///{folder}/broken.db", "unreachable (DatabaseError)"),
        ("postgresql://nobody@127.0.0.1:1/nothing", "unreachable (OperationalError)"),
    ],
)
def test_without_its_database_it_is_alive_and_not_ready(app_with, tmp_path, url, check):
    (tmp_path / "empty.db").touch()
    (tmp_path / "broken.db").write_bytes(b"this is no database " * 1000)
    client = app_with(CENTRALINO_DATABASE__URL=url.format(folder=tmp_path)).test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["ready"]) == (503, False)
    assert ready.json["checks"]["database"].startswith(check)


@on_one_database
@pytest.mark.parametrize("found", ["file removed", "file replaced"])
def test_a_database_that_is_no_longer_the_one_opened_makes_it_not_ready(
    app_with, tmp_path, sqlite_template, found
):
    file = tmp_path / "centralino.db"
    client = app_with().test_client()
    assert client.get("/readyz").status_code == 200
    file.unlink()
    if found == "file replaced":
        shutil.copy(sqlite_template, file)
    for _ in range(2):
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json["checks"]["database"]) == (503, found)
    assert client.get("/healthz").status_code == 200
    assert file.exists() == (found == "file replaced")


@on_one_database
def test_without_a_place_for_recordings_it_is_not_ready(app_with, tmp_path):
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "recordings"
    client = app_with(CENTRALINO_RECORDINGS__PATH=str(folder)).test_client()
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["checks"]["recordings"]) == (503, "not writable")


@on_one_database
@pytest.mark.parametrize("token", ["", " "])
def test_an_empty_token_refuses_to_start(app_with, token):
    with pytest.raises(Exception, match="auth_token"):
        app_with(CENTRALINO_TWILIO__AUTH_TOKEN=token)


def test_a_sound_file_that_is_missing_refuses_to_start(tmp_path):
    lines = PACKAGED.read_text(encoding="utf-8").splitlines()
    lines[lines.index("  greeting:") + 1] = "    it: {play: greeting.wav}"
    (tmp_path / "prompts.yaml").write_text("\n".join(lines), encoding="utf-8")
    prompts = load_prompts(tmp_path / "prompts.yaml")
    with pytest.raises(BadInput, match=r"greeting\.wav"):
        with_sounds(prompts, tmp_path)
    (tmp_path / "greeting.wav").write_bytes(b"RIFF")
    assert with_sounds(prompts, tmp_path) is prompts


@on_one_database
@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/", 404, "Pagina non trovata"),
        ("GET", "/voice/incoming", 405, "Richiesta non prevista"),
        ("POST", "/healthz", 405, "Richiesta non prevista"),
        ("GET", "/static/x.css", 404, "Pagina non trovata"),
    ],
)
def test_error_pages_are_short_and_in_italian(client, method, path, status, title):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text


@on_one_database
def test_a_request_that_is_far_too_large_is_refused(client):
    answer = client.post("/voice/incoming", data={"From": "9" * 100_000})
    assert answer.status_code in {403, 413}


@on_one_database
def test_a_disk_without_room_is_told(client, monkeypatch):
    monkeypatch.setattr(
        "centralino.runtime.health.LEAST_FREE", 2**62
    )  # no disk of ours has as much
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json["checks"]["recordings"]) == (503, "disk full")
