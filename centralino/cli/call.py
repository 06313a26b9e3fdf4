"""`centralino call`: one simulated call, with what was heard, pressed and filed."""

import re
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import requests
from rich.console import Console
from rich.text import Text

from centralino.cli.shared.ending import end_by_signal
from centralino.cli.shared.output import instant_of, json_option, print_json
from centralino.config.preflight import VOICES, require_none
from centralino.config.settings import Settings, read
from centralino.config.which_file import find
from centralino.demo import run as runner
from centralino.demo import show
from centralino.demo.ears import ears
from centralino.demo.rehearsal import numbers, rehearsal
from centralino.runtime import log
from rules.errors import BadInput, PermanentFailure
from simulator import sound
from simulator.carrier import Carrier
from simulator.phone import Phone
from simulator.sound import Sound
from simulator.state.clock import VirtualClock
from simulator.state.journal import CallEntry
from simulator.state.script import Press, ScriptAct, Silence, Speak
from store import connect, sessions
from transcription.models import Settings as Speech

NUMBER = re.compile(r"\+?[0-9]{3,15}")


@click.command()
@click.option("--line", type=click.Choice(["weekday", "weekend"]), default="weekday")
@click.option("--from", "caller", default="+393471234567", metavar="NUMBER", show_default=True)
@click.option("--at", "when", metavar="WHEN", help="When the call is placed; now by default.")
@click.option(
    "--audio",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The message: a WAV or MP3 file. Without it the caller says nothing.",
)
@click.option(
    "--press", default="", metavar="KEYS", help="Keys for one question after another: 1,1042#,1"
)
@click.option("--url", metavar="URL", help="Call a running service instead of an embedded one.")
@json_option
@click.pass_obj
def call(
    config: Path | None,
    line: str,
    caller: str,
    when: str | None,
    audio: Path | None,
    press: str,
    url: str | None,
    as_json: bool,
) -> None:
    """Place one simulated call.

    What --press gives is pressed before the message, one part at each question; the message is
    then ended with # and sent.
    """
    end_by_signal()
    check_caller(caller)
    log.configure("error")  # of its own; the service writes to a file
    if url is not None:
        check_url(url, when)
    reading = read(config)
    settings = reading.settings
    at = instant_of(when, settings.service.timezone) if when else datetime.now(UTC)
    require_none(reading, at, frozenset({VOICES}))
    script = script_of(press, audio)
    number = settings.lines.weekday.number if line == "weekday" else settings.lines.weekend.number
    if url is not None:
        outcome = call_running(settings, url, caller, number, script)
    else:
        speech = ears(settings, partial(click.echo, err=True))
        outcome = call_embedded(config or find(), at, caller, number, script, speech)
    entry, ticket = outcome
    if as_json:
        print_json({"call": described(entry), "ticket": ticket})
    else:
        console = Console()
        console.print(show.conversation(entry))
        if ticket and ticket["transcript"]:
            console.print(Text(f"the message, as text: “{ticket['transcript']}”"))
        console.print(show.ticket(ticket, settings.service.timezone))
    if entry.errors:
        raise PermanentFailure("; ".join(entry.errors))


def check_caller(caller: str) -> None:
    """Raise UsageError for what no telephone shows as its number."""
    if caller not in {"", "anonymous", "unknown"} and not NUMBER.fullmatch(caller):
        expected = 'a number such as +393471234567, or "anonymous"'
        raise click.UsageError(f'--from: expected {expected}, found "{caller[:40]}"')


def check_url(url: str, when: str | None) -> None:
    """Raise UsageError for an address that is none, and for an instant that would have no effect."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise click.UsageError(f'--url: expected an address such as http://HOST, found "{url}"')
    if when:
        raise click.UsageError("--at: expected none with --url, whose service has its own clock")


def script_of(press: str, audio: Path | None) -> tuple[ScriptAct, ...]:
    """What the caller does; keys are checked here, the rest by the carrier."""
    parts = [part for part in press.replace(" ", "").split(",") if part]
    for part in parts:
        if not set(part) <= set("0123456789*#"):
            raise click.UsageError(f'--press: expected 0 to 9, * and #, found "{part}"')
    before = tuple(Press(part) for part in parts)
    if audio is None:
        return (*before, Silence(), Silence(), Silence())
    return (*before, Speak(over_the_telephone(audio)), Press("#"), Press("1"))


def over_the_telephone(file: Path) -> Sound:
    """The file's sound as a line carries it: 8 kHz, 16 bits, one channel."""
    # the libraries for sound take a second to load, and only a message needs them
    import numpy as np  # noqa: PLC0415
    from scipy.signal import resample_poly  # noqa: PLC0415

    from transcription.audio import RATE, read_audio  # noqa: PLC0415

    try:
        heard = read_audio(file).samples
    except (BadInput, OSError) as error:
        raise BadInput(f"--audio: {file}: {getattr(error, 'strerror', None) or error}") from error
    carried = resample_poly(heard, sound.RATE, RATE)
    loud = np.clip(carried * 32768, -32768, 32767).astype(np.int16)
    return Sound(array("h", loud.tobytes()))


Filed = tuple[CallEntry, dict[str, Any] | None]


def call_embedded(
    config: Path,
    at: datetime,
    caller: str,
    to: str,
    script: tuple[ScriptAct, ...],
    speech: Speech,
) -> Filed:
    """Against a service of its own, started for this call and thrown away."""
    with (
        tempfile.TemporaryDirectory(prefix="centralino-call-") as folder,
        waiting("Starting the service"),
        rehearsal(Path(folder), at, config=config, speech=speech) as desk,
    ):
        entry = desk.phone(caller).dial(to, script=script).finish()
        desk.carrier.settle()
        engine = connect(desk.settings.database.url)
        ticket = runner.wait_for_ticket(sessions(engine), entry)
        engine.dispose()
        return entry, ticket


def call_running(
    settings: Settings, url: str, caller: str, to: str, script: tuple[ScriptAct, ...]
) -> Filed:
    """Against a running service, with its settings: it must know this carrier as its Twilio."""
    settings.require_serving()
    public = str(settings.service.public_url or url).rstrip("/")
    carrier = Carrier(
        account_sid=str(settings.twilio.account_sid),
        auth_token=settings.twilio.tokens[0],
        numbers=numbers(settings, public),
        connect={public: url.rstrip("/")},
        clock=VirtualClock(datetime.now(UTC)),
        seed=int(datetime.now(UTC).timestamp()),
    )
    check_reachable(url)
    with ExitStack() as stack:
        port = api_port(settings)
        stack.enter_context(waiting("Calling"))
        stack.enter_context(carrier.serving(port=port))
        entry = Phone(carrier, number=caller).dial(to, script=script).finish()
        carrier.settle()
        engine = connect(settings.database.url)
        # A call that went wrong may have left no ticket to wait for.
        seconds = 1.0 if entry.errors else runner.TEXT_SECONDS
        ticket = runner.wait_for_ticket(sessions(engine), entry, seconds)
        engine.dispose()
        return entry, ticket


def check_reachable(url: str) -> None:
    """Raise PermanentFailure when no service answers there."""
    try:
        requests.get(f"{url.rstrip('/')}/healthz", timeout=5).raise_for_status()
    except requests.RequestException as error:
        raise PermanentFailure(f"{url}/healthz: expected 200, found {error}") from error


def api_port(settings: Settings) -> int:
    """The port at which the service looks for its Twilio; recordings are fetched from there."""
    base = urlsplit(str(settings.twilio.api_base_url or ""))
    if base.hostname not in {"127.0.0.1", "localhost"} or base.port is None:
        raise click.UsageError(
            "twilio.api_base_url: expected an address of this machine such as "
            f"http://127.0.0.1:8300, so that the service fetches the recording from this call's "
            f"carrier, found {settings.twilio.api_base_url}"
        )
    return base.port


def described(entry: CallEntry) -> dict[str, Any]:
    """The call as JSON."""
    return {
        "call_sid": entry.call_sid,
        "from": entry.from_number,
        "to": entry.to_number,
        "at": entry.started_at.isoformat(),
        "status": entry.status,
        "duration": entry.duration,
        "heard": entry.texts,
        "pressed": entry.pressed,
        "recordings": [
            {"sid": one.sid, "duration": one.duration, "status": one.status}
            for one in entry.recordings
        ],
        "errors": entry.errors,
    }


@contextmanager
def waiting(text: str) -> Iterator[None]:
    """A spinner on standard error while something takes its time."""
    with Console(stderr=True).status(text):
        yield
