"""A whole service on this machine with the local carrier in Twilio's place: nothing to configure.

The service is the real one, in processes of its own, with a database and a folder of its own;
only Twilio and the time are played.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import requests

from centralino.config.settings import Settings, load
from centralino.config.variables import CLOCK_FILE
from centralino.runtime import clock as instant
from centralino.runtime.supervisor import Supervisor, children
from rules.errors import PermanentFailure
from simulator.carrier import Carrier
from simulator.phone import Phone
from simulator.state.clock import VirtualClock
from simulator.state.numbers import Number
from store import connect, upgrade
from transcription.models import DEMO_NAME
from transcription.models import Settings as Speech

PUBLIC_URL = "https://centralino.example"  # what Twilio would sign; never looked up
# Of a configuration that serves in earnest: what asks Twilio, and what writes to people.
QUIET = {
    "CENTRALINO_TWILIO__API_KEY_SID": "",
    "CENTRALINO_TWILIO__API_KEY_SECRET": "",
    "CENTRALINO_TWILIO__SHARED_KEY_SECRET": "",
    "CENTRALINO_TWILIO__SECONDARY_SHARED_KEY_SECRET": "",
    "CENTRALINO_TWILIO__SECONDARY_AUTH_TOKEN": "",
    "CENTRALINO_MESSAGES__EMAIL__HOST": "",
    "CENTRALINO_MESSAGES__EMAIL__PASSWORD": "",
    "CENTRALINO_SIGN_IN__ISSUER": "",
    "CENTRALINO_SIGN_IN__CLIENT_SECRET": "",
}
READY_SECONDS = 60.0


@dataclass
class Rehearsal:
    """The running service: where it listens, its settings, and the carrier that rings it."""

    settings: Settings
    carrier: Carrier
    carrier_url: str
    address: str
    folder: Path
    env: Mapping[str, str]

    def move_to(self, at: datetime) -> None:
        """From now on it is `at`, for the service and for the carrier."""
        instant.start_rehearsal(self.folder / "clock.json", at)
        self.carrier.clock.set(at)

    def phone(self, number: str) -> Phone:
        """A telephone with this number, or one that withholds it ("anonymous")."""
        return Phone(self.carrier, number=number)


@contextmanager
def rehearsal(
    folder: Path,
    at: datetime,
    *,
    config: Path | None = None,
    speech: Speech | None = None,
    say: Callable[[str], object] = str,
) -> Iterator[Rehearsal]:
    """Start the service and the carrier at instant `at`; stop both at the end.

    It hears with the small model that ships unless another is named. `say` is told what is waited for.
    Raises PermanentFailure when the service does not come up.
    """
    web, sid, token = free_port(), "AC" + secrets.token_hex(16), secrets.token_hex(16)
    address = f"http://127.0.0.1:{web}"
    clock = VirtualClock(at)
    base = load(config, environ=QUIET)
    carrier = Carrier(
        account_sid=sid,
        auth_token=token,
        numbers=numbers(base, PUBLIC_URL),
        connect={PUBLIC_URL: address},
        clock=clock,
        seed=1,
    )
    with carrier.serving() as carrier_url:
        env = environment(folder, web, sid, token, carrier_url, config) | heard_by(speech)
        instant.start_rehearsal(folder / "clock.json", at)
        settings = load(config, environ=env)
        prepare(settings)
        nice = settings.transcription.nice
        supervisor = Supervisor(
            children(transcription_nice=nice), env, output=folder / "service.log"
        )
        say("Starting the service")
        supervisor.start()
        watch = threading.Thread(target=supervisor.watch, daemon=True)
        watch.start()
        try:
            wait_until_ready(address)
            yield Rehearsal(settings, carrier, carrier_url, address, folder, env)
        finally:
            supervisor.stop()
            watch.join()


def numbers(settings: Settings, url: str) -> dict[str, Number]:
    """Both lines with the webhooks that a real number would be given."""
    webhooks = Number(
        voice_url=f"{url}/voice/incoming",
        voice_fallback_url=f"{url}/voice/fallback",
        status_callback=f"{url}/voice/status",
    )
    return {settings.lines.weekday.number: webhooks, settings.lines.weekend.number: webhooks}


def environment(
    folder: Path, port: int, sid: str, token: str, carrier_url: str, config: Path | None
) -> dict[str, str]:
    """The environment of the service: this machine's, with nothing of another service in it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("CENTRALINO_")}
    if config is not None:
        env["CENTRALINO_CONFIG"] = str(config)
    return {
        **env,
        **QUIET,
        "CENTRALINO_DATABASE__URL": f"sqlite:///{folder / 'centralino.db'}",
        "CENTRALINO_RECORDINGS__PATH": str(folder / "recordings"),
        "CENTRALINO_FORM__ATTACHMENTS_PATH": str(folder / "attachments"),
        "CENTRALINO_WEB__HOST": "127.0.0.1",
        "CENTRALINO_SERVICE__PUBLIC_URL": PUBLIC_URL,
        "CENTRALINO_WEB__PORT": str(port),
        "CENTRALINO_TWILIO__ACCOUNT_SID": sid,
        "CENTRALINO_TWILIO__AUTH_TOKEN": token,
        "CENTRALINO_TWILIO__API_BASE_URL": carrier_url,
        CLOCK_FILE: str(folder / "clock.json"),
    }


def heard_by(speech: Speech | None) -> dict[str, str]:
    """The speech model as the environment names it."""
    if speech is None or speech.model == DEMO_NAME:
        found = {"MODEL": DEMO_NAME, "ENGINE": "whisper", "LANGUAGE": "it"}
    else:
        found = {"MODEL": speech.model, "ENGINE": speech.engine}
    return {f"CENTRALINO_TRANSCRIPTION__{name}": value for name, value in found.items()}


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str) -> None:
    """Return once the service says that it can work."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            if requests.get(f"{address}/readyz", timeout=2).ok:
                return
        except requests.RequestException:
            pass
        time.sleep(0.1)
    raise PermanentFailure(f"{address}/readyz: expected 200 within {READY_SECONDS:.0f} s")


def prepare(settings: Settings) -> None:
    """Build the tables of a new database, or those that a newer version adds."""
    engine = connect(settings.database.url)
    upgrade(engine)
    engine.dispose()
