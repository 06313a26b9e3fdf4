"""Our order of the queue beside the one before it and plain first-come, on the same made-up months.

What counts is what customers feel: how long the blocked wait, and how late broken promises are.
"""

import json
import os
import statistics
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.made_up_desk import HOURS, Desk, World, by_our_rule, first_come
from rules.callbacks.callback import Waiting
from rules.callbacks.priority import PromiseWeights, in_order
from rules.hours.working_time import between
from rules.tickets.ticket import Urgency

CONFIDENCE = 0.90
LOADS = {"usual": 0.85, "busy": 0.95}
TECHNICIANS = (2, 3)
WEEKS = 4
# How much each minute beyond the promised time is felt: blocked customers stand still.
FELT = {"blocking": 8, "high": 4, "normal": 2, "low": 1}
# Until it was measured: a promise about to break came before all, a broken one weighed nothing more.
_FORMER = PromiseWeights(
    near=dict.fromkeys(Urgency, 4 * 7 * 3600.0), late=dict.fromkeys(Urgency, 0.0)
)


def by_former_rule(waiting: Iterable[Waiting], now: datetime) -> list[Waiting]:
    """As the queue stood before lateness and urgency were weighed."""
    return in_order(waiting, now, HOURS, promise=_FORMER)


ORDERS = {"ours": by_our_rule, "before": by_former_rule, "first-come": first_come}


@dataclass(frozen=True)
class Rung:
    """One customer: minutes of work from being taken in charge to being rung."""

    urgency: str
    waited: float
    late: float  # minutes of work after the time that we promised; 0 where that was kept

    @property
    def kept(self) -> bool:
        """The promise that our own rule would have made."""
        return self.late == 0


@dataclass(frozen=True)
class Life:
    """One month of one desk, worked through in one order."""

    order: str
    world: World


def worlds(seed: int) -> list[World]:
    """A month for each size and load, each with a seed of its own."""
    return [
        World(seed * 1000 + 500 + 10 * technicians + place, technicians, load, WEEKS)
        for technicians in TECHNICIANS
        for place, load in enumerate(LOADS.values())
    ]


def live(life: Life) -> list[Rung]:
    """Everybody who called after the warm-up and was rung."""
    told = Desk(life.world, CONFIDENCE, ORDERS[life.order]).live()
    return [
        Rung(
            one.entry.urgency,
            _minutes(one.entry.in_charge_at, one.called_at, one.entry.j_system),
            _minutes(one.promised_at, one.called_at, one.entry.j_system)
            if one.called_at > one.promised_at
            else 0.0,
        )
        for one in told
        if one.called_at is not None
    ]


def _minutes(start: datetime, end: datetime, j_system: bool) -> float:
    return between(start, end, HOURS, j_system=j_system).total_seconds() / 60


def measure(all_worlds: Sequence[World], console: Console) -> dict[str, Any]:
    """The figures of each order, on all desks and by load."""
    lives = [Life(order, world) for world in all_worlds for order in ORDERS]
    lives.sort(key=lambda life: -life.world.technicians * life.world.load)
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        done = track(pool.map(live, lives), "Queue", total=len(lives), console=console)
        found = list(zip(lives, done, strict=True))
    return {
        name: {
            order: figures(
                rung
                for life, customers in found
                if life.order == order and life.world.load in loads
                for rung in customers
            )
            for order in ORDERS
        }
        for name, loads in {"all": LOADS.values(), **{n: (v,) for n, v in LOADS.items()}}.items()
    }


def figures(rung: Iterable[Rung]) -> dict[str, float]:
    """The share of promises kept, and how long customers waited, in minutes of work.

    `felt` is by how much broken promises were late, weighted by urgency, for each customer.
    """
    customers = list(rung)
    waits = sorted(one.waited for one in customers)
    blocked = sorted(one.waited for one in customers if one.urgency == "blocking")
    return {
        "customers": len(customers),
        "kept": round(statistics.mean(one.kept for one in customers), 3),
        "felt": round(statistics.mean(FELT[one.urgency] * one.late for one in customers), 2),
        "blocked_kept": round(
            statistics.mean(one.kept for one in customers if one.urgency == "blocking"), 3
        ),
        "median": round(statistics.median(waits), 1),
        "longest": round(waits[-1], 1),
        "blocked_median": round(statistics.median(blocked), 1),
        "blocked_p95": round(blocked[int(len(blocked) * 0.95)], 1),
        "blocked_longest": round(blocked[-1], 1),
    }


def table(measured: dict[str, Any]) -> Table:
    """The orders side by side."""
    rows = Table(
        title=f"The queue: three orders, {WEEKS} weeks of {len(LOADS) * 2} desks",
        caption="waits in minutes of work, from being taken in charge to being rung; "
        "felt: minutes late for each customer, a blocked one's eightfold",
    )
    rows.add_column("desks")
    rows.add_column("order")
    for name in ("customers", "kept", "felt", "median", "longest"):
        rows.add_column(name, justify="right")
    rows.add_column("blocked: median, p95, longest", justify="right")
    for name, orders in measured.items():
        for order, one in orders.items():
            blocked = f"{one['blocked_median']:.0f}, {one['blocked_p95']:.0f}"
            rows.add_row(
                *(name, order, f"{one['customers']:.0f}", f"{one['kept']:.1%}"),
                *(f"{one['felt']:.2f}", f"{one['median']:.0f}", f"{one['longest']:.0f}"),
                f"{blocked}, {one['blocked_longest']:.0f}",
            )
        rows.add_section()
    return rows


@click.command("queue")
@click.option("--seed", default=1, show_default=True, help="Other months.")
@click.option("--json", "as_json", is_flag=True)
def command(seed: int, as_json: bool) -> None:
    """Compare orders of the queue by what customers feel: promises kept, lateness, and waits."""
    measured = measure(worlds(seed), Console(stderr=True))
    if as_json:
        click.echo(json.dumps(measured, indent=2))
    else:
        Console().print(table(measured))
