"""What is shown as said where nobody speaks, and which short words are lost: a table by kind of sound.

python -m bench.speech.hears_nothing --count 1000 --seed 11 --kokoro FOLDER [--engine faster-whisper]
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
from rich.console import Console
from rich.table import Table
from scipy.signal import resample_poly

from bench.speech import nothing
from bench.speech.voices import KOKORO_RATE, PEOPLE, Kokoro
from rules.transcript.not_understood import MARK
from transcription import engines, inventions
from transcription.audio import RATE as HEARD
from transcription.audio import Audio, read_audio
from transcription.examination.line import RATE, telephone
from transcription.models import Settings
from transcription.result import Transcript
from transcription.speech import activity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transcription.result import Engine, NoSpeech

NO_WORDS = ("beep", "tone", "monkeys.wav", "silence", "confbridge-join", "confbridge-leave.")
SHORTEST, LONGEST = 0.25, 4.0  # seconds of a prompt that a person recorded
NOISE = (30, 20, 10)  # dB below the voice, in turn


@click.command()
@click.option("--count", default=1000, help="Clips in which nobody speaks.")
@click.option("--seed", default=11)
@click.option(
    "--kokoro", type=click.Path(path_type=Path), help="Else without television and far voices."
)
@click.option("--engine", default="faster-whisper")
@click.option("--model", default="base")
@click.option("--models", type=click.Path(path_type=Path), default=Path("var/models"))
@click.option(
    "--harvest", default=0, help="Clips of nothing by which the model's own inventions are told."
)
def main(
    count: int, seed: int, kokoro: Path | None, engine: str, model: str, models: Path, harvest: int
) -> None:
    """The table on standard output; what was shown or lost, and what was harvested, below it."""
    ear = engines.loaded(Settings(model, models, engine=engine, threads=1))
    table = Table("kind", "clips", "voice heard", "shown or lost", box=None)
    wrong: list[str] = []
    for kind, rows in counted(ear, nothing.clips(count, seed, room_of(kokoro)), wrong).items():
        table.add_row(kind, *map(str, rows))
    lost = [name for name, samples in people() if said(ear.transcribe(heard(samples))) == ""]
    table.add_row("people's short words", str(sum(1 for _ in people())), "", str(len(lost)))
    out = Console()
    out.print(table)
    for line in (*wrong, *(f"lost: {name}" for name in lost)):
        out.print(line, markup=False)
    silent = [heard(samples) for _, samples in nothing.clips(harvest, seed + 1)]
    for text in inventions.harvest(ear, silent) if harvest else ():
        out.print(f"invented: {text}", markup=False)


def counted(
    ear: Engine, clips: Iterator[tuple[str, np.ndarray]], wrong: list[str]
) -> dict[str, tuple[int, int, int]]:
    """By kind: clips, those that went to the model, and those of which words were shown."""
    of, went, shown = Counter[str](), Counter[str](), Counter[str]()
    for kind, samples in clips:
        audio = heard(samples)
        of[kind] += 1
        if not activity(audio).has_speech:
            continue
        went[kind] += 1
        text = said(ear.transcribe(audio))
        if text:
            shown[kind] += 1
            wrong.append(f"shown: {kind}: {text}")
    return {kind: (of[kind], went[kind], shown[kind]) for kind in of}


def people() -> Iterator[tuple[str, np.ndarray]]:
    """Short sentences and words that two people recorded, over a telephone line."""
    files = [path for folder in PEOPLE.values() for path in sorted(folder.parent.glob("*.wav"))]
    for at, path in enumerate(files):
        audio = read_audio(path)
        if any(part in path.name for part in NO_WORDS) or not SHORTEST < audio.seconds < LONGEST:
            continue
        line = telephone(audio.samples, audio.rate, NOISE[at % 3], random.Random(path.name))
        yield f"{path.parent.name}/{path.name}", line


def heard(samples: np.ndarray) -> Audio:
    """As it reaches the engines."""
    return Audio(resample_poly(samples, HEARD, RATE).astype(np.float32))


def said(read: Transcript | NoSpeech) -> str:
    """What is shown as said."""
    return read.text.replace(MARK, "").strip() if isinstance(read, Transcript) else ""


def room_of(kokoro: Path | None) -> nothing.Room | None:
    if kokoro is None:
        return None
    voices = Kokoro(kokoro)
    return nothing.Room(
        lambda text, name, language: (voices.speak(text, name, 1.0, language), KOKORO_RATE)
    )


if __name__ == "__main__":
    main()
