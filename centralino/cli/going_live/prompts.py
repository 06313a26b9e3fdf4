"""`centralino prompts`: the sentences that callers hear, their lengths, and own recorded files for them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from centralino.cli.hours import hours_of
from centralino.cli.shared.in_force import prompts_in_force
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.config.settings import load
from centralino.files.sound_lengths import SOUNDS, seconds_of, seconds_of_sound
from ivr import prompts as spoken
from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.preview import every_sentence, every_way
from ivr.prompts import FILE_NAME, PACKAGED, Prompts
from rules.calls.before_the_beep import MOST_S, Opening, Spoken
from rules.errors import BadInput
from rules.hours.schedule import Hours
from rules.language.spoken import LANGUAGES


@click.group()
def prompts() -> None:
    """The sentences that callers hear, their lengths, and own recorded files for them."""


@prompts.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """Every sentence with its length, as the voice says it or its file plays."""
    found = list(every_sentence(prompts_in_force(load(config), PACKAGED)[0], _seconds))
    if as_json:
        print_json([_as_json(one) for one in found])
        return
    rows = [(one.key, one.language, _length(one.seconds), one.words) for one in found]
    table(("sentence", "language", "seconds", "words"), rows)


@prompts.command()
@click.argument("key")
@click.argument("sound", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.pass_obj
def record(config: Path | None, key: str, sound: Path, language: str) -> None:
    """Let the file SOUND (WAV or MP3) speak the sentence KEY from the next start on."""
    seconds = _fit(key, sound)
    name = _free_name(key, language, sound)
    (SOUNDS / name).write_bytes(sound.read_bytes())
    text = PACKAGED.read_text(encoding="utf-8")
    PACKAGED.write_text(spoken.with_sound(text, key, language, name), encoding="utf-8")
    click.echo(f"{key} ({language}): {name}, {_length(seconds)} s; heard after the next start.")
    if spoken.key_of(key, language) in prompts_in_force(load(config), PACKAGED)[1]:
        say("Until then, and as long as it is not given back there, the browser's text is heard.")


@prompts.command()
@json_option
@click.pass_obj
def check(config: Path | None, as_json: bool) -> None:
    """Which files are missing or no sound, and which callers would wait too long for the beep."""
    prompts = prompts_in_force(load(config), PACKAGED)[0]
    found = [*_broken_files(prompts), *_long_ways(hours_of(load(config)), prompts)]
    if as_json:
        print_json(found)
    else:
        for wrong in found or ["Every recorded sentence is there, and the beep comes in time."]:
            click.echo(wrong)
    if found:
        raise click.exceptions.Exit(1)


def _broken_files(prompts: Prompts) -> Iterator[str]:
    for one in every_sentence(prompts, _seconds):
        if one.is_file and one.seconds is None:
            there = (SOUNDS / one.words).is_file()
            wrong = (
                "expected a WAV or MP3 file with sound in it" if there else "expected, found none"
            )
            yield f"{one.key} ({one.language}): {one.words}: {wrong}"


def _long_ways(hours: Hours, prompts: Prompts) -> list[str]:
    """Each way to the beep that takes too long, once, with its longest sentence."""
    now = datetime.now(UTC)
    ways = (way for way in every_way(now, hours, prompts, _seconds) if way.is_too_long)
    return sorted({_told(way) for way in ways})


def _seconds(name: str) -> float | None:
    return seconds_of_sound(name, SOUNDS)


def _told(way: Opening) -> str:
    longest = max(way.before, key=lambda one: one.seconds or 0.0)
    return (
        f"expected the beep within {MOST_S:.0f} s, found {way.seconds} s; the longest sentence takes "
        f"{_length(longest.seconds)} s: {longest.words}"
    )


def _fit(key: str, sound: Path) -> float:
    """The length of a file that may speak the sentence; BadInput says why it may not."""
    if key not in PLACEHOLDERS:
        raise BadInput(f'expected a sentence of prompts.yaml, found "{key}"')
    if PLACEHOLDERS[key]:
        raise BadInput(f"{key}: a sound file cannot say {', '.join(sorted(PLACEHOLDERS[key]))}")
    if not sound.is_file():
        raise BadInput(f"expected a sound file, found none at {sound}")
    seconds = seconds_of(sound)
    if seconds <= 0:
        raise BadInput(f"expected sound in {sound}, found none")
    return seconds


def _free_name(key: str, language: str, sound: Path) -> str:
    """A name that was not used before: Twilio keeps what it has fetched under one."""
    suffix = sound.suffix.lower()
    for number in range(1, 1000):
        name = f"{key}-{language}-{number}{suffix}"
        if not (SOUNDS / name).exists() and FILE_NAME.fullmatch(name):
            return name
    raise BadInput(f"expected a .wav or .mp3 with a free name, found {sound.name}")


def _as_json(one: Spoken) -> dict[str, Any]:
    names = ("key", "language", "words", "seconds", "is_file")
    return {name: getattr(one, name) for name in names}


def _length(seconds: float | None) -> str:
    return "?" if seconds is None else f"{seconds:.1f}"
