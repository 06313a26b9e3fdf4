"""The table of `make bench`: each figure beside what it is compared with, and what it should be."""

from collections.abc import Sequence
from typing import Any

from rich.table import Table


def table(figures: dict[str, Any]) -> Table:
    """The figures beside what they are compared with in the same run, and what they should be."""
    begun, spoken = figures["start"], figures["text"]
    rows = Table("figure", "ours", "bare view", "ratio", "goal", title="Centralino on this machine")
    for key, callers, quicker, slower in (
        ("webhooks", "callers at once", "at least 2", "at most 1"),
        ("alone", "caller", "", ""),
    ):
        _add_webhooks(rows, figures[key], callers, quicker, slower)
    rows.add_row("serve to first TwiML", f"{begun['first_twiml_s']:.2f} s", "", "", "1 s")
    rows.add_row("web process", f"{begun['web_mb']:.0f} MB", "", "", "under 110 MB")
    hours = f"{figures['hours_s']:.2f} s of processor"
    rows.add_row("`centralino hours explain`", hours, "", "", "under 0.25 s")
    rows.add_row(
        "hang-up to ticket with text",
        f"median {spoken['median_s']:.2f} s, slowest {spoken['slowest_s']:.2f} s",
        *("", "", "under 3 s"),
    )
    return rows


def _add_webhooks(
    rows: Table, web: dict[str, Any], callers: str, quicker: str, slower: str
) -> None:
    ours, bare, told = web["ours"], web["bare"], f"{web['connections']} {callers}"
    rows.add_row(
        f"signed webhook with its commit, {told}",
        *(f"{one['per_second']:.0f}/s" for one in (ours, bare)),
        *(f"{web['throughput_ratio']:.2f}", quicker),
    )
    rows.add_row(
        f"its 99th percentile, {told}",
        *(f"{one['p99_ms']:.0f} ms" for one in (ours, bare)),
        *(f"{web['p99_ratio']:.2f}", slower),
    )


def callers(found: dict[str, Any]) -> Table:
    """`bench callers`: both flows side by side, for all callers, by kind and by manner."""
    rows = Table(title="Callers: at which number they are rung", title_justify="left")
    for name in (
        "",
        "callers",
        "strangers rung, unmarked",
        "reached",
        "before: the same",
        "reached",
    ):
        rows.add_column(name, justify="right" if name else "left")
    rows.add_column("kept", justify="right")
    rows.add_column("beep: median, longest")
    rows.add_column("added: median, 95th, longest; when correcting")
    for name, pair in found.items():
        if pair["now"]["callers"]:
            rows.add_row(name, *_whom(pair["now"], pair["before"]), *_how_long(pair))
    return rows


def _whom(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    shown = [str(ours["callers"])]
    for one in (ours, theirs):
        told = one["callers"] > 0
        shown.append(f"{one['strangers']}, {one['unmarked']}" if told else "")
        shown.append(f"{one['reached']:.1%}" if told else "")
    return [*shown, str(ours["filed"])]


def _how_long(pair: dict[str, Any]) -> list[str]:
    beeps = " and ".join(f"{one} s" for one in pair["now"]["beep_s"])
    return [beeps, f"{_spread(pair['added_s'])}; {_spread(pair['added_correcting_s'])}"]


def _spread(seconds: Sequence[float] | None) -> str:
    return ", ".join(f"{one:.1f}" for one in seconds) if seconds else "nobody"
