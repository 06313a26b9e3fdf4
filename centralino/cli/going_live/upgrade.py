"""`centralino upgrade`: another version in the place of this one, and the way back."""

import os
from pathlib import Path

import click
from sqlalchemy import make_url

from centralino.cli.shared.ledger import opened
from centralino.cli.shared.output import json_option, print_json, say
from centralino.config.settings import load
from centralino.config.which_file import find
from centralino.upgrading import environment, service, versions
from centralino.upgrading.upgrade import Installed, back, is_replacing_data
from centralino.upgrading.upgrade import upgrade as put_in_place
from centralino.wiring.places import beside_database
from rules.errors import BadInput, PermanentFailure
from store.database.usage_lock import alone


@click.command()
@click.argument("source", required=False)
@click.option(
    "--back", "is_back", is_flag=True, help="Put back the version before the last upgrade."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def upgrade(
    config: Path | None, source: str | None, is_back: bool, yes: bool, as_json: bool
) -> None:
    """Put another version in the place of this one; configuration and data stay.

    SOURCE is the file of a wheel; in a checkout a branch, tag or commit, or nothing for what its branch
    follows. It is installed beside the version that runs, and tried on the configuration and on a copy of the
    database; then the service is stopped for some seconds. Whatever fails, what was there goes on.

    $TORCH_INDEX names an index for torch alone.
    """
    if is_back and source is not None:
        raise BadInput("expected SOURCE or --back, found both")
    place = environment.here()
    if is_back:
        _back(_installed(config, place), yes)
        return
    version = versions.wanted(source)
    one = _installed(config, place)
    if not yes:
        named = ", ".join(one.service.units) or "no unit of systemd"
        click.confirm(f"Upgrade {place.folder} ({named} runs)?", default=True, abort=True, err=True)
    note = put_in_place(one, version, os.environ.get("TORCH_INDEX", ""), say)
    if as_json:
        print_json(note)
        return
    click.echo(f"from {note['from']} to {note['to']}, tables at version {note['tables']}")
    say("The way back: centralino upgrade --back")


def _back(one: Installed, yes: bool) -> None:
    note = one.environment.note()
    if note is None:
        raise PermanentFailure(f"{one.environment.folder}: there is no version to go back to")
    checkout = versions.checkout_of_this()
    version = versions.Checkout(checkout, "") if checkout else versions.Wheel(Path(note["source"]))
    if not yes:
        lost = (
            f" The database of {note['at']} comes back with it: calls since then are fetched from Twilio"
            " again, and what was done in the console since then is lost."
            if is_replacing_data(note)
            else ""
        )
        click.confirm(f"Go back to {note['from']}?{lost}", abort=True, err=True)
    back(one, version, note, say)
    click.echo(f"back at {note['from']}")


def _installed(config: Path | None, place: environment.Environment) -> Installed:
    file = (config or find()).absolute()
    if file.is_relative_to(place.folder):
        raise PermanentFailure(
            "there is no configuration but the one among the program's files, which would be replaced with"
            " it: `centralino init` writes one, and --config names one"
        )
    settings = load(file)
    url = make_url(settings.database.url)

    def nobody_else() -> None:
        with opened(settings, may_make=True) as engine, alone(engine):
            pass

    data = beside_database(settings)
    if not data.is_dir():
        raise PermanentFailure(f"{data}: there is no such folder: `centralino init` makes it")
    return Installed(
        environment=place,
        config=file,
        data=data,
        is_one_file=url.get_backend_name() == "sqlite",
        service=service.running(settings.web.host, settings.web.port),
        alone=nobody_else,
    )
