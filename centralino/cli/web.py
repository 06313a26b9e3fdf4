"""`centralino web`: webhooks over HTTP, under gunicorn."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from centralino.config.preflight import WEB, require_none
from centralino.config.settings import Settings, read
from centralino.runtime import clock, log
from centralino.runtime.parent_watch import end_with_parent, has_parent
from centralino.runtime.port_check import require_free
from centralino.runtime.startup_gc import loading
from centralino.wiring.web import create_app
from store.database.usage_lock import used_by_service


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and no configuration file."""

    def __init__(self, make: Callable[[], Flask], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn in its worker."""
        with loading():
            return self._make()


def options(settings: Settings, port: int | None) -> dict[str, Any]:
    """gunicorn's settings; one process with threads, since a webhook waits for the disk."""
    return {
        "bind": f"{settings.web.host}:{port or settings.web.port}",
        "worker_class": "centralino.runtime.gunicorn_worker.PatientWorker",
        "workers": 1,
        "threads": settings.web.threads,
        "timeout": 30,
        "graceful_timeout": 10,
        "keepalive": 5,
        "control_socket_disable": True,  # gunicorn 27 would open one in the home directory
        "loglevel": "warning",
        "logger_class": "centralino.runtime.gunicorn_log.MaskedLog",
        "proc_name": "centralino web",
    }


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of web.port.")
@click.pass_obj
def web(config: Path | None, port: int | None) -> None:
    """Answer Twilio's webhooks."""
    end_with_parent()
    known = read(config)
    settings = known.settings
    if not has_parent():  # which has looked at all of it
        require_none(known, clock.system_clock(), frozenset({WEB}))
    settings.require_serving()
    require_free(settings.web.host, port or settings.web.port)
    log.configure()
    server = Server(lambda: create_app(settings, clock.service_clock()), options(settings, port))
    with used_by_service(settings.database.url):
        server.run()
