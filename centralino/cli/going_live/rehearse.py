"""`centralino rehearse`: a call of ours to each line, followed to its words; the link that broke by name."""

from pathlib import Path

import click

from centralino.cli.shared.ledger import opened
from centralino.cli.shared.output import json_option, print_json, say
from centralino.config.errors import ConfigError
from centralino.config.settings import read
from centralino.runtime import log
from centralino.runtime.clock import service_clock
from centralino.wiring.watching.morning_call import rehearsing_of
from centralino.wiring.worker import twilio_api
from rules.errors import CentralinoError, PermanentFailure
from scheduler.morning_call import Rehearsed, rehearse_all
from store import sessions


@click.command()
@json_option
@click.pass_obj
def rehearse(config: Path | None, as_json: bool) -> None:
    """Ring each line from the other one, say a sentence, and see that it becomes a request with its words.

    Takes some minutes, and costs two calls; the service has to run. Nobody is told of these calls,
    and nothing is left of them. Exit code 1 where a link broke, 2 where the configuration is wrong.
    """
    log.configure("critical")
    settings = read(config).settings
    if lacking := settings.lacking_to_serve():
        raise ConfigError(*lacking)
    now = service_clock()
    try:
        with opened(settings) as engine:
            ledger = sessions(engine)
            how = rehearsing_of(settings, ledger, twilio_api(settings), now)
            found = rehearse_all(ledger, now, how)
    except CentralinoError as error:
        raise PermanentFailure(f"database: {error}") from error
    if as_json:
        print_json([as_told(one) for one in found])
    else:
        for one in found:
            say(in_words(one))
    if any(one.broken for one in found):
        click.get_current_context().exit(1)


def as_told(one: Rehearsed) -> dict[str, object]:
    """As JSON."""
    broken = one.broken
    return {
        "line": one.line,
        "is_well": broken is None,
        "broken": broken.link.value if broken else None,
        "why": broken.why if broken else None,
    }


def in_words(one: Rehearsed) -> str:
    """One line for people."""
    if one.broken is None:
        return f"{one.line}: the whole way, from the ring to the words"
    return f"{one.line}: broken at {one.broken.link.value}: {one.broken.why or 'nothing is known of why'}"
