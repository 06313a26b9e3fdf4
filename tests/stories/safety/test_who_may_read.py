"""Who may read what lies on the disk, and what is written of it in logs."""

import io
import json
import logging
import os
import stat
import struct
from pathlib import Path

import pytest
import structlog
from flask import Flask

from centralino.cli.web import Server, options
from centralino.runtime import log
from centralino.runtime.gunicorn_log import MaskedLog
from centralino.runtime.log import without_numbers
from centralino.tenants.installation import installed
from rules.errors import BadInput
from scheduler.recording_download import measure
from tests.builders import a_recording_sid
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED
from tests.stories.doors import Https, hidden_in, opened
from transcription.audio import read_audio

LOGGER = "centralino.runtime.gunicorn_log.MaskedLog"


@pytest.fixture
def careless():
    """A umask by which everybody reads everything."""
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode)
        for path in folder.rglob("*")
        if not path.is_symlink()
    }


@pytest.mark.usefixtures("careless")
def test_all_that_tells_of_people_is_its_owners_alone(tmp_path, now, monkeypatch):
    place = tmp_path / "new" / "var"
    url = f"sqlite:///{place}/centralino.db"
    import store

    store.upgrade(store.connect(url))
    doors = opened(url, Clock(now), place)
    call, sid = doors.call(), a_recording_sid()
    doors.said[sid] = "La cassa non stampa"
    call.rings()
    call.recorded(RECORDED, sid, 12)
    call.recording_is("completed", sid, 12)
    doors.works()
    client = Https(doors.app)
    typed = {
        **hidden_in(client.get("/assistenza").text),
        **{"azienda": "Rossi", "nome": "Marco", "telefono": "045 8001234", "tipo": "software"},
        "descrizione": "Non parte",
        "allegati": [(io.BytesIO(b"testo\n"), "a.txt")],
    }
    client.post("/assistenza", data=typed, content_type="multipart/form-data")
    doors.command("db", "backup", str(place / "copy.db"))
    doors.command("db", "restore", str(place / "copy.db"), "--yes", "--force")
    doors.command("privacy", "erase", "--ticket", "1001", "--yes")
    monkeypatch.setenv("CENTRALINO_LOG_FILE", str(place / "log.jsonl"))
    log._file().write("{}\n")
    found = modes(tmp_path / "new")
    found.pop("var/clock.json")  # of the test itself
    assert {"var/centralino.db", "var/copy.db", "var/log.jsonl", "var/erasures.jsonl"} <= set(found)
    assert [name for name in found if "recordings/" in name or "attachments/" in name]
    wrong = {
        name: oct(mode)
        for name, mode in found.items()
        if mode & 0o027 or ((tmp_path / "new" / name).is_dir() and mode != 0o700)
    }
    assert not wrong


@pytest.mark.usefixtures("careless")
def test_a_database_that_everybody_could_read_is_closed_when_it_is_opened(tmp_path):
    import store

    file = tmp_path / "centralino.db"
    store.upgrade(store.connect(f"sqlite:///{file}"))
    file.chmod(0o664)
    store.current(store.connect(f"sqlite:///{file}"))
    assert stat.S_IMODE(file.stat().st_mode) == 0o660  # a group may be meant


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("GET /assistenza/r/1001-abcdefghij/dati", "GET /assistenza/r/•••/dati"),
        ("https://a.it/voice/audio/eyJh.x-y_z failed", "https://a.it/voice/audio/••• failed"),
        ("/console/turni/s3cr3t-feed.ics?x=1", "/console/turni/•••?x=1"),
        ("/console/turni/modifica", "/console/turni/modifica"),
        ("/assistenza/static/assistenza.css", "/assistenza/static/assistenza.css"),
    ],
)
def test_addresses_that_open_something_are_masked_in_the_log(written, shown):
    assert without_numbers(written) == shown


def test_gunicorns_own_lines_are_masked_json_of_our_log(capfd):
    stream, root = io.StringIO(), logging.getLogger()
    before, level, config = root.handlers[:], root.level, structlog.get_config()
    log.configure(stream=stream)
    try:
        Server(Flask, {"logger_class": LOGGER, "loglevel": "warning"})
        gunicorns = MaskedLog(Server(Flask, {"loglevel": "warning"}).cfg)
        gunicorns.error("Error handling request %s", "/assistenza/r/1001-abcdefghij")
        gunicorns.warning("Invalid request from ip=%s: +390458001234", "203.0.113.7")
        gunicorns.info("nothing of interest")
    finally:
        structlog.configure(**config)
        root.handlers[:] = before
        root.setLevel(level)
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [line["event"] for line in told] == [
        "Error handling request /assistenza/r/•••",
        "Invalid request from ip=203.0.113.7: +390•••34",
    ]
    assert capfd.readouterr().err == ""


def test_the_server_logs_by_it():
    assert options(installed(None, environ={}), None)["logger_class"] == LOGGER


def test_a_sound_that_says_it_is_short_is_bounded_by_its_bytes(tmp_path):
    """A quarter of an hour at 4 kHz that says ten seconds would become gigabytes at 16 kHz."""
    fmt = struct.pack("<HHIIHH", 1, 1, 4000, 4_000_000, 1, 8)
    sound = b"\x80" * (4000 * 900)
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(sound))
    file = tmp_path / "lies.wav"
    file.write_bytes(b"RIFF" + struct.pack("<I", len(chunks) + len(sound)) + chunks + sound)
    with pytest.raises(BadInput, match="expected at most 600 s of sound, found 900 s"):
        read_audio(file, longest=600)
    assert round(measure(file).seconds) == 900
