"""What a webhook costs at the least: a Flask view that checks the signature and commits one row.

The same gunicorn, the same SQLite, journal mode and sync as the service's own database has, without
SQLAlchemy.
"""

import os
import threading
from typing import Any

from flask import Flask, Response, request
from gunicorn.app.base import BaseApplication
from twilio.request_validator import RequestValidator

from store.database.sqlite_library import driver

TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Buongiorno</Say></Response>'


def create_app(path: str, token: str, public_url: str, journal: str, sync: str) -> Flask:
    """The bare application."""
    app, validator, local = Flask(__name__), RequestValidator(token), threading.local()
    with driver.connect(path) as database:
        database.execute(f"PRAGMA journal_mode={journal}")
        database.execute("CREATE TABLE calls (sid TEXT PRIMARY KEY, caller TEXT, called TEXT)")

    def connection() -> driver.Connection:
        if not hasattr(local, "connection"):
            local.connection = driver.connect(path, isolation_level=None, timeout=5)
            local.connection.execute(f"PRAGMA synchronous={sync}")
        return local.connection  # type: ignore[no-any-return]

    @app.post("/voice/incoming")
    def incoming() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(public_url + request.path, request.form, signature):
            return Response(status=403)
        row = (request.form["CallSid"], request.form["From"], request.form["To"])
        database = connection()
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT OR IGNORE INTO calls VALUES (?, ?, ?)", row)
        database.execute("COMMIT")
        return Response(TWIML, content_type="text/xml; charset=utf-8")

    return app


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn as the service runs it."""

    def __init__(self, app: Flask, options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn."""
        return self._app


if __name__ == "__main__":
    env = os.environ
    bare = create_app(
        env["BENCH_PATH"],
        env["BENCH_TOKEN"],
        env["BENCH_URL"],
        env["BENCH_JOURNAL"],
        env["BENCH_SYNC"],
    )
    Server(
        bare,
        {
            "bind": f"127.0.0.1:{env['BENCH_PORT']}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": int(env["BENCH_THREADS"]),
            "control_socket_disable": True,
            "keepalive": 5,
            "loglevel": "warning",
        },
    ).run()
