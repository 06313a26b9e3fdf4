"""`bench speech-speed`: how long each engine reads the same messages, one after the other on each clip.

Processor time counts, not the clock on the wall: other work on the machine then changes little.
"""

from __future__ import annotations

import json
import random
import resource
import time
import wave
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.signal import resample_poly

from bench.speech.words import compared
from transcription import engines
from transcription.audio import RATE, Audio
from transcription.examination.line import telephone
from transcription.models import Settings
from transcription.reading import Reader
from transcription.result import Engine, Transcript

ROOT = Path(__file__).parents[1]
MESSAGES = Path(__file__).with_name("speech") / "messages.jsonl"
SPOKEN = ROOT / "var" / "speech"
NOISE_DB = 20.0
LIBRARY, STOCK = "openai-whisper, library's defaults", "openai-whisper, its command's settings"
OURS, FASTER = "ours, whisper", "ours, faster-whisper"
# What `whisper` on the command line sets beside the library's own defaults.
COMMAND = {"beam_size": 5, "best_of": 5, "temperature": (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)}

Reads = Callable[[Audio], str]


@dataclass
class Time:
    """What one contender took for all clips, and its words."""

    cpu_s: float = 0.0
    wall_s: float = 0.0
    wrong: int = 0
    words: int = 0


@dataclass(frozen=True, eq=False)
class Clip:
    """A message and its sound."""

    said: str
    audio: Audio


@click.command("speech-speed")
@click.option("--model", default="base", show_default=True)
@click.option("--clips", "count", default=6, show_default=True)
@click.option("--sounds", type=click.Path(path_type=Path), default=SPOKEN, show_default=True)
@click.option("--threads", default=1, show_default=True)
@click.option("--stock", is_flag=True, help="With the stock command's settings, which take long.")
@click.option("--queue", default=0, help="Then so many messages more, for time and memory.")
@click.option("--json", "as_json", is_flag=True)
def command(
    model: str, count: int, sounds: Path, threads: int, stock: bool, queue: int, as_json: bool
) -> None:
    """Read the same messages with each engine; WAV files of `--sounds` are named as their message."""
    console = Console(stderr=True)
    said = list(clips(sounds, count))
    if not said:
        raise click.UsageError(f"{sounds}: no sound of a message; make speech-eval speaks them")
    found = {
        engine: engines.loaded(
            Settings(model, ROOT / "var" / "models", engine=name, threads=threads)
        )
        for engine, name in ((OURS, "whisper"), (FASTER, engines.FASTER))
    }
    readers = whole(model, stock)
    for name, one in found.items():
        if isinstance(one, Reader):
            readers[f"{name}, read once"] = _once(one)
        readers[f"{name}, digits read twice"] = _read(one)
    figures: dict[str, Any] = {
        "sound_s": round(sum(clip.audio.seconds for clip in said), 1),
        "engines": {name: vars(one) for name, one in measured(readers, said, console).items()},
    }
    if queue:
        figures["queue"] = queued(found[FASTER], said, queue, console)
    if as_json:
        click.echo(json.dumps(figures, indent=2))
        return
    Console().print(table(figures))
    for part in figures.get("queue", ()):
        click.echo("{messages} messages: {cpu_s_each} s each, at most {mb} MB".format_map(part))


def clips(folder: Path, count: int) -> Iterator[Clip]:
    """The first so many messages that were spoken, each over a telephone line."""
    rows = [json.loads(line) for line in MESSAGES.read_text(encoding="utf-8").splitlines()]
    spoken = {path.stem.split("-")[0]: path for path in sorted(folder.glob("*.wav"))}
    for row in [row for row in rows if row["id"] in spoken][:count]:
        with wave.open(str(spoken[row["id"]])) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
            heard = telephone(
                samples.astype(np.float32) / 32768,
                file.getframerate(),
                NOISE_DB,
                random.Random(row["id"]),
            )
        yield Clip(row["said"], Audio(resample_poly(heard, 2, 1).astype(np.float32), RATE))


def whole(model: str, stock: bool) -> dict[str, Reads]:
    """The library as it comes, without the words' times."""
    from transcription import whisper_engine  # noqa: PLC0415 - takes seconds, and only we need it

    plain = whisper_engine.plain(Settings(model, ROOT / "var" / "models"))

    def reads(**more: Any) -> Reads:
        return lambda audio: str(
            plain.transcribe(audio.samples, language="it", fp16=False, **more)["text"]
        )

    return {LIBRARY: reads(), **({STOCK: reads(**COMMAND)} if stock else {})}


def _once(engine: Reader) -> Reads:
    """Words and their times, which is what the library is compared by."""
    return lambda audio: "".join(
        part["text"] for part in engine.segments(audio, "it", None, timed=True)[0]
    )


def _read(engine: Engine) -> Reads:
    def reads(audio: Audio) -> str:
        read = engine.transcribe(audio)
        return read.text if isinstance(read, Transcript) else ""

    return reads


def measured(
    readers: Mapping[str, Reads], said: Sequence[Clip], console: Console
) -> dict[str, Time]:
    """Each clip by each reader in turn; a second of sound first, which nobody counts."""
    times = {name: Time() for name in readers}
    for reads in readers.values():
        reads(said[0].audio.between(0, 1))
    for clip in track(said, "Reading", console=console):
        for name, reads in readers.items():
            one, began, wall = times[name], time.process_time(), time.perf_counter()
            text = reads(clip.audio)
            one.cpu_s += time.process_time() - began
            one.wall_s += time.perf_counter() - wall
            wrong, words = compared(clip.said, text)
            one.wrong, one.words = one.wrong + wrong, one.words + words
    return times


def queued(
    engine: Engine, said: Sequence[Clip], count: int, console: Console
) -> list[dict[str, Any]]:
    """So many messages one after the other: seconds for each, and memory, of every quarter."""
    quarter, parts = max(1, count // 4), []
    for part in track(range(4), "Queue", console=console):
        began = time.process_time()
        for at in range(quarter):
            engine.transcribe(said[(part * quarter + at) % len(said)].audio)
        parts.append(
            {
                "messages": (part + 1) * quarter,
                "cpu_s_each": round((time.process_time() - began) / quarter, 2),
                "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
    return parts


def table(figures: Mapping[str, Any]) -> Table:
    """The contenders beside one another."""
    found = figures["engines"]
    rows = Table("reads", "processor", "of the defaults", "wall", "words wrong")
    rows.title = f"{figures['sound_s']} s of sound"
    for name, one in found.items():
        rows.add_row(
            name,
            f"{one['cpu_s']:.1f} s",
            f"{one['cpu_s'] / found[LIBRARY]['cpu_s']:.2f}",
            f"{one['wall_s']:.1f} s",
            f"{100 * one['wrong'] / one['words']:.1f} %",
        )
    return rows
