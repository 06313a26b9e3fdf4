"""A web application behind a real port, for as long as a test needs it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server


class Quiet(WSGIRequestHandler):
    """Answers, and writes no line for each request."""

    def log(self, *args: object) -> None:
        pass


@contextmanager
def serving(app: Flask, *, threaded: bool = True) -> Iterator[str]:
    """The application's address."""
    server = make_server("127.0.0.1", 0, app, threaded=threaded, request_handler=Quiet)
    # Looked at often whether it shall end, or each test waits half a second for that.
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
