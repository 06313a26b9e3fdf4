"""Gunicorn worker: its threads, but with a timeout for the rest of a request.

Eight requests that stop in the middle would otherwise hold all of `web.threads`, and callers would
hear Twilio's words for an application that is away. Twilio sends its requests whole.
"""

import socket
import struct
import sys
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

SECONDS = 5  # without a byte

# Whoever holds the database's lock lets Python's go at each statement, and all the others wait until
# it has it again: 5 ms later at the latest by default, which costs a third of the throughput.
SWITCH_SECONDS = 0.00005


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Breaks off a connection that falls silent within a request."""

    def init_process(self) -> None:
        """Called by gunicorn, in the process that answers."""
        sys.setswitchinterval(SWITCH_SECONDS)
        super().init_process()

    def handle(self, conn: Any) -> Any:
        """Called by gunicorn, in one of its threads; a read that takes too long fails in there."""
        span = struct.pack("ll", SECONDS, 0)  # a timeval; the socket itself stays a blocking one
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, span)
        return super().handle(conn)
