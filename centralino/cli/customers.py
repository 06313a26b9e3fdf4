"""`centralino customers`: who may call, what they have of us, and the files that say so."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy.orm import Session

from centralino.cli.shared.customer_report import as_json as report_json
from centralino.cli.shared.customer_report import mistakes_of, show_changes
from centralino.cli.shared.late_progress import Bar, late_progress
from centralino.cli.shared.ledger import reading, writing
from centralino.cli.shared.output import json_option, print_json, say, table
from centralino.config.settings import Settings, load
from centralino.files.atomic_write import replace_file
from centralino.files.csv_text import LARGEST
from centralino.files.customers import (
    CUSTOMERS,
    HARDWARE,
    Book,
    file_of,
    read_file,
    take,
    warnings,
)
from centralino.runtime.clock import service_clock
from rules.customers.changes import Change
from rules.customers.rows import CustomerRow, HardwareRow, cells_of
from rules.customers.table import Sheet
from rules.errors import NotFound
from store.customers import directory, import_customers, import_hardware, import_undo
from store.staff import audit_log
from store.views.as_json.customer_json import piece_json

ACTOR = "centralino customers"

_HARDWARE = "The file is one of hardware, not of customers."
hardware_option = click.option("--hardware", "of_hardware", is_flag=True, help=_HARDWARE)


@click.group()
def customers() -> None:
    """Customers, their numbers, and the hardware that they bought."""


@customers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@hardware_option
@click.option("--dry-run", is_flag=True, help="Only say what would be altered.")
@click.option(
    "--change-owner",
    is_flag=True,
    help="With --hardware: a piece that another customer has goes over to the one of its row.",
)
@json_option
@click.pass_context
def import_(
    ctx: click.Context,
    file: str,
    of_hardware: bool,
    dry_run: bool,
    change_owner: bool,
    as_json: bool,
) -> None:
    """Add what FILE says of customers (CSV; "-" is standard input), or alter those who are known.

    With any mistake in the file nothing is written, every mistake is named, and the exit code is 1.
    Customers and hardware of which the file says nothing stay as they are.
    """
    if change_owner and not of_hardware:
        raise click.UsageError("--change-owner is said of hardware: add --hardware")
    settings = load(ctx.obj)
    book: Book[Any] = HARDWARE if of_hardware else CUSTOMERS
    with late_progress() as bar:
        sheet = _read(book, file, _today(settings), bar)
        bar.doing("Comparing and writing")
        changes, warned = _done(settings, book, file, sheet, dry_run, change_owner)
    if as_json:
        print_json(report_json(file, sheet, changes, warned, dry_run))
    for line in mistakes_of(file, sheet):
        say(line)
    for warning in warned:
        say(f"{file}: {warning}")
    if not as_json and not sheet.mistakes:
        show_changes(sheet, changes, dry_run)
    ctx.exit(1 if sheet.mistakes else 0)


@customers.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@hardware_option
@json_option
@click.pass_obj
def export(config: Path | None, file: str, of_hardware: bool, as_json: bool) -> None:
    """Write all customers into FILE (CSV for Excel; "-" is standard output), ready for an import."""
    book: Book[Any] = HARDWARE if of_hardware else CUSTOMERS
    with reading(load(config)) as session:
        rows = book.held(session)
    if file == "-" and as_json:
        print_json([asdict(row) for row in rows])
        return
    with late_progress() as bar:
        bar.doing("Writing", len(rows))
        data = file_of(book, bar.counted(rows))
    if file == "-":
        click.echo(data, nl=False)
        return
    replace_file(Path(file), data)
    if as_json:
        print_json({"file": file, "rows": len(rows)})
    else:
        click.echo(f"{file}: {len(rows)} {'pieces of hardware' if of_hardware else 'customers'}")


@customers.command("list")
@json_option
@click.pass_obj
def list_(config: Path | None, as_json: bool) -> None:
    """All of them, by code."""
    with reading(load(config)) as session:
        rows = import_customers.customers(session)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    columns = ("code", "name", "phones", "contract", "J-System", "software")
    table(columns, (_line(row) for row in rows))


@customers.command()
@click.argument("code")
@json_option
@click.pass_obj
def show(config: Path | None, code: str, as_json: bool) -> None:
    """One customer with the hardware; the digits of CODE do where only one customer has them."""
    with reading(load(config)) as session:
        customer = directory.by_code(session, code)
        if customer is None:
            raise NotFound(f'there is no customer with the code "{code}", or more than one')
        row = import_customers.row_of(customer, directory.phones(session, customer.id))
        pieces = import_hardware.of_customers(session, [customer.code]).get(customer.code, [])
    if as_json:
        print_json({**asdict(row), "hardware": [piece_json(piece) for piece in pieces]})
        return
    facts = zip(CUSTOMERS.columns, cells_of(row), strict=True)
    table(("", ""), [(name.replace("_", " "), cell) for name, cell in facts if cell])
    if pieces:
        click.echo()
        names = [*HARDWARE.columns[1:], "warranty_until"]
        table([name.replace("_", " ") for name in names], map(_piece, pieces))


def _read(book: Book[Any], file: str, today: date, bar: Bar) -> Sheet[Any]:
    with click.open_file(file, "rb") as opened:
        data: bytes = opened.read(LARGEST + 1)
    bar.doing("Reading", data.count(b"\n"))
    return read_file(book, data, today, bar.counted)


def _done(
    settings: Settings,
    book: Book[Any],
    file: str,
    sheet: Sheet[Any],
    dry_run: bool,
    change_owner: bool,
) -> tuple[Sequence[Change[Any]], list[str]]:
    """What the file alters, and what should be known; a file with mistakes alters nothing."""
    writes = not dry_run and not sheet.mistakes
    door: Callable[[Settings], AbstractContextManager[Session]] = writing if writes else reading
    with door(settings) as session:
        kind = "hardware" if book is HARDWARE else "customers"
        before = import_undo.held(session, kind) if writes else {}
        changes = take(session, book, sheet, writes=writes, change_owner=change_owner)
        if sheet.mistakes:
            return [], []
        if writes:
            note = f"{Path(file).name[:150]}: {len(sheet.rows)}"
            now, name = service_clock()(), Path(file).name
            audit_log.add(session, f"{kind}_file", by=ACTOR, now=now, note=note)
            import_undo.keep(session, kind, name, before, by=ACTOR, now=now)
        return changes, warnings(session, changes) if book is CUSTOMERS else []


def _today(settings: Settings) -> date:
    return service_clock()().astimezone(ZoneInfo(settings.service.timezone)).date()


def _line(row: CustomerRow) -> tuple[object, ...]:
    software = " ".join(filter(None, (row.software, row.software_version)))
    contract = _until(row.contract, row.contract_until)
    j_system = _until(row.j_system, row.j_system_until)
    return row.code, row.name, ", ".join(row.phones), contract, j_system, software


def _until(has_it: bool, last_day: date | None) -> str:
    if not has_it:
        return "no"
    return f"until {last_day}" if last_day else "yes"


def _piece(piece: HardwareRow) -> list[str]:
    return [*cells_of(piece)[1:], str(piece.warranty_until)]
