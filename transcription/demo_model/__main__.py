"""`python -m transcription.demo_model train|evaluate|callers`: make the demonstration model.

Needs espeak-ng. Training keeps everything in a folder outside the package and goes on from there
after a stop; on two CPU cores it takes some hours, on a GPU a few minutes.
"""

from __future__ import annotations

import json
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path

import click
import torch
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from transcription.demo_model import callers
from transcription.demo_model.checkpoint import SHIPPED, pack
from transcription.demo_model.corpus import write_shard
from transcription.demo_model.evaluate import Figures, evaluate
from transcription.demo_model.train import SENTENCES_ALONE, train

SHARDS, PER_SHARD = 40, 500
FIGURES = SHIPPED.with_name("figures.json")


@click.group()
def main() -> None:
    """Make, measure and pack the demonstration model."""


@main.command("train")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo-model"))
@click.option("--minutes", type=click.FloatRange(min=0.1), default=96, show_default=True)
@click.option("--threads", type=click.IntRange(min=1), default=2, show_default=True)
def train_command(folder: Path, minutes: float, threads: int) -> None:
    """Speak the corpus, train for so many minutes in all, put the checkpoint in its place."""
    speak(folder / "shards", threads)
    torch.set_num_threads(threads)
    train(folder, minutes)
    pack(folder / "demo.pt", SHIPPED)
    click.echo(f"{SHIPPED} ({SHIPPED.stat().st_size / 1e6:.1f} MB)")


def speak(folder: Path, processes: int) -> None:
    """Write the shards that are not there yet, several at once."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [n for n in range(SHARDS) if not (folder / f"{n:03}.pt").exists()]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool, Progress() as progress:
        bar = progress.add_task("Speaking the corpus", total=len(missing))
        for _ in pool.map(_shard, [(folder, number) for number in missing]):
            progress.advance(bar)


def _shard(place: tuple[Path, int]) -> None:
    folder, number = place
    torch.set_num_threads(1)
    name = f"{number:03}.pt"
    alone = name < SENTENCES_ALONE  # whole sentences first: digits too early slow the start
    write_shard(
        folder / name,
        1000 + number,
        PER_SHARD,
        numbers=0.0 if alone else 0.6,
        doubles=0.15 if alone else 0.25,
        silences=0.04,
    )


@main.command("evaluate")
@click.option("--checkpoint", type=click.Path(path_type=Path, exists=True), default=SHIPPED)
@click.option("--sentences", type=click.IntRange(min=1), default=120, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document on standard output.")
def evaluate_command(checkpoint: Path, sentences: int, as_json: bool) -> None:
    """Measure on sentences never heard, by trained and by unknown voices."""
    with Progress(console=Console(stderr=True)) as progress:
        bar = progress.add_task("Listening", total=sentences)
        figures = evaluate(checkpoint, sentences, done=lambda: progress.advance(bar))
    if checkpoint == SHIPPED:
        FIGURES.write_text(json.dumps(as_figures(figures), indent=2) + "\n", encoding="utf-8")
    if as_json:
        click.echo(json.dumps(as_figures(figures)))
    else:
        Console().print(as_table(figures))


def as_figures(figures: Figures) -> dict[str, object]:
    """The rates as plain numbers, with the counts they rest on."""
    voices = {"trained": figures.trained, "held_out": figures.held_out}
    return {
        **{
            f"{name}_{what}": round(getattr(score, what), 4)
            for name, score in voices.items()
            for what in ("word_error_rate", "digit_error_rate")
        },
        "counts": asdict(figures),
    }


def as_table(figures: Figures) -> Table:
    """The model card's table."""
    table = Table(
        "voices", "words", "word error rate", "dictated", "wrong", title="Held-out sentences"
    )
    for name, score in (("trained", figures.trained), ("never heard", figures.held_out)):
        table.add_row(
            name,
            str(score.said),
            f"{score.word_error_rate:.1%}",
            str(score.dictated),
            f"{score.digit_error_rate:.1%}",
        )
    table.caption = f"{figures.silences_with_text} of {figures.silences} silences gave text"
    return table


@main.command("callers")
@click.argument("folder", type=click.Path(path_type=Path))
def callers_command(folder: Path) -> None:
    """Speak the sample callers' messages into FOLDER."""
    callers.main(folder)


if __name__ == "__main__":
    main()
