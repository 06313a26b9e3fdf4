"""`centralino serve`: web, clock and transcription in one go, for one machine."""

import os
import socket
import tempfile
from datetime import datetime
from pathlib import Path

import click

from centralino import instant, log
from centralino.cli.output import instant_of
from centralino.processes import Supervisor, children
from centralino.settings import load
from desk.errors import PermanentFailure


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of web.port.")
@click.option("--at", "when", metavar="WHEN", help="Start the service's clock at this instant.")
@click.pass_obj
def serve(config: Path | None, port: int | None, when: str | None) -> None:
    """Answer calls: bring the database up to date, then web, clock and transcription."""
    settings = load(config)
    settings.require_serving()
    at = instant_of(when, settings.service.timezone) if when else None
    require_free(settings.web.host, port or settings.web.port)
    log.configure()
    env = dict(os.environ)
    if config is not None:
        env["CENTRALINO_CONFIG"] = str(config)
    if port is not None:
        env["CENTRALINO_WEB__PORT"] = str(port)
    with tempfile.TemporaryDirectory(prefix="centralino-") as folder:
        if at is not None:
            env[instant.CLOCK_FILE] = rehearse(Path(folder) / "clock.json", at)
        supervisor = Supervisor(children(), env)
        supervisor.stop_on_signals()
        # web takes a second to load, in which the tables are brought up to date; should that take
        # longer, callers are met by the fallback, which needs no database
        supervisor.start("web")
        from centralino.tables import prepare  # noqa: PLC0415

        prepare(settings)
        supervisor.start()
        address = f"http://{settings.web.host}:{port or settings.web.port}"
        click.echo(f"Centralino answers at {address}; Ctrl-C stops it.", err=True)
        supervisor.watch()


def require_free(host: str, port: int) -> None:
    """Raise PermanentFailure where somebody else answers at the address already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As gunicorn does: a port that was used a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PermanentFailure(
                f"{host}:{port}: cannot answer there: {error.strerror}"
            ) from error


def rehearse(path: Path, at: datetime) -> str:
    """Start the rehearsal's clock; where it is kept."""
    instant.start_rehearsal(path, at)
    return str(path)
