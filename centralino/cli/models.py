"""`centralino models`: the speech models of this machine, got by hash, looked at and chosen."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from centralino.cli.models_check import check
from centralino.cli.shared.output import json_option, print_json, progress, say, table
from centralino.config.settings import load, read
from rules.errors import BadInput
from transcription import calibration, ctranslate2_folder, published
from transcription import models as known
from transcription.calibration import refusal

if TYPE_CHECKING:
    from transcription.models import Settings

PACKAGES = "packages"
# What openai/whisper's README says of each: millions of parameters, gigabytes of memory.
SIZES = {
    **{"tiny": (39, 1), "base": (74, 1), "small": (244, 2), "medium": (769, 5)},
    **{"large-v3": (1550, 10), "large-v3-turbo": (809, 6)},
}
_MODEL_LINE = re.compile(r"^(?P<key>\s+model:\s*)(?P<value>[^#\n]*?)(?P<rest>\s*(?:#.*)?)$")


@click.group()
def models() -> None:
    """Speech models: which there are, get one, examine it, use it."""


@models.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """The models that are here and those that can be had; the one in use is marked."""
    settings = load(config).speech()
    rows = _rows(settings)
    if as_json:
        print_json(rows)
        return
    columns = ("", "name", "here", "MB", "memory GB", "from")
    table(columns, (_cells(row) for row in rows))


@models.command()
@click.argument("name")
@click.option(
    "--from",
    "source",
    metavar="PATH|packages",
    help="A .pt file, a folder of CTranslate2's, or the packages of pip's index.",
)
@json_option
@click.pass_obj
def get(config: Path | None, name: str, source: str | None, as_json: bool) -> None:
    """Get the model NAME: from OpenAI, or from the packages where OpenAI cannot be reached."""
    settings = load(config).speech()
    name = known.official_name(name)
    if not known.is_official(name):
        raise click.UsageError(f'expected one of {", ".join(SIZES)}, found "{name}"')
    with progress() as bar:
        task = bar.add_task(f"Getting {name}", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        if source is None:
            # takes seconds to import
            from transcription.whisper_engine import address_of  # noqa: PLC0415

            path = published.got(name, settings.models_path, address_of(name), show)
        elif source == PACKAGES:
            path = published.from_packages(name, settings.models_path, show)
        else:
            path = published.from_file(name, Path(source), settings.models_path)
    row = next(row for row in _rows(settings) if row["name"] == name)
    if as_json:
        print_json(row)
        return
    say(f"{name} is in {path}: {row['megabytes']} MB, about {row['memory_gb']} GB of memory.")
    say(expectation(name, settings, row))
    if not row["in_use"]:
        say(f"To use it: centralino models use {name}")


models.add_command(check)


@models.command()
@click.argument("name")
@click.pass_obj
def use(config: Path | None, name: str) -> None:
    """Have the configuration name the model NAME; it must be here. Comments stay as they are."""
    reading = read(config)
    settings = reading.settings.speech()
    chosen = known.Settings(model=name, models_path=settings.models_path)
    known.choose(chosen)  # raises for a name that nobody knows
    if known.to_download(chosen):
        raise BadInput(f"{name} is not here yet: centralino models get {name}")
    if fault := known.fault(chosen) or refusal(known.choose(chosen)):
        raise BadInput(f"expected a model that can serve, found {fault}")
    path = Path(reading.sources.document.name)
    text = path.read_text(encoding="utf-8")
    path.write_text(with_model(text, name), encoding="utf-8")
    say(f"{path}: transcription.model is {name} from the next start on.")


def with_model(text: str, name: str) -> str:
    """The configuration's text with another `transcription.model`, and nothing else altered.

    Raises BadInput where the key is not written as it is in the file that we ship.
    """
    lines, inside = text.split("\n"), False
    for at, line in enumerate(lines):
        if line[:1].strip() and not line.startswith("#"):
            inside = line.startswith("transcription:")
        elif inside and (found := _MODEL_LINE.match(line)):
            lines[at] = f"{found['key']}{name}{found['rest']}"
            return "\n".join(lines)
    raise BadInput(f"expected a line `model:` under `transcription:`; write `model: {name}` there")


def _rows(settings: Settings) -> list[dict[str, Any]]:
    used = known.official_name(settings.model)
    demo: dict[str, Any] = {
        **{"name": known.DEMO_NAME, "here": True, "in_use": settings.model == known.DEMO_NAME},
        **{"megabytes": _megabytes(known.DEMO), "memory_gb": 1, "from": ["shipped"]},
    }
    rows = [demo]
    for name, (millions, memory) in SIZES.items():
        path = _place(settings.models_path, name)
        # in half precision two bytes a parameter
        size = _megabytes(path) if path is not None else 2 * millions
        sources = ["openai", *(["packages"] if name in published.PACKAGED else [])]
        rows.append(
            {
                **{"name": name, "here": path is not None, "in_use": used == name},
                **{"megabytes": size, "memory_gb": memory, "from": sources},
            }
        )
    if used not in {row["name"] for row in rows}:
        path = Path(settings.model)
        there = path.exists()
        rows.append(
            {
                **{"name": settings.model, "here": there, "in_use": True},
                **{"megabytes": _megabytes(path) if there else None, "memory_gb": None},
                "from": ["configuration"],
            }
        )
    return rows


def _place(models_path: Path, name: str) -> Path | None:
    folder, file = models_path / name, models_path / f"{name}.pt"
    if ctranslate2_folder.is_one(folder):
        return folder
    return file if file.is_file() else None


def expectation(name: str, settings: Settings, row: dict[str, Any]) -> str:
    """What to expect of a model on this machine: its memory, and how long it takes."""
    cores, memory = os.cpu_count() or 1, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    told = f"This machine has {cores} cores and {memory / 1e9:.0f} GB of memory"
    if row["memory_gb"] * 1e9 > memory / 2:
        told += f": {name} wants about {row['memory_gb']} GB, which is much of it"
    times = SIZES[name][0] / SIZES["base"][0]
    base = known.choose(known.Settings("base", settings.models_path))
    measured = calibration.kept(base).get("card", {}).get("seconds_a_minute")
    if measured and calibration.place(base).is_file():  # here, and not where it was shipped from
        told += f"; a minute of speech takes {name} about {measured * times:.0f} s"
    elif times != 1:
        told += f"; {name} works about {times:.1f} times as long as base"
    return f"{told}. centralino models check {name} tells how well it hears."


def _megabytes(path: Path) -> int:
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]
    return round(sum(one.stat().st_size for one in files) / 1_000_000)


def _cells(row: dict[str, Any]) -> tuple[object, ...]:
    mark, here = ("*" if row["in_use"] else ""), ("yes" if row["here"] else "")
    return mark, row["name"], here, row["megabytes"], row["memory_gb"], ", ".join(row["from"])
