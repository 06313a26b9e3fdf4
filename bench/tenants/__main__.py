"""`python -m bench.tenants matrix|backlog|cost`: the figures about several firms on one installation."""

import statistics
import tempfile
import time
from pathlib import Path

import click

from bench.tenants import backlog as backlogs
from bench.tenants import cost as costs
from bench.tenants import matrix as matrices
from bench.tenants import twins
from centralino.runtime import log
from centralino.tenants.door import Door

MOST_DELAY_PERCENT = 10


@click.group()
def main() -> None:
    """Measure isolation, fair turns, and what one more firm costs."""
    log.configure("critical")


@main.command()
@click.option("--probes", default=100_000, show_default=True)
@click.option("--skip", default=0, show_default=True, help="Probes that were made elsewhere.")
def matrix(probes: int, skip: int) -> None:
    """Try every key of one firm at every route of another; exit code 1 with a leak."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        firms = twins.firms(twins.written(Path(folder) / "two", ("alfa", "beta")))
        found = matrices.probe(
            Door(firms, lambda: twins.NOW), [twins.filled(firm) for firm in firms], probes, skip
        )
    click.echo(
        f"{found.probes} probes of {found.routes} routes with {found.keys} keys, "
        f"{time.monotonic() - began:.0f} s: {len(found.leaks)} leaks; "
        f"{found.opened} pages opened by the firms' own keys"
    )
    for leak in found.leaks[:50]:
        click.echo(leak)
    raise SystemExit(bool(found.leaks) or not found.opened)


@main.command()
@click.option("--backlog", default=10_000, show_default=True)
@click.option("--messages", default=15, show_default=True)
def backlog(backlog: int, messages: int) -> None:
    """How soon a firm's message is text while another's wait; exit code 1 above 10 % more."""
    with tempfile.TemporaryDirectory() as folder:
        found = backlogs.measured(Path(folder), backlog, messages)
    for words, took in (
        ("nobody else", found.alone),
        (f"{backlog} of another, in turns", found.with_turns),
        (f"{backlog} of another, one queue (control)", found.without_turns),
    ):
        click.echo(f"{words}: median {statistics.median(took):.2f} s, longest {max(took):.2f} s")
    click.echo(f"delayed by {found.delay_percent:.1f} %")
    raise SystemExit(found.delay_percent > MOST_DELAY_PERCENT)


@main.command()
@click.option("--firms", default=20, show_default=True)
def cost(firms: int) -> None:
    """Memory and time of one more firm in the web process."""
    one, many = costs.measured(firms)
    others = many.firms - one.firms

    def each(name: str) -> float:
        return (getattr(many, name) - getattr(one, name)) / others

    click.echo(f"one more firm, of {firms}:")
    click.echo(f"  {1000 * each('read_s'):.0f} ms to read, {1000 * each('made_s'):.0f} ms to make")
    for name, words in (
        ("started_kb", "started"),
        ("called_kb", "called"),
        ("used_kb", "with console and form in use"),
    ):
        click.echo(f"  {each(name):.0f} kB {words}")


if __name__ == "__main__":
    main()
