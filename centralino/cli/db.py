"""`centralino db`: the tables' version, and copies of all that is in them."""

from contextlib import nullcontext
from pathlib import Path

import click
from sqlalchemy import Engine

import store
from centralino.backups import making
from centralino.cli.shared.ledger import check_version, is_there, opened
from centralino.cli.shared.output import json_option, print_json, say
from centralino.config.settings import Settings, load
from centralino.runtime.clock import service_clock
from centralino.tenants.installation import installed
from centralino.tenants.told import by_firm, named
from centralino.wiring.places import beside_database, places_of
from rules.errors import TemporaryFailure
from store.database import backup as copies
from store.database import numbers
from store.database.usage_lock import alone
from store.messages import told_before
from store.privacy import free_pages, requests


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
@json_option
@click.pass_obj
def upgrade(config: Path | None, as_json: bool) -> None:
    """Bring the tables to the version that this program expects; again changes nothing."""
    told = {}
    for firm in installed(config).firms:
        with opened(firm.settings, may_make=True) as engine:
            before = store.current(engine)
            store.upgrade(engine)
            after = store.current(engine)
        told[firm.name] = {"before": before, "after": after}
        if not as_json:
            is_new = f"already at version {after}" if before == after else f"now at version {after}"
            click.echo(named(firm, is_new))
    if as_json:
        print_json(by_firm(told))


@db.command()
@json_option
@click.pass_obj
def current(config: Path | None, as_json: bool) -> None:
    """The version of the tables, and the one that this program expects."""
    told, expected = {}, store.head()
    for firm in installed(config).firms:
        found = None
        if is_there(firm.settings):
            with opened(firm.settings) as engine:
                found = store.current(engine)
        told[firm.name] = {
            "current": found,
            "expected": expected,
            "up_to_date": found == expected,
        }
        if not as_json:
            version = f"version {found or 'none'}; this program expects version {expected}"
            click.echo(named(firm, version))
    if as_json:
        print_json(by_firm(told))


@db.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--for-a-try", "to_try", is_flag=True, help="It is no backup, and counts as none.")
@json_option
@click.pass_obj
def backup(config: Path | None, file: Path, to_try: bool, as_json: bool) -> None:
    """Copy the database into FILE, while the service runs. Recordings are files of their own."""
    if str(file) == "-":
        raise click.BadParameter('expected the name of a file, found "-"', param_hint="FILE")
    settings = load(config)
    with opened(settings) as engine:
        check_version(engine, settings)
        if to_try:
            copies.backup(engine, file)
        else:
            making.database(engine, file, service_clock()())
    if as_json:
        print_json({"file": file, "bytes": file.stat().st_size})
        return
    click.echo(f"{file}: {file.stat().st_size} bytes")


@db.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Even while the service works with the database.")
@json_option
@click.pass_obj
def restore(config: Path | None, file: Path, yes: bool, force: bool, as_json: bool) -> None:
    """Put what FILE holds in the place of all that the database holds; stop the service first."""
    settings = load(config)
    with (
        opened(settings, may_make=True) as engine,
        nullcontext() if force else alone(engine),
    ):
        copies.check_copy(engine, file)
        if not yes:
            click.confirm("All that the database holds now is lost. Go on?", abort=True, err=True)
        before = numbers.dealt(engine)
        copies.restore(engine, file)
        store.upgrade(engine)  # a copy may be older than the program
        numbers.go_on(engine, before, numbers.marked(beside_database(settings) / numbers.NAME))
        version = store.current(engine)
        again = _erase_again(engine, settings)
        with store.sessions(engine).begin() as session:
            told_before.copy_was_restored(session, service_clock()())
    if again:
        say(f"Erased again what was erased since that copy was made: {again}.")
    if as_json:
        print_json({"file": file, "version": version})
        return
    if force:
        say("Restart the service, so that nothing of what was there before is remembered.")
    click.echo(f"restored {file}, at version {version}")


def _erase_again(engine: Engine, settings: Settings) -> int:
    """A copy may hold what was erased since it was made; how many requests and calls that were."""
    places, now = places_of(settings), service_clock()()
    again = requests.erase_again(store.sessions(engine), places, now)
    if again:
        try:
            free_pages.clean(engine, now)
        except TemporaryFailure as error:  # only with --force
            say(f"{error}; the clock does it while nobody is at work.")
    return again
