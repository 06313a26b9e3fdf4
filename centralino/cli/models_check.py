"""`centralino models check`: how well a model hears on this machine, and whether it can serve."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from centralino.cli.shared.model_card import drawn
from centralino.cli.shared.output import console, json_option, print_json, progress, say
from centralino.config.settings import load
from centralino.demo.calls import NATURAL
from rules.errors import BadInput
from transcription import models

if TYPE_CHECKING:
    from transcription.examination.clips import Clip
    from transcription.examination.exam import Answer
    from transcription.models import Settings
    from transcription.reading import Reader

WIDEST = 110  # characters of a card
NOISES = (None, 20.0, 10.0)  # dB below the voice; None: as the clips are
SHORT_SENTENCES, SHORT_NUMBERS, NUMBERS = 4, 4, 12


@click.command()
@click.argument("name")
@click.option("--short", is_flag=True, help="Fewer clips, in about a minute; nothing is learnt.")
@click.option(
    "--clips",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=NATURAL,
    help="A folder of sounds of your own, with said.json: the words of each file by its name.",
)
@json_option
@click.pass_context
def check(ctx: click.Context, name: str, short: bool, folder: Path, as_json: bool) -> None:
    """Examine the model NAME on this machine: messages, numbers, lines without a voice, speed.

    Keeps the figures beside the model, and how sure its words are. Exits with 1 where the model
    is refused for service.
    """
    speech = _settings(load(ctx.obj).speech(), name)
    # these take seconds to import
    from transcription import calibration, engines, inventions  # noqa: PLC0415
    from transcription.examination.card import Machine, card  # noqa: PLC0415
    from transcription.examination.clips import Kind  # noqa: PLC0415
    from transcription.examination.learning import learnt  # noqa: PLC0415

    choice = models.choose(speech)
    known = calibration.of(choice)
    began = time.monotonic()
    engine = engines.loaded(speech)
    loaded = time.monotonic() - began
    asked = _clips(folder, short)
    answers = _answers(engine, asked)
    found = card(choice.name, speech.engine, answers, known, Machine(loaded, _peak_mb()))
    silence = (clip.audio for clip in asked if clip.kind is Kind.NOTHING)
    told = {"card": found.as_json(), inventions.KEY: inventions.harvest(engine, silence)}
    words = [word for one in answers for word in one.words]
    if not short and (table := learnt(words, known)) is not None:
        told["words"] = {"weights": dict(table.weights), "bound": table.bound}
    path = None if name == models.DEMO_NAME else calibration.keep(choice, told)
    if as_json:
        print_json(found.as_json())
    else:
        misheard = [one for one in answers if one.errors or one.invented]
        out = console()
        out.print(drawn(found, misheard), width=min(out.width, WIDEST))
        say(f"Kept in {path}." if path else "Not kept: this model ships, and serves rehearsals.")
    ctx.exit(1 if found.refused else 0)


def _settings(configured: Settings, name: str) -> Settings:
    """The configuration's, with this model; raises BadInput where it is not here."""
    from dataclasses import replace  # noqa: PLC0415

    if name == models.DEMO_NAME:
        return models.shipped(configured)
    speech = replace(configured, model=name)
    models.choose(speech)  # raises for a name that nobody knows
    if models.to_download(speech):
        raise BadInput(f"{name} is not here yet: centralino models get {name}")
    return speech


def _clips(folder: Path, short: bool) -> list[Clip]:
    from transcription.examination import clips  # noqa: PLC0415
    from transcription.examination.people import at_hand  # noqa: PLC0415

    if not at_hand():
        say(
            "No people's digits here (Debian: apt install asterisk-core-sounds-it-wav "
            "asterisk-prompt-it-menardi-wav): numbers are heard in messages alone."
        )
    said = list(clips.sentences(folder, NOISES[:1] if short else NOISES))
    dictated = clips.numbers(SHORT_NUMBERS if short else NUMBERS)
    return [*(said[:SHORT_SENTENCES] if short else said), *dictated, *clips.nothing()]


def _answers(engine: Reader, clips: list[Clip]) -> list[Answer]:
    from transcription.examination.exam import answer  # noqa: PLC0415

    found = []
    with progress() as bar:
        task = bar.add_task("Listening", total=len(clips))
        for clip in clips:
            bar.update(task, description=clip.name)
            found.append(answer(engine, clip, time.process_time))
            bar.advance(task)
    return found


def _peak_mb() -> int:
    """The most memory that this process had; macOS counts bytes, others thousands of them."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1e6 if sys.platform == "darwin" else 1e3))
