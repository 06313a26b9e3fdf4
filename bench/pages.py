"""How long each page of the console and each list of the API takes on a ledger of many tickets."""

import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import requests
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import big_ledger
from store import connect, upgrade

TICKETS = 100_000
MOST_MS = 100
TIMES = 9
PAGES = (
    *("/console", "/console/coda"),
    *("/console/richieste", "/console/richieste?stato=", "/console/richieste?stato=&q=chiusura"),
    *("/console/richieste?stato=&q=non+ci+sono+parole+simili", "/console/richieste?q=0450000042"),
    *("/console/richieste?stato=&urgenza=low&categoria=hardware", "/console/richieste/{ticket}"),
    *("/console/chiamate", "/console/chiamate?messaggio=senza"),
    *("/console/chiamate?numero=0450000042", "/console/chiamate/{call}"),
    *("/console/clienti", "/console/clienti?q=ferramenta+19", "/console/clienti/42"),
    *("/console/orari", "/console/quadro", "/console/quadro?settimane=52"),
    *("/console/registro", "/console/impostazioni"),
)
LISTS = (
    *("/api/v1/tickets", "/api/v1/tickets?status=open", "/api/v1/tickets/{ticket}"),
    *("/api/v1/callbacks", "/api/v1/calls", "/api/v1/calls/{call}", "/api/v1/customers"),
)
Service = Callable[[Path, Callable[[Any], None]], AbstractContextManager[str]]


def measure(tickets: int, service: Service, console: Console) -> dict[str, Any]:
    """Milliseconds by address: the median and the slowest of several, after a first one.

    `service` runs the web process on a folder, once its ledger was filled, and tells its address.
    """
    now, token = datetime.now(UTC), ""

    def fill(engine: Any) -> None:
        nonlocal token
        token = big_ledger.fill(engine, tickets, now)

    found = {}
    middle = {"ticket": big_ledger.FIRST + tickets // 2, "call": f"CA{tickets // 2:032x}"}
    with (
        TemporaryDirectory() as folder,
        service(Path(folder), fill) as address,
        signed_in(address) as browser,
    ):
        program = {"Authorization": f"Bearer {token}"}
        for path in track((*PAGES, *LISTS), "Pages", console=console):
            headers = program if path in LISTS else {}
            found[path] = _timed(browser, address + path.format(**middle), headers)
    slow = [path for path, one in found.items() if one["median_ms"] > MOST_MS]
    return {"tickets": tickets, "pages": found, "too_slow": slow}


@contextmanager
def signed_in(address: str) -> Iterator[requests.Session]:
    """A browser in which the supervisor is signed in."""
    with requests.Session() as browser:
        page = browser.get(f"{address}/login", timeout=20).text
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        if token is None:
            raise ValueError("expected a token on the page to sign in at, found none")
        typed = {
            "nome": big_ledger.NAME,
            "password": big_ledger.PASSWORD,
            "csrf_token": token.group(1),
        }
        browser.post(f"{address}/login", data=typed, timeout=20)
        yield browser


def _timed(browser: requests.Session, url: str, headers: dict[str, str]) -> dict[str, float]:
    took = []
    for _ in range(TIMES + 1):
        began = time.perf_counter()
        answer = browser.get(url, headers=headers, timeout=60, allow_redirects=False)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise ValueError(f"expected 200 from {url}, found {answer.status_code}")
    again = took[1:]
    return {"median_ms": round(statistics.median(again), 1), "slowest_ms": round(max(again), 1)}


def table(measured: dict[str, Any]) -> Table:
    """Every address with its time."""
    rows = Table(
        title=f"Pages and lists with {measured['tickets']} tickets, wanted: under {MOST_MS} ms",
        caption=f"milliseconds over HTTP, of {TIMES} requests",
    )
    rows.add_column("address")
    rows.add_column("median", justify="right")
    rows.add_column("slowest", justify="right")
    for path, one in measured["pages"].items():
        style = "red" if path in measured["too_slow"] else None
        rows.add_row(path, f"{one['median_ms']:.0f}", f"{one['slowest_ms']:.0f}", style=style)
    return rows


def command_for(service: Service) -> click.Command:
    """`python -m bench pages`, on such a service."""

    @click.command("pages")
    @click.option("--tickets", default=TICKETS, show_default=True)
    @click.option("--json", "as_json", is_flag=True)
    def pages(tickets: int, as_json: bool) -> None:
        """Measure each page of the console and each list of the API with many tickets."""
        measured = measure(tickets, service, Console(stderr=True))
        if as_json:
            click.echo(json.dumps(measured, indent=2))
        else:
            Console().print(table(measured))
        fail_if_slow(measured)

    return pages


def fail_if_slow(measured: dict[str, Any]) -> None:
    """End with 1, and name what takes too long, if anything does."""
    if measured["too_slow"]:
        raise click.ClickException(f"over {MOST_MS} ms: {', '.join(measured['too_slow'])}")


def prepared(url: str, fill: Callable[[Any], None]) -> None:
    """The ledger at the address, with all that it is to hold."""
    engine = connect(url)
    upgrade(engine)
    fill(engine)
    engine.dispose()
