"""`centralino twilio`: how both numbers stand at Twilio and should stand; a diff first, then the change."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from centralino.cli.going_live.doctor import show
from centralino.cli.shared.in_force import prompts_in_force
from centralino.cli.shared.output import json_option, print_json, say
from centralino.config.settings import Settings, load, read
from centralino.doctor.checks.account import account
from centralino.doctor.checks.door import door
from centralino.doctor.findings import State
from centralino.doctor.subject import Subject
from centralino.doctor.words import in_words
from centralino.runtime import log
from centralino.runtime.clock import service_clock
from centralino.wiring.twilio_account import account_api, lines_of, wanted_webhooks
from ivr.account import standby
from ivr.account.rest import AccountApi
from ivr.account.webhooks import Difference, SeenNumber, differences
from ivr.prompts import Voice
from rules.errors import PermanentFailure


@click.group()
def twilio() -> None:
    """The numbers' webhooks at Twilio."""


@dataclass(frozen=True)
class LinePlan:
    """What would be changed of a line's number; `seen` is None where the account has it not."""

    line: str
    number: str
    seen: SeenNumber | None
    changes: list[Difference]


@twilio.command()
@json_option
@click.pass_obj
def plan(config: Path | None, as_json: bool) -> None:
    """What `apply` would change, and nothing is changed."""
    settings = load(config)
    plans = list(_plans(settings, account_api(settings)))
    if as_json:
        print_json([_as_json(one) for one in plans])
    else:
        _show(plans)
    _require_owned(plans, settings)


@twilio.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@click.pass_obj
def apply(config: Path | None, yes: bool, as_json: bool) -> None:
    """Set both numbers' webhooks to this service; the diff is shown and asked about first."""
    settings = load(config)
    api = account_api(settings)
    plans = list(_plans(settings, api))
    if not as_json:
        _show(plans)
    changed = [one for one in plans if one.seen is not None and one.changes]
    if changed and not yes:
        click.confirm("Change this at Twilio?", abort=True, err=True)
    for one in changed:
        if still := _applied(api, one, settings):
            raise PermanentFailure(
                f"{one.number}: Twilio took the change, and still has another {still[0].field}"
            )
        say(f"{one.number} ({one.line}): changed {', '.join(c.field for c in one.changes)}.")
    if as_json:
        print_json([_as_json(one) for one in plans])
    _require_owned(plans, settings)


@twilio.command()
@json_option
@click.pass_context
def status(context: click.Context, as_json: bool) -> None:
    """How account and numbers stand at Twilio, and whether Twilio can reach us. Exit code 1 with a fault."""
    log.configure("critical")
    subject = Subject(read(context.obj), service_clock())
    found = [*account(subject), *door(subject)]
    told = [in_words(one) for one in found]
    if as_json:
        plain = ({"code": one.finding.code, "state": one.finding.state.value} for one in told)
        words = ({"told": one.told, "mend": one.mend or None} for one in told)
        print_json([{**code, **more} for code, more in zip(plain, words, strict=True)])
    else:
        show(told)
    if any(one.state is State.FAULT for one in found):
        context.exit(1)


@twilio.command()
@click.option(
    "--thanks", "url", metavar="URL", help="The address of the first document, at Twilio."
)
@click.pass_obj
def fallback(config: Path | None, url: str | None) -> None:
    """Print the TwiML to keep at Twilio, which takes messages while none of our servers answers."""
    settings = load(config)
    told = settings.lines.weekday.voices.it
    voice, prompts = Voice(told.voice, told.language), prompts_in_force(settings)[0]
    if url is None:
        click.echo(standby.thanks(prompts, voice), nl=False)
        say(
            "1. At Twilio (Developer tools, TwiML Bins) make a bin of this, what is said after the message,"
            " and copy its address.\n"
            "2. centralino twilio fallback --thanks ADDRESS prints the second: what takes the message."
        )
        return
    if not url.startswith("https://"):
        raise click.BadParameter(
            f'expected an address that begins with https://, found "{url}"', param_hint="--thanks"
        )
    click.echo(standby.message(prompts, voice, settings.recordings.max_seconds, url), nl=False)
    say(
        "3. Make a second bin of this, and write its address into twilio.fallback_url.\n"
        "4. centralino twilio apply enters it at both numbers. Messages that it takes come to us by"
        " themselves once we are up: the clock asks Twilio what we missed, and makes requests of them."
    )


def _plans(settings: Settings, api: AccountApi) -> Iterator[LinePlan]:
    should = wanted_webhooks(settings)
    owned = {one.number: one for one in api.numbers()}
    for line, number in lines_of(settings).items():
        seen = owned.get(number)
        yield LinePlan(line, number, seen, differences(seen, should) if seen else [])


def _applied(api: AccountApi, one: LinePlan, settings: Settings) -> list[Difference]:
    """Change it; what still stands otherwise afterwards."""
    if one.seen is None:
        return []
    return differences(api.change(one.seen, one.changes), wanted_webhooks(settings))


def _show(plans: list[LinePlan]) -> None:
    for one in plans:
        if one.seen is None:
            click.echo(f"{one.number} ({one.line}): not a number of this account")
            continue
        click.echo(f"{one.number} ({one.line}): " + ("" if one.changes else "nothing to change"))
        for change in one.changes:
            click.echo(f"  {change.field}")
            click.echo(f"    - {change.found or '(none)'}")
            click.echo(f"    + {change.wanted or '(none)'}")


def _require_owned(plans: list[LinePlan], settings: Settings) -> None:
    missing = [one.number for one in plans if one.seen is None]
    if missing:
        raise PermanentFailure(
            f"not numbers of the account {settings.twilio.account_sid}: {', '.join(missing)}"
        )


def _as_json(one: LinePlan) -> dict[str, Any]:
    changes = {c.field: {"found": c.found, "wanted": c.wanted} for c in one.changes}
    return {
        "line": one.line,
        "number": one.number,
        "owned": one.seen is not None,
        "changes": changes,
    }
