"""Port check: whether an address is free to listen at, and whether we answer there."""

import socket
from http.client import HTTPConnection, HTTPException

from rules.errors import PermanentFailure


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
