"""Listening: the socket at which callers arrive, held by whoever outlives the web process.

A connection waits in it while the web process is started again, instead of being refused.
"""

import os
import socket
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException

from centralino.config.variables import LISTEN_FD
from rules.errors import PermanentFailure

BACKLOG = 1024  # connections that may wait; the kernel's net.core.somaxconn may allow fewer
FIRST_OF_SYSTEMD = 3  # https://www.freedesktop.org/software/systemd/man/sd_listen_fds.html


def listening(host: str, port: int) -> socket.socket:
    """Listen at the address; PermanentFailure where somebody else answers there already."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    # As gunicorn does: a port that was used a moment ago is free.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        raise PermanentFailure(f"{host}:{port}: cannot answer there: {error.strerror}") from error
    return listener


def handed_over(environ: Mapping[str, str] = os.environ) -> int | None:
    """The number of the socket that our supervisor, or systemd, listens at for us; None without."""
    if number := environ.get(LISTEN_FD):
        return int(number)
    is_ours = environ.get("LISTEN_PID") == str(os.getpid())
    return FIRST_OF_SYSTEMD if is_ours and int(environ.get("LISTEN_FDS", "0")) > 0 else None


def answers(host: str, port: int) -> bool:
    """Whether the web process there has loaded, and answers requests."""
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
