"""`centralino worker`: the clock and the transcription, each in a process of its own."""

import os
from pathlib import Path

import click

from centralino import log
from centralino.leash import end_with_parent
from centralino.processes import Child, Supervisor, centralino
from centralino.settings import load

PARTS = ("clock", "transcription")


@click.command()
@click.option("--only", type=click.Choice(PARTS), help="Run one part in this very process.")
@click.pass_obj
def worker(config: Path | None, only: str | None) -> None:
    """Fetch recordings, turn them into text, tidy up."""
    end_with_parent()
    settings = load(config)
    settings.require_serving()
    log.configure()
    if only is None:
        env = (
            dict(os.environ) if config is None else os.environ | {"CENTRALINO_CONFIG": str(config)}
        )
        parts = [Child(part, centralino("worker", "--only", part)) for part in PARTS]
        supervisor = Supervisor(parts, env)
        supervisor.stop_on_signals()
        supervisor.start()
        supervisor.watch()
        return
    from centralino import work  # noqa: PLC0415  imports what only a working process needs

    run = work.run_clock if only == "clock" else work.run_transcription
    run(settings)
