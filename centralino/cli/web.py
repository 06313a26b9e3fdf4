"""`centralino web`: webhooks over HTTP, under gunicorn."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from centralino.config.preflight import WEB, require_none
from centralino.config.settings import Settings, read
from centralino.config.variables import CONFIG_PATH
from centralino.runtime import clock, log
from centralino.runtime.gunicorn_worker import PatientWorker
from centralino.runtime.listening import handed_over, listening
from centralino.runtime.parent_watch import end_with_parent, has_parent
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


def options(settings: Settings, bind: str) -> dict[str, Any]:
    """gunicorn's settings; one process with threads, since a webhook waits for the disk."""
    return {
        "bind": bind,
        "worker_class": PatientWorker.taking(most_body(settings)),
        "workers": 1,
        "threads": settings.web.threads,
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
    known = read(config)
    settings = known.settings
    if not has_parent():  # which has looked at all of it
        require_none(known, clock.system_clock(), frozenset({WEB}))
    settings.require_serving()
    bind = listens_at(settings.web.host, port or settings.web.port)
    if config is not None:
        os.environ[CONFIG_PATH] = str(config)  # for the doctor that the console asks
    log.configure()
    server = Server(lambda: create_app(settings, clock.service_clock()), options(settings, bind))
    with used_by_service(settings.database.url):
        server.run()


def most_body(settings: Settings) -> int:
    """Bytes of the longest request that is read: thrice what the form takes, to be told so there."""
    return max(16, 3 * settings.form.max_files * settings.form.max_megabytes) * 1024 * 1024


def listens_at(host: str, port: int) -> str:
    """Where gunicorn listens: at the socket that was handed over, else at a free address."""
    number = handed_over()
    if number is None:
        listening(host, port).close()
        return f"{host}:{port}"
    for told in ("LISTEN_PID", "LISTEN_FDS"):  # gunicorn would take the same socket once more
        os.environ.pop(told, None)
    return f"fd://{number}"
