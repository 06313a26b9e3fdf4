"""The whole service at its real doors: signed webhooks, API, console, form, page, and commands."""

import io
import json
import re
import struct
import wave
import zipfile
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

import store
from centralino import cli
from centralino.config.settings import Settings, load
from centralino.runtime.clock import CLOCK_FILE, start_rehearsal
from centralino.wiring.parts import parts_of
from centralino.wiring.web import create_app
from rules.errors import PermanentFailure
from scheduler import recording_download, sweep
from scheduler.recording_download import Fetching, Patience
from scheduler.sweep import Sweeping
from store.customers import installations
from store.models import Ticket
from store.staff import accounts
from tests.builders import PASSWORD, a_call_sid, a_recording_sid, a_user
from tests.clock import Clock
from tests.ivr.signed_call import RECORDED, TwilioCall
from tests.leotron import ACCOUNT, PUBLIC, TOKEN, WEEKDAY_LINE
from transcription.result import NoSpeech, Transcript
from transcription.worker import Working, work_once
from web.request_links import Links

SECRET = "a secret of the tests, long enough"


class Https:
    """Flask's client behind https, where browsers send secure cookies."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str, **given: Any):
        return self.client.get(path, base_url=PUBLIC, **given)

    def post(self, path: str, **given: Any):
        return self.client.post(path, base_url=PUBLIC, headers={"Referer": PUBLIC}, **given)


@dataclass
class Doors:
    """One ledger, and everybody who comes to it."""

    url: str
    sessions: sessionmaker[Session]
    clock: Clock
    folder: Path
    settings: Settings
    app: Flask
    said: dict[str, str | None] = field(default_factory=dict)  # by recording; None: no speech
    seconds: dict[str, int] = field(default_factory=dict)  # the recording's, else twelve
    languages: list[str | None] = field(default_factory=list)  # of the calls that were read
    sounds: dict[str, bytes] = field(default_factory=dict)  # recordings with a sound of their own
    lost: set[str] = field(default_factory=set)  # recordings that Twilio does not give us

    # Twilio

    def call(self, **more: Any) -> TwilioCall:
        return TwilioCall(self.app.test_client(), sid=a_call_sid(), **more)

    def leaves(self, caller: str | None, text: str | None) -> str:
        """A message, or twelve seconds of breathing, by telephone until it is read; the call's SID."""
        recording = a_recording_sid()
        self.said[recording] = text
        call = self.call(caller=caller)
        call.rings()
        call.recorded(RECORDED, recording, 12)
        call.recording_is("completed", recording, 12)
        call.ends()
        self.works()
        return call.sid

    def __call__(self, sid: str, target: io.BufferedIOBase) -> None:
        """A recording's audio, as Twilio gives it."""
        if sid in self.lost:
            raise PermanentFailure("404")
        if sid in self.sounds:
            target.write(self.sounds[sid])
            return
        loudness = 1000 * (1 + list(self.said).index(sid))  # by which the engine knows it again
        with wave.open(target, "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(8000)
            sound.writeframes(struct.pack("<h", loudness) * 8000 * self.seconds.get(sid, 12))

    # the background

    def works(self, engine: Any = None) -> None:
        """Fetch and read all that waits; with an engine that hears what is in the sound, perhaps."""
        fetching = Fetching(self.settings.recordings.path, patience=Patience(most_attempts=1))
        recording_download.fetch_all(self.sessions, self, self.clock, fetching)
        sounds = self.settings.recordings.path
        decide = parts_of(self.settings).payer.decide
        working = Working(self.settings.lines.numbers, decide, sounds)
        while work_once(self.sessions, engine or self, self.clock, working):
            recording_download.fetch_all(self.sessions, self, self.clock, fetching)

    def deletes_old_audio(self) -> None:
        """A year goes by."""
        sweeping = Sweeping(self.settings.recordings.path, keep=timedelta(days=90))
        sweep.delete_expired(self.sessions, lambda: self.clock() + timedelta(days=365), sweeping)

    model = "test"

    def transcribe(
        self, audio: Any, words: Any = (), language: str | None = None
    ) -> Transcript | NoSpeech:
        """What Whisper hears in it, in the language that it was told."""
        self.languages.append(language)
        which = round(float(audio.samples[len(audio.samples) // 2]) * 32768 / 1000) - 1
        text = list(self.said.values())[which]
        return (
            NoSpeech("silence or noise")
            if text is None
            else Transcript(text, language or "it", 0.9, ())
        )

    # programs, technicians, customers

    def api(self, path: str) -> Any:
        return self.fetch(path).json

    def fetch(self, path: str) -> Any:
        """What Anna's program is answered, as it is."""
        with self.sessions.begin() as session:
            token = accounts.new_token(session, "anna", now=self.clock())
        answer = self.app.test_client().get(
            f"/api/v1{path}", headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code == 200, answer.text
        return answer

    def patch(self, path: str, told: Any) -> Any:
        """Anna's program alters something; the answer."""
        return self.sends("patch", path, told)

    def delete(self, path: str) -> Any:
        """Anna's program takes something back; the answer."""
        return self.sends("delete", path)

    def sends(self, method: str, path: str, told: Any = None, by: str = "anna") -> Any:
        """Somebody's program writes; the answer."""
        with self.sessions.begin() as session:
            token = accounts.new_token(session, by, now=self.clock())
        headers = {"Authorization": f"Bearer {token}"}
        send = getattr(self.app.test_client(), method)
        return send(f"/api/v1{path}", json=told, headers=headers)

    def program_opens(self, code: str, **told: Any) -> Any:
        """J2K at the customer opens a ticket."""
        with self.sessions.begin() as session:
            _, token = installations.add(session, code, "cassa", now=self.clock())
        headers = {"Authorization": f"Bearer {token}"}
        return self.app.test_client().post("/api/v1/tickets", json=told, headers=headers).json

    def anna(self) -> "Console":
        console = Console(Https(self.app))
        console.post("/login", page="/login", nome="anna", password=PASSWORD)
        return console

    def form(self, **typed: str) -> str:
        """Send the customers' form; the path of the page of one's own request."""
        client = Https(self.app)
        hidden = hidden_in(client.get("/assistenza").text)
        given = {
            "azienda": "Ferramenta Rossi",
            "nome": "Marco Rossi",
            "telefono": "045 8001234",
            "descrizione": "Non parte più niente.",
            "tipo": "software",
            **typed,
        }
        answer = client.post("/assistenza", data={**hidden, **given})
        assert answer.status_code == 303, answer.text
        return str(answer.location).partition("?")[0].removeprefix(PUBLIC)

    def id_of(self, path: str) -> int:
        """Which ticket a link opens."""
        found = Links(SECRET, PUBLIC).named(path.rsplit("/", 1)[1])
        assert found is not None
        return found

    def own_path(self, ticket_id: int) -> str:
        with self.sessions() as session:
            return Links(SECRET, PUBLIC).path_for(session.get_one(Ticket, ticket_id))

    def own_page(self, path: str) -> str:
        return plain(Https(self.app).get(path).text)

    def own_copy(self, path: str) -> tuple[Any, list[str]]:
        """What the customer may take away: the JSON, and the names of the files."""
        answer = Https(self.app).get(f"{path}/dati")
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            return json.loads(archive.read("richiesta.json")), archive.namelist()

    def command(self, *words: str) -> str:
        rehearsed = self.folder / "clock.json"
        start_rehearsal(rehearsed, self.clock())
        environ = {
            "CENTRALINO_DATABASE__URL": self.url,
            "CENTRALINO_RECORDINGS__PATH": str(self.settings.recordings.path),
            "CENTRALINO_FORM__ATTACHMENTS_PATH": str(self.settings.form.attachments_path),
            CLOCK_FILE: str(rehearsed),
        }
        result = CliRunner(env=environ).invoke(cli.centralino, words, catch_exceptions=False)
        assert result.exit_code == 0, result.stderr
        return result.stdout


@dataclass
class Console:
    """Anna's browser."""

    client: Https
    kept: dict[str, str] = field(default_factory=dict)  # the token of her session

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, (answer.status_code, answer.location)
        return plain(answer.text)

    def token(self, page: str) -> dict[str, str]:
        return hidden_in(self.client.get(page).text, only="csrf_token")

    def post(self, path: str, *, page: str, **typed: str) -> None:
        """Send what was typed into the form of a page; that page need not be asked for each time."""
        token = self.kept or self.token(page)
        answer = self.client.post(path, data={**token, **typed})
        assert answer.status_code == 303, answer.text
        self.kept = {} if path == "/login" else token  # another session begins


def hidden_in(page: str, only: str | None = None) -> dict[str, str]:
    found = re.findall(r'<input[^>]*type="hidden"[^>]*>', page)
    named = (re.search(r'name="([^"]+)"[^>]*value="([^"]*)"', one) for one in found)
    given = {one[1]: unescape(one[2]) for one in named if one}
    return {name: value for name, value in given.items() if only in {None, name}}


def plain(page: str) -> str:
    """A page's words as they are read."""
    body = re.sub(r"(?s)<(script|style|template|textarea).*?</\1>", " ", page)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def opened(url: str, clock: Clock, folder: Path, **more: str) -> Doors:
    """The service on a database with the tables in it, with Anna as its technician.

    `more` are variables of the configuration, without their common beginning.
    """
    environ = {
        "CENTRALINO_TWILIO__ACCOUNT_SID": ACCOUNT,
        "CENTRALINO_TWILIO__AUTH_TOKEN": TOKEN,
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC,
        "CENTRALINO_LINES__WEEKDAY__NUMBER": WEEKDAY_LINE,
        "CENTRALINO_WEB__SECRET_KEY": SECRET,
        "CENTRALINO_DATABASE__URL": url,
        "CENTRALINO_RECORDINGS__PATH": str(folder / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(folder / "attachments"),
    } | {f"CENTRALINO_{name}": value for name, value in more.items()}
    settings = load(environ=environ)
    sessions = store.sessions(store.connect(url))
    with sessions.begin() as session:
        a_user(session, "anna", now=clock() - timedelta(days=1))
    return Doors(url, sessions, clock, folder, settings, create_app(settings, clock))
