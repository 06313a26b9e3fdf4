"""`python -m bench callers`: made-up callers through the real flows, with the reading back and without."""

from __future__ import annotations

import json
import logging
import os
import statistics
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from multiprocessing import get_context
from typing import Any

import click
import structlog
from rich.console import Console
from rich.progress import track

from bench import figures as tables
from bench.callers import natural, people
from bench.callers.calls import Rung, called
from bench.callers.mishearing import Mishearing
from bench.callers.people import Kind, Manner

SHARD = 250  # callers to a ledger
MOST_STRANGERS, REACHED, ADDED_S = 0, 0.97, 20.0
Figures = dict[str, Any]


@click.command("callers")
@click.option("--calls", default=10_000, show_default=True, help="How many callers.")
@click.option("--compared", default=2_000, show_default=True,
              help="How many of them call the flows without the reading back as well.")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Other callers.")
@click.option("--natural", "spoken", default=0, show_default=True,
              help="Instead: so many, whose messages `base` hears in natural voices.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True)
def command(calls: int, compared: int, seed: int, spoken: int, as_json: bool) -> None:
    """Ring the service as made-up callers, and see whom it would ring back."""
    console = Console(stderr=True)
    _quietly()
    found = (
        heard(spoken, console) if spoken else measure(calls, min(calls, compared), seed, console)
    )
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        Console().print(tables.callers(found))


def measure(count: int, compared: int, seed: int, console: Console) -> Figures:
    """The figures of all callers, of each kind and of each manner, with the reading back and without."""
    jobs = [*_jobs(seed, count, reads_back=True), *_jobs(seed, compared, reads_back=False)]
    # not forked: threads of ours and the database's would be copied half way
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        done = list(track(pool.map(_shard, jobs), "Callers", total=len(jobs), console=console))
    rung = list(chain(*done))
    return figures(rung[:count], rung[count:])


def _jobs(seed: int, count: int, *, reads_back: bool) -> list[tuple[int, int, int, bool]]:
    return [
        (seed, first, min(SHARD, count - first), reads_back) for first in range(0, count, SHARD)
    ]


def heard(count: int, console: Console) -> Figures:
    """The same of messages in natural voices, which `base` itself hears."""
    engine = natural.Ears.loaded()
    found = natural.people_with_voices(count)
    with console.status("base listens"):
        return figures(*(called(found, reads_back=on, engine=engine) for on in (True, False)))


def _shard(job: tuple[int, int, int, bool]) -> list[Rung]:
    seed, first, count, reads_back = job
    _quietly()
    return called(people.drawn(seed, count, first), reads_back=reads_back, engine=Mishearing())


def figures(now: Sequence[Rung], before: Sequence[Rung]) -> Figures:
    """What became of the same people by both flows; `added_s` is of those who only listened."""
    found: Figures = {"all": _pair(now, before)}
    for kind in Kind:
        ours, theirs = ([one for one in rung if one.person.kind is kind] for rung in (now, before))
        found[kind.value] = _pair(ours, theirs)
    for manner in Manner:
        ours, theirs = (
            [one for one in rung if one.person.manner is manner] for rung in (now, before)
        )
        found[manner.value] = _pair(ours, theirs)
    return found


def _pair(ours: Sequence[Rung], theirs: Sequence[Rung]) -> Figures:
    added = [
        (one.after_s - other.after_s, one.corrected)
        for one, other in zip(ours, theirs, strict=False)  # fewer are compared than call
        if one.was_read
    ]
    heard = sorted(seconds for seconds, corrected in added if not corrected)
    mended = sorted(seconds for seconds, corrected in added if corrected)
    return {
        "now": _of(ours),
        "before": _of(theirs),
        "added_s": _spread(heard),
        "added_correcting_s": _spread(mended),
        "corrected": len(mended),
    }


def _of(rung: Sequence[Rung]) -> Figures:
    if not rung:
        return {"callers": 0}
    beeps = sorted(one.beep_s for one in rung)
    return {
        "callers": len(rung),
        "filed": sum(one.is_filed for one in rung),
        "strangers": sum(one.is_strangers for one in rung),
        "unmarked": sum(one.is_unmarked for one in rung),
        "reached": round(statistics.mean(one.is_reached for one in rung), 4),
        "own_instead": sum(_is_own_instead(one) for one in rung),
        "no_number": sum(one.number is None for one in rung),
        "beep_s": [round(beeps[len(beeps) // 2], 1), round(beeps[-1], 1)],
    }


def _is_own_instead(one: Rung) -> bool:
    """Whether the number that was rung from is, in the place of another that was meant."""
    return one.number is not None and one.number == one.person.caller != one.person.meant


def _spread(seconds: Sequence[float]) -> list[float] | None:
    """Median, 95th percentile, longest."""
    if not seconds:
        return None
    return [round(seconds[int((len(seconds) - 1) * share)], 1) for share in (0.5, 0.95, 1)]


def _quietly() -> None:
    """Each webhook is a line of the log, which would stand among the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
