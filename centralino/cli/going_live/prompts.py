"""`centralino prompts`: the sentences that callers hear, their lengths, and own recorded files for them."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from centralino.cli.hours import hours_of
from centralino.cli.shared.output import json_option, print_json, table
from centralino.config.settings import load
from centralino.files.sound_lengths import SOUNDS, seconds_of, seconds_of_sound
from ivr import prompts as spoken
from ivr.flows.prompt_keys import PLACEHOLDERS
from ivr.preview import every_way
from ivr.prompts import FILE_NAME, PACKAGED, Prompts, SoundFile
from rules.calls.before_the_beep import MOST_S, Opening, spoken_seconds
from rules.errors import BadInput
from rules.hours.schedule import Hours
from rules.language.spoken import LANGUAGES


@dataclass(frozen=True)
class Spoken:
    """One sentence in one language: its text or file, and how long it takes."""

    key: str
    language: str
    words: str  # or the file's name
    seconds: float | None
    is_file: bool


@click.group()
def prompts() -> None:
    """The sentences that callers hear, their lengths, and own recorded files for them."""


@prompts.command("list")
@json_option
def list_(as_json: bool) -> None:
    """Every sentence with its length, as the voice says it or its file plays."""
    found = list(_all(spoken.load(PACKAGED)))
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [(one.key, one.language, _length(one.seconds), one.words) for one in found]
    table(("sentence", "language", "seconds", "words"), rows)


@prompts.command()
@click.argument("key")
@click.argument("sound", type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
def record(key: str, sound: Path, language: str) -> None:
    """Let the file SOUND (WAV or MP3) speak the sentence KEY from the next start on."""
    seconds = _fit(key, sound)
    name = _free_name(key, language, sound)
    (SOUNDS / name).write_bytes(sound.read_bytes())
    text = PACKAGED.read_text(encoding="utf-8")
    PACKAGED.write_text(spoken.with_sound(text, key, language, name), encoding="utf-8")
    click.echo(f"{key} ({language}): {name}, {_length(seconds)} s; heard after the next start.")


@prompts.command()
@json_option
@click.pass_obj
def check(config: Path | None, as_json: bool) -> None:
    """Which files are missing or no sound, and which callers would wait too long for the beep."""
    found = [*_broken_files(), *_long_ways(hours_of(load(config)))]
    if as_json:
        print_json(found)
    else:
        for wrong in found or ["Every recorded sentence is there, and the beep comes in time."]:
            click.echo(wrong)
    if found:
        raise click.exceptions.Exit(1)


def _broken_files() -> Iterator[str]:
    for one in _all(spoken.load(PACKAGED)):
        if one.is_file and one.seconds is None:
            there = (SOUNDS / one.words).is_file()
            wrong = (
                "expected a WAV or MP3 file with sound in it" if there else "expected, found none"
            )
            yield f"{one.key} ({one.language}): {one.words}: {wrong}"


def _long_ways(hours: Hours) -> list[str]:
    """Each way to the beep that takes too long, once, with its longest sentence."""
    now, prompts = datetime.now(UTC), spoken.load(PACKAGED)
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


def _all(prompts: Prompts) -> Iterator[Spoken]:
    for key in PLACEHOLDERS:
        for language in LANGUAGES:
            found = prompts.sentences[key][language]
            if isinstance(found, SoundFile):
                seconds = _seconds(found.name)
                yield Spoken(key, language, found.name, seconds, is_file=True)
            else:
                yield Spoken(key, language, found, spoken_seconds(found), is_file=False)


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


def _length(seconds: float | None) -> str:
    return "?" if seconds is None else f"{seconds:.1f}"
