"""`bench hang-up`: seconds from the end of a call to its ticket with text, by any model and engine."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from centralino.demo import run as demo
from centralino.demo.calls import NATURAL, SMALL_WORLD, samples
from centralino.demo.rehearsal import rehearsal
from store import connect
from transcription.engines import FASTER
from transcription.models import DEMO_NAME, Settings

ROOT = Path(__file__).parents[1]


@click.command("hang-up")
@click.option("--model", default=DEMO_NAME, show_default=True)
@click.option("--engine", type=click.Choice(["whisper", FASTER]), default="whisper")
def command(model: str, engine: str) -> None:
    """Hang up, and wait for the text, with a speech model of your choice."""
    speech = Settings(model, ROOT / "var" / "models", engine=engine)
    found = measure(Console(stderr=True), speech)
    click.echo("median {median_s:.2f} s, slowest {slowest_s:.2f} s".format_map(found))


def measure(console: Console, speech: Settings | None = None) -> dict[str, float]:
    """The median and the slowest of the sample calls; by the demonstration model where none is named."""
    voices = SMALL_WORLD if speech is None or speech.model == DEMO_NAME else NATURAL
    with (
        tempfile.TemporaryDirectory() as folder,
        rehearsal(
            Path(folder), datetime.now(UTC), config=ROOT / "config.yaml", speech=speech
        ) as service,
    ):
        engine = connect(service.settings.database.url)
        sessions = demo.sessions(engine)
        spoken = [one for one in samples(voices) if one.voice and not one.duplicates]
        demo.place(service, sessions, spoken[0])  # the model is loaded now
        seconds = sorted(
            demo.place(service, sessions, sample).seconds
            for sample in track(spoken, "Hang-up to text", console=console)
        )
        engine.dispose()
    return {"median_s": round(seconds[len(seconds) // 2], 2), "slowest_s": round(seconds[-1], 2)}
