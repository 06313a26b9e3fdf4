"""`centralino serve`: web, clock and transcription in one go, for one machine."""

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

import click
import structlog

from centralino.cli.shared.output import instant_of
from centralino.config.variables import CLOCK_FILE
from centralino.runtime import clock, log
from centralino.runtime.listening import answers, handed_over, listening
from centralino.runtime.supervisor import Supervisor, children
from centralino.tenants.installation import Installation, installed
from rules.errors import TemporaryFailure

PAUSE_SECONDS = 1.0  # between two tries to reach the database
FIRST_ANSWER_SECONDS = 5.0  # then the others start whatever is the matter


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of web.port.")
@click.option("--at", "when", metavar="WHEN", help="Start the service's clock at this instant.")
@click.pass_obj
def serve(config: Path | None, port: int | None, when: str | None) -> None:
    """Answer calls: bring the database up to date, then web, clock and transcription."""
    known = installed(config)
    zone = known.firms[0].settings.service.timezone
    at = instant_of(when, zone) if when else None
    known.require_none(clock.system_clock())
    known.require_serving()
    listener = listens_at(known.web.host, port or known.web.port)
    address = listener.getsockname()[:2]
    log.configure()
    env = dict(os.environ)
    if config is not None:
        env["CENTRALINO_CONFIG"] = str(config)
    if port is not None:
        env["CENTRALINO_WEB__PORT"] = str(port)
    with tempfile.TemporaryDirectory(prefix="centralino-") as folder:
        if at is not None:
            env[CLOCK_FILE] = rehearse(Path(folder) / "clock.json", at)
        nice = known.transcription.nice
        supervisor = Supervisor(children(listener.fileno(), transcription_nice=nice), env)
        supervisor.stop_on_signals()
        # web takes a second to load, in which the tables are brought up to date; should that take
        # longer, callers are met by the fallback, which needs no database
        supervisor.start("web")
        try:
            with prepared(known, supervisor) as is_ready:
                if is_ready:
                    # the first caller does not wait while the others load too
                    supervisor.wait(partial(answers, *address), FIRST_ANSWER_SECONDS)
                    supervisor.start()
                    told = "Centralino answers at http://{}:{}; Ctrl-C stops it."
                    click.echo(told.format(*address), err=True)
                    supervisor.watch()
        finally:
            supervisor.end()


def listens_at(host: str, port: int) -> socket.socket:
    """The socket at which callers arrive, ours or systemd's; it outlives the web process."""
    number = handed_over()
    return listening(host, port) if number is None else socket.socket(fileno=number)


@contextmanager
def prepared(known: Installation, supervisor: Supervisor) -> Iterator[bool]:
    """The tables of each firm, brought up to date, and kept from being replaced while we serve.

    A database that does not answer is waited for, however long: callers are met by the fallback. False
    when we are told to stop meanwhile.
    """
    import store  # noqa: PLC0415 - slow, and web is loading meanwhile
    from centralino.cli.shared.ledger import opened  # noqa: PLC0415
    from store.database.usage_lock import used_by_service  # noqa: PLC0415

    told = ""
    with ExitStack() as held:
        waiting = [firm.settings for firm in known.firms]
        for settings in waiting:
            held.enter_context(used_by_service(settings.database.url))
        while waiting:
            try:
                with opened(waiting[0], may_make=True) as engine:
                    store.upgrade(engine)
            except TemporaryFailure as error:
                if str(error) != told:  # once, and not at each try
                    told = str(error)
                    structlog.get_logger().error("database not ready", reason=told)
                if supervisor.tend(PAUSE_SECONDS, "web"):
                    continue
                yield False
                return
            waiting.pop(0)
        yield True


def rehearse(path: Path, at: datetime) -> str:
    """Start the rehearsal's clock; where it is kept."""
    clock.start_rehearsal(path, at)
    return str(path)
