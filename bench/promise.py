"""Whether promises are kept as often as they should be, on weeks of made-up desks."""

import json
import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.made_up_desk import HOURS, Desk, Told, World
from rules.hours.working_time import between

CONFIDENCE = 0.90
KEPT = (0.88, 0.95)
RATIO = 2.0  # the most that the median promise may be of the median wait
LOADS = {"quiet": 0.75, "usual": 0.85, "busy": 0.95}
# By technicians: small desks have fewer callers a week, and get more weeks.
WEEKS = {1: 14, 2: 7, 3: 5, 4: 4, 5: 4}


@dataclass(frozen=True)
class Outcome:
    """One promise; all in minutes: of work from in charge, and by the clock from the call."""

    load: float
    technicians: int
    kept: bool
    promised: float
    waited: float
    clock_promised: float
    clock_waited: float


@dataclass(frozen=True)
class Figures:
    """Many promises in one line; medians in minutes."""

    promises: int
    kept: float
    promised: float
    waited: float
    clock_promised: float
    clock_waited: float

    @property
    def ratio(self) -> float:
        """The median promise to the median wait, in working time."""
        return self.promised / self.waited


def worlds(seed: int) -> list[World]:
    """Every size of desk at every load, each with a seed of its own."""
    return [
        World(seed * 1000 + 10 * technicians + place, technicians, load, weeks)
        for technicians, weeks in WEEKS.items()
        for place, load in enumerate(LOADS.values())
    ]


def outcomes(world: World) -> list[Outcome]:
    """What came of each promise in the life of one desk."""
    told = Desk(world, CONFIDENCE).live()
    return [_outcome(one, one.called_at, world) for one in told if one.called_at]


def _outcome(told: Told, called_at: datetime, world: World) -> Outcome:
    called = told.entry.created_at
    return Outcome(
        load=world.load,
        technicians=world.technicians,
        kept=called_at <= told.promised_at,
        promised=_worked(told, told.promised_at),
        waited=_worked(told, called_at),
        clock_promised=(told.promised_at - called).total_seconds() / 60,
        clock_waited=(called_at - called).total_seconds() / 60,
    )


def _worked(told: Told, until: datetime) -> float:
    entry = told.entry
    worked = between(entry.in_charge_at, until, HOURS, j_system=entry.j_system)
    return worked.total_seconds() / 60


def figures(found: Iterable[Outcome]) -> Figures:
    """The share kept, and the medians."""
    measured = list(found)

    def median(of: Callable[[Outcome], float]) -> float:
        return statistics.median(of(one) for one in measured)

    return Figures(
        promises=len(measured),
        kept=statistics.mean(one.kept for one in measured),
        promised=median(lambda one: one.promised),
        waited=median(lambda one: one.waited),
        clock_promised=median(lambda one: one.clock_promised),
        clock_waited=median(lambda one: one.clock_waited),
    )


def measure(all_worlds: Sequence[World], console: Console) -> dict[str, Any]:
    """All of it: the figures of all promises, by load and by technicians, and what is wrong."""
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        # the longest first, or one process works alone in the end
        longest = sorted(all_worlds, key=lambda world: -world.technicians * world.weeks)
        lives = pool.map(outcomes, longest)
        found = [
            one
            for life in track(lives, "Promises", total=len(longest), console=console)
            for one in life
        ]
    overall = figures(found)
    return {
        "weeks": sum(world.weeks for world in all_worlds),
        "confidence": CONFIDENCE,
        "all": _as_json(overall),
        "by_load": {
            name: _as_json(figures(one for one in found if one.load == load))
            for name, load in LOADS.items()
        },
        "by_technicians": {
            str(count): _as_json(figures(one for one in found if one.technicians == count))
            for count in WEEKS
        },
        "out_of_bounds": out_of_bounds(overall),
    }


def _as_json(line: Figures) -> dict[str, float]:
    exact = asdict(line) | {"ratio": line.ratio}
    return {name: round(value, 3 if name == "kept" else 2) for name, value in exact.items()}


def out_of_bounds(overall: Figures, kept: tuple[float, float] = KEPT) -> list[str]:
    """What is not as it should be, in words."""
    wrong = []
    least, most = kept
    if not least <= overall.kept <= most:
        wrong.append(f"expected {least:.0%} to {most:.0%} kept, found {overall.kept:.1%}")
    if overall.ratio > RATIO:
        wrong.append(
            f"expected a median promise of {RATIO} median waits at most, found {overall.ratio:.2f}"
        )
    return wrong


def table(measured: dict[str, Any]) -> Table:
    """The figures, all together and by what makes them differ."""
    title = f"Promises at {measured['confidence']:.0%}, on {measured['weeks']} weeks of desk life"
    rows = Table(title=title, caption="medians in minutes; working time counts from in charge")
    for name in ("desks", "promises", "kept", "promise", "wait", "ratio", "by the clock"):
        rows.add_column(name, justify="left" if name == "desks" else "right")
    _add(rows, "all", measured["all"])
    rows.add_section()
    for name, line in measured["by_load"].items():
        _add(rows, f"{name}, load {LOADS[name]:.2f}", line)
    rows.add_section()
    for count, line in measured["by_technicians"].items():
        _add(rows, f"{count} technicians" if count != "1" else "1 technician", line)
    return rows


def _add(rows: Table, name: str, line: dict[str, float]) -> None:
    rows.add_row(
        name,
        f"{line['promises']:.0f}",
        f"{line['kept']:.1%}",
        f"{line['promised']:.1f}",
        f"{line['waited']:.1f}",
        f"{line['ratio']:.2f}",
        f"{line['clock_promised']:.0f} / {line['clock_waited']:.0f}",
    )


@click.command("promise")
@click.option("--seed", default=1, show_default=True, help="Other weeks.")
@click.option("--json", "as_json", is_flag=True)
def command(seed: int, as_json: bool) -> None:
    """Measure how often promises are kept, and how long they are beside the real wait."""
    measured = measure(worlds(seed), Console(stderr=True))
    if as_json:
        click.echo(json.dumps(measured, indent=2))
    else:
        Console().print(table(measured))
    fail_unless_within(measured)


def fail_unless_within(measured: dict[str, Any]) -> None:
    """End with 1, and say what is out of bounds, if anything is."""
    if measured["out_of_bounds"]:
        raise click.ClickException("; ".join(measured["out_of_bounds"]))
