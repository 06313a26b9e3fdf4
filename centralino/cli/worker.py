"""`centralino worker`: the clock and the transcription, each in a process of its own."""

import os
from contextlib import ExitStack
from pathlib import Path

import click

from centralino.runtime import log
from centralino.runtime.clock import system_clock
from centralino.runtime.parent_watch import end_with_parent, has_parent
from centralino.runtime.supervisor import Supervisor, workers
from centralino.tenants.installation import installed
from store.database.usage_lock import used_by_service

PARTS = ("clock", "transcription")


@click.command()
@click.option("--only", type=click.Choice(PARTS), help="Run one part in this very process.")
@click.pass_obj
def worker(config: Path | None, only: str | None) -> None:
    """Fetch recordings, turn them into text, tidy up."""
    end_with_parent()
    known = installed(config)
    if not has_parent():  # which has looked at all of it
        known.require_none(system_clock(), frozenset({only} if only else PARTS))
    known.require_serving()
    log.configure()
    if only is None:
        env = (
            dict(os.environ) if config is None else os.environ | {"CENTRALINO_CONFIG": str(config)}
        )
        supervisor = Supervisor(workers(known.transcription.nice), env)
        supervisor.stop_on_signals()
        supervisor.start()
        supervisor.watch()
        return
    # each imports what only its process needs
    if only == "clock":
        from centralino.wiring.clock import run_clock as run  # noqa: PLC0415
    else:
        from centralino.wiring.transcription import run_transcription as run  # noqa: PLC0415
    with ExitStack() as held:
        for firm in known.firms:
            held.enter_context(used_by_service(firm.settings.database.url))
        run({firm.name: firm.settings for firm in known.firms})
