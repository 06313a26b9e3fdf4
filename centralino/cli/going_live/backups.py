"""`centralino backups`: all that is worth keeping, copied into a folder, and tried there."""

from pathlib import Path

import click

from centralino.backups import making, trial
from centralino.cli.shared.ledger import check_version, opened
from centralino.cli.shared.output import json_option, print_json, say
from centralino.config.settings import load
from centralino.runtime.clock import service_clock
from centralino.tenants.installation import installed
from centralino.tenants.told import by_firm, named
from rules.errors import BadInput, PermanentFailure


@click.group()
def backups() -> None:
    """Copy database, recordings and attachments into a folder, and try to restore them."""


@backups.command("make")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1, 3650),
    default=14,
    show_default=True,
    metavar="DAYS",
    help="Copies of the database older than that are removed.",
)
@json_option
@click.pass_obj
def make(config: Path | None, folder: Path, keep: int, as_json: bool) -> None:
    """Copy all that is worth keeping into FOLDER, while the service runs.

    A dated copy of the database each time; recordings and attachments once, and gone from FOLDER when
    the service has deleted them. Configuration and secrets are not copied. Of several firms each has a
    folder of its own within FOLDER, by its name.
    """
    told = {}
    for firm in installed(config).firms:
        there = folder if firm.name is None else folder / firm.name
        with opened(firm.settings) as engine:
            check_version(engine, firm.settings)
            made = making.make(engine, firm.settings, there, keep, service_clock()())
        told[firm.name] = vars(made)
        if made.lost:
            lost = f"{made.lost} files that are named in the database are missing"
            say(named(firm, f"{lost}, here and in {there}."))
        if not as_json:
            click.echo(f"{made.copy}: {made.copied} files copied, {made.removed} removed")
    if as_json:
        print_json(by_firm(told))


@backups.command("try")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--copy",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Instead of the newest copy in FOLDER.",
)
@json_option
@click.pass_obj
def try_(config: Path | None, folder: Path, file: Path | None, as_json: bool) -> None:
    """Restore the newest copy of FOLDER into a scratch place, and compare it with what there is.

    Exit code 1 when it could not be relied upon. The service may run meanwhile; nothing of it is touched.
    """
    settings = load(config)
    there = making.copies(folder)
    if file is None and not there:
        raise BadInput(f"{folder}: there is no copy: `centralino backups make {folder}` makes one")
    with opened(settings) as engine:
        check_version(engine, settings)
        found = trial.tried(engine, file or there[-1][1], folder, service_clock()())
    if as_json:
        tables = {one.table: {**vars(one)} for one in found.tables}
        print_json(
            {"copy": found.copy, "tables": tables, "files": found.files, "faults": found.faults}
        )
    else:
        _show(found)
    if found.faults:
        raise PermanentFailure(f"{found.copy} cannot be relied upon: {len(found.faults)} faults")


def _show(found: trial.Trial) -> None:
    rows = sum(one.rows for one in found.tables)
    since = {
        "changed since": sum(one.changed for one in found.tables),
        "deleted since": sum(one.deleted for one in found.tables),
    }
    told = "".join(f", {count} {what}" for what, count in since.items() if count)
    click.echo(
        f"{found.copy}: {rows} rows in {len(found.tables)} tables{told}; {found.files} files whole"
    )
    for fault in found.faults:
        click.echo(f"FAULT  {fault}")
