"""`centralino config`: is the configuration right, what counts, and what keys are there."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from pydantic import BaseModel, SecretStr

from centralino.cli.shared.in_force import SENTENCES, over
from centralino.cli.shared.in_force import found as found_in_force
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.config.database_url import MASK, masked
from centralino.config.doubts import doubts
from centralino.config.errors import ConfigError, Key, Mistake, Place, dotted
from centralino.config.loading import Reading
from centralino.config.preflight import advice
from centralino.config.secret_files import DATABASE
from centralino.config.settings import Settings, read
from centralino.runtime.clock import system_clock
from centralino.tenants.installation import installed
from centralino.tenants.told import by_firm
from transcription import models

if TYPE_CHECKING:
    from store.models import Alteration


@click.group()
def config() -> None:
    """Check and show the configuration."""


@config.command()
@json_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Read it whole, and name each mistake with its place; whatever serving needs is looked at too."""
    try:
        known = installed(context.obj)
        known.require_none(system_clock())
    except ConfigError as error:
        if not as_json:
            raise
        print_json({"ok": False, "mistakes": [_as_json(mistake) for mistake in error.mistakes]})
        context.exit(2)
    if as_json:
        print_json(by_firm({firm.name: _found(firm.reading) for firm in known.firms}))
        return
    for firm in known.firms:
        _say_found(firm.reading)


def _found(reading: Reading[Settings]) -> dict[str, Any]:
    return {
        "ok": True,
        "file": reading.sources.document.name,
        "mistakes": [],
        "lacking_to_serve": [str(lacking) for lacking in reading.settings.lacking_to_serve()],
        "advice": advice(reading.settings),
        "doubts": doubts(reading.settings, system_clock()),
        "altered": _altered(reading.settings),
    }


def _say_found(reading: Reading[Settings]) -> None:
    found = _found(reading)
    click.echo(f"{found['file']}: no mistakes")
    if model := models.to_download(reading.settings.speech()):
        say(f"The model {model} is downloaded by the first `centralino serve`.")
    for lacking in found["lacking_to_serve"]:
        say(f"To answer real calls: {lacking}")
    for one in (*found["altered"], *found["doubts"]):
        say(one)
    for one in found["advice"]:
        say(f"Is that meant? {one}")


@config.command()
@json_option
@click.pass_obj
def show(path: Path | None, as_json: bool) -> None:
    """What counts, with where it comes from; secrets are masked."""
    reading = read(path)
    counting, altered = found_in_force(reading.settings)
    if as_json:
        print_json(_nested(counting.settings))
        return

    def source(key: Key) -> str:
        name = dotted(key)
        return _by(altered[name]) if name in counting.keys else reading.sources.described(key)

    rows = ((dotted(key), _text(value), source(key)) for key, value in _leaves(counting.settings))
    table(("key", "value", "from"), rows)


def _by(row: "Alteration") -> str:
    """Who altered it in the browser, and when."""
    return f"the browser: {row.actor}, {row.at:%Y-%m-%d %H:%M} UTC"


def _altered(settings: Settings) -> list[str]:
    """What was altered in the browser, and which of it does not count, each in a sentence."""
    counting, rows = found_in_force(settings)
    told = [
        f"{key} was altered in {_by(rows[key])}; what stands in the file does not count"
        for key in sorted(counting.keys)
    ]
    told += [
        f"{key}: the sentence was altered in {_by(row)}"
        for key, row in sorted(rows.items())
        if key.startswith(SENTENCES) and row.after is not None
    ]
    ignored = (counting.ignored or {}).items()
    return told + [f"{key}: the browser's alteration is ignored: {why}" for key, why in ignored]


@config.command()
@json_option
def schema(as_json: bool) -> None:  # noqa: ARG001  # a JSON schema is JSON in any case
    """The keys with their types and limits, as a JSON schema."""
    dialect = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    print_json(dialect | Settings.model_json_schema())


@config.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--weeks", type=click.IntRange(1, 52), default=4, show_default=True, help="How far back."
)
@json_option
@click.pass_obj
def diff(path: Path | None, file: Path, weeks: int, as_json: bool) -> None:
    """Replay the last weeks' calls against FILE, and say what would have been different."""
    # With the ledger and the rules of promises, which the other commands do without.
    from centralino.cli.going_out.config_diff import compared, show_compared  # noqa: PLC0415

    counting, rows = found_in_force(read(path).settings)
    now, changed = counting.settings, over(read(file).settings, rows)
    keys = [
        {"key": dotted(key), "before": before, "after": after}
        for key, before, after in _changed(now, changed)
    ]
    found = compared(now, changed, weeks)
    told = [{**one.as_json(), "differs": list(one.differs)} for one in found if one.differs]
    if as_json:
        print_json({"weeks": weeks, "calls": len(found), "keys": keys, "different": told})
        return
    table(("key", "now", "then"), ((one["key"], one["before"], one["after"]) for one in keys))
    show_compared(found, weeks, now.service.timezone)


def _changed(now: Settings, then: Settings) -> Iterator[tuple[Key, str, str]]:
    """The keys that differ; what is secret is masked, and told apart all the same."""
    known = dict(_raw_leaves(then))
    for key, value in _raw_leaves(now):
        if value != known[key]:
            yield key, _text(_unsecret(key, value)), _text(_unsecret(key, known[key]))


def _raw_leaves(section: BaseModel, around: Key = ()) -> Iterator[tuple[Key, Any]]:
    for name in type(section).model_fields:
        key, value = (*around, name), getattr(section, name)
        if isinstance(value, BaseModel):
            yield from _raw_leaves(value, key)
        else:
            yield key, value


def _leaves(section: BaseModel) -> Iterator[tuple[Key, Any]]:
    """Each key that holds a value and no further keys, with that value for people's eyes."""
    return ((key, _unsecret(key, value)) for key, value in _raw_leaves(section))


def _unsecret(key: Key, value: Any) -> Any:
    if isinstance(value, SecretStr):
        return MASK if len(value) else None
    return masked(value) if key == DATABASE else value


def _nested(section: BaseModel) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for key, value in _leaves(section):
        group = nested
        for part in key[:-1]:
            group = group.setdefault(str(part), {})
        group[str(key[-1])] = _plain(value)
    return nested


def _plain(value: Any) -> Any:
    """Days as text where JSON wants text: as the keys of a group."""
    if isinstance(value, Mapping):
        return {str(key): inner for key, inner in value.items()}
    return value


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {inner}" for key, inner in value.items()) or "none"
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    return "null" if value is None else str(value)


def _as_json(mistake: Mistake | str) -> dict[str, Any]:
    if isinstance(mistake, str):
        return {"message": mistake}
    told = {"key": dotted(mistake.key), "expected": mistake.expected, "found": mistake.found}
    if isinstance(mistake.where, Place):
        return {**asdict(mistake.where), **told, "message": str(mistake)}
    return {"variable": mistake.where, **told, "message": str(mistake)}
