"""`centralino web`: webhooks over HTTP, under gunicorn."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from gunicorn.app.base import BaseApplication

from centralino.config.preflight import WEB
from centralino.config.variables import CONFIG_PATH
from centralino.runtime import clock, log
from centralino.runtime.gunicorn_worker import PatientWorker
from centralino.runtime.listening import handed_over, listening
from centralino.runtime.parent_watch import end_with_parent, has_parent
from centralino.runtime.startup_gc import loading
from centralino.tenants.door import web_of
from centralino.tenants.installation import Installation, installed
from store.database.usage_lock import used_by_service

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings and no configuration file."""

    def __init__(self, make: Callable[[], WSGIApplication], options: dict[str, Any]) -> None:
        self._make, self._options = make, options
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> WSGIApplication:
        """Called by gunicorn in its worker."""
        with loading():
            return self._make()


def options(known: Installation, bind: str) -> dict[str, Any]:
    """gunicorn's settings; one process with threads, since a webhook waits for the disk."""
    return {
        "bind": bind,
        "worker_class": PatientWorker.taking(most_body(known)),
        "workers": 1,
        "threads": known.web.threads,
        "worker_connections": 2000,
        "preload_app": True,  # a process that dies has its successor within a moment
        "post_worker_init": lambda worker: worker.wsgi.extensions["missed"](),
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
    known = installed(config)
    if not has_parent():  # which has looked at all of it
        known.require_none(clock.system_clock(), frozenset({WEB}))
    known.require_serving()
    bind = listens_at(known.web.host, port or known.web.port)
    if config is not None:
        os.environ[CONFIG_PATH] = str(config)  # for the doctor that the console asks
    log.configure()
    server = Server(lambda: web_of(known, clock.service_clock()), options(known, bind))
    with ExitStack() as held:
        for firm in known.firms:
            held.enter_context(used_by_service(firm.settings.database.url))
        server.run()


def most_body(known: Installation) -> int:
    """Bytes of the longest request that is read: thrice what the form takes, to be told so there."""
    forms = (firm.settings.form for firm in known.firms)
    return max(16, *(3 * form.max_files * form.max_megabytes for form in forms)) * 1024 * 1024


def listens_at(host: str, port: int) -> str:
    """Where gunicorn listens: at the socket that was handed over, else at a free address."""
    number = handed_over()
    if number is None:
        listening(host, port).close()
        return f"{host}:{port}"
    for told in ("LISTEN_PID", "LISTEN_FDS"):  # gunicorn would take the same socket once more
        os.environ.pop(told, None)
    return f"fd://{number}"
