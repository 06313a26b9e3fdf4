"""`centralino transcribe`: audio files to text, with words, times and confidence."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from centralino.cli.shared.output import console, json_option, print_json, progress
from centralino.config.settings import load
from rules.errors import BadInput
from transcription import engines
from transcription.audio import read_audio
from transcription.result import NoSpeech, Transcript

if TYPE_CHECKING:
    from transcription.result import Engine


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@json_option
@click.pass_context
def transcribe(ctx: click.Context, files: tuple[str, ...], as_json: bool) -> None:
    """Turn audio files (WAV or MP3) into text.

    A file that cannot be read is named on standard error, the others are read all the same, and the
    exit code is 1.
    """
    rows: list[dict[str, Any]] = []
    with progress() as bar:
        task = bar.add_task("Loading the model", total=len(files))
        there = [name for name in files if Path(name).is_file()]
        engine = loaded(ctx.obj) if there else None  # which takes a while
        for name in files:
            bar.update(task, description=readable(Path(name).name))
            rows.append(read(engine, Path(name)))
            bar.advance(task)
    for row in rows:
        if row["error"]:
            click.echo(f"{row['file']}: {row['error']}", err=True)
    if as_json:
        print_json({"model": engine.model if engine else None, "files": rows})
    else:
        for row in rows:
            show(row)
    ctx.exit(1 if any(row["error"] for row in rows) else 0)


def loaded(config: Path | None) -> Engine:
    """The configured model."""
    return engines.loaded(load(config).speech())


def readable(name: str) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return os.fsencode(name).decode(errors="replace")


def read(engine: Engine | None, path: Path) -> dict[str, Any]:
    """What one file says, or why it could not be read."""
    row: dict[str, Any] = {
        "file": readable(str(path)),
        "seconds": None,
        "text": None,
        "no_speech": None,
        "language": None,
        "confidence": None,
        "words": [],
        "flagged": [],
        "error": None,
    }
    if engine is None:
        return row | {"error": "No such file"}
    try:
        audio = read_audio(path)
    except (BadInput, OSError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        return row | {"error": reason or str(error)}
    heard = engine.transcribe(audio)
    return row | {"seconds": round(audio.seconds, 2)} | found(heard)


def found(heard: Transcript | NoSpeech) -> dict[str, Any]:
    """The result as JSON."""
    if isinstance(heard, NoSpeech):
        return {"no_speech": heard.reason, "flagged": list(heard.flagged)}
    return {
        "text": heard.text,
        "language": heard.language,
        "confidence": heard.confidence,
        "words": [asdict(word) for word in heard.words],
        "flagged": list(heard.flagged),
    }


def show(row: dict[str, Any]) -> None:
    """The text, then its words."""
    if row["error"]:
        return
    out = console()
    out.print(f"{row['file']} ({row['seconds']} s)", style="bold", markup=False)
    out.print(row["text"] or f"no speech: {row['no_speech']}", markup=False)
    for invention in row["flagged"]:
        out.print(f"flagged, not said: {invention}", style="dim", markup=False)
    if row["words"]:
        words = Table("from", "to", "confidence", "word", box=None, pad_edge=False)
        for word in row["words"]:
            start, end, sure = (f"{word[key]:.2f}" for key in ("start", "end", "confidence"))
            words.add_row(start, end, sure, word["text"])
        out.print(words)
