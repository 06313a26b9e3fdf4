"""Gunicorn worker: no thread for a request before it is whole, and threads of their own for callers.

Sixteen connections that send a byte now and then would otherwise hold all of `web.threads`, and
callers would hear Twilio's words for an application that is away. The one loop that accepts
connections reads them too, and never waits for any of them.
"""

import contextlib
import errno
import os
import resource
import selectors
import socket
import struct
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from gunicorn.http.unreader import SocketUnreader
from gunicorn.workers.gthread import TConn, ThreadWorker

from centralino.runtime.parent_watch import is_over
from centralino.runtime.request_buffer import IN_MEMORY, RequestBuffer

QUIET_SECONDS = 20  # without a byte of a request that has begun, or not
WHOLE_SECONDS = 30  # for a whole request, and the time that its bytes take at the least pace
LEAST_PACE = 4096  # bytes a second
# A request is handed on when it is whole: who waits within it all the same is not understood.
READ_SECONDS = 1
SEND_SECONDS = 10  # without a byte of the answer taken
SEND_BUFFER = 256 * 1024  # bytes that the kernel keeps for who reads slowly
MOST_AT_ONCE = 2  # bodies of the largest size that may be on their way
MOST_UNFINISHED = 600  # connections; then the one that began first makes room
OPEN_FILES = 8192
RECEIVED = 64 * 1024
LEAVE = b"HTTP/1.1 100 Continue\r\n\r\n"
END = b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 413 Content Too Large" + END
NO_ROOM = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 30" + END
# Where the socket is held by somebody else: so long an orphan goes on, while its successor loads.
ORPHAN_SECONDS = 20.0

# Whoever holds the database's lock lets Python's go at each statement, and all the others wait until
# it has it again: 5 ms later at the latest by default, which costs a third of the throughput.
SWITCH_SECONDS = 0.00005


class Spooled(SocketUnreader):  # type: ignore[misc]
    """What gunicorn's parser reads from: the buffered request, and behind it the socket."""

    request: RequestBuffer | None = None

    def chunk(self, size_hint: int | None = None) -> bytes:
        """Called by the parser for the next bytes."""
        if self.request is not None:
            data: bytes = self.request.file.read(max(RECEIVED, size_hint or 0))
            if data:
                return data
            self.request = None
        return bytes(super().chunk(size_hint))


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Reads requests whole, and gives callers' to threads of their own."""

    most_body = 16 * 1024 * 1024  # bytes

    @classmethod
    def taking(cls, most_body: int) -> "type[PatientWorker]":
        """The same for bodies of so many bytes at most."""
        return type(cls.__name__, (cls,), {"most_body": most_body})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._unfinished: dict[TConn, tuple[RequestBuffer, float, float]] = {}
        self._others = ThreadPoolExecutor(max(2, self.cfg.threads // 2), "others")
        self._orphan_since: float | None = None

    def init_process(self) -> None:
        """Called by gunicorn, in the process that answers."""
        sys.setswitchinterval(SWITCH_SECONDS)
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Called by gunicorn when somebody connects."""
        try:
            client, address = listener.accept()
        except OSError as error:  # gone again, or taken by another worker
            if error.errno == errno.EMFILE and self._unfinished:
                self._drop(next(iter(self._unfinished)))
            return
        self.nr_conns += 1
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.enqueue_req(TConn(self.cfg, client, address, listener.getsockname()))

    def enqueue_req(self, conn: Any) -> None:
        """Called by gunicorn for a connection on which a request may begin: read it first."""
        now = time.monotonic()
        self._make_room()
        self._unfinished[conn] = (RequestBuffer(self.most_body), now, now)
        conn.sock.setblocking(False)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._read, conn))
        self._read(conn)  # mostly it is there already

    def handle(self, conn: Any) -> Any:
        """Called in one of the threads, with a request that is whole."""
        _limit(conn.sock, socket.SO_RCVTIMEO, READ_SECONDS)
        _limit(conn.sock, socket.SO_SNDTIMEO, SEND_SECONDS)
        if not conn.initialized:
            conn.init()
            conn.parser.unreader = Spooled(conn.sock)
        conn.parser.unreader.request = conn.request
        try:
            return super().handle(conn)
        finally:
            conn.request.close()

    def finish_request(self, conn: Any, fs: Any) -> None:
        """Called by gunicorn when a request was answered."""
        if conn.request.surplus:  # a second request before our answer: the client asks anew
            self.nr_conns -= 1
            conn.close(graceful=True)
            return
        super().finish_request(conn, fs)

    def murder_pending(self) -> None:
        """Called by gunicorn every second: break off what does not become whole."""
        now = time.monotonic()
        for conn, (request, began, heard) in list(self._unfinished.items()):
            longest = WHOLE_SECONDS + request.expected / LEAST_PACE
            is_idle = not self.alive and request.is_empty
            if now - heard > QUIET_SECONDS or now - began > longest or is_idle:
                self._drop(conn)

    def is_parent_alive(self) -> bool:
        """Called by gunicorn every second. The socket may outlive the parent: then we do too."""
        if self.ppid == os.getppid():
            return True
        if not self.cfg.bind[0].startswith("fd://"):
            return bool(super().is_parent_alive())
        now = time.monotonic()
        self._orphan_since = self._orphan_since or now
        return now - self._orphan_since < ORPHAN_SECONDS and not is_over()

    def _read(self, conn: Any, _client: Any = None) -> None:
        """Take what has come, without waiting for more."""
        if conn not in self._unfinished:  # broken off a moment ago, to make room
            return
        request, began, _ = self._unfinished[conn]
        try:
            data = conn.sock.recv(RECEIVED)
            if not data:
                self._drop(conn)
                return
            request.feed(data)
            refused = TOO_LARGE if request.is_too_large else self._no_room(request)
            if refused:
                conn.sock.send(refused)
                self._drop(conn)
                return
            if request.wants_leave and not request.is_whole:
                request.wants_leave = False
                conn.sock.send(LEAVE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:  # broken off, or no disk for a long body
            self._drop(conn)
            return
        self._unfinished[conn] = (request, began, time.monotonic())
        if request.is_whole:
            self._hand_on(conn)

    def _hand_on(self, conn: Any) -> None:
        request, _, _ = self._unfinished.pop(conn)
        self.poller.unregister(conn.sock)
        conn.request = request
        pool = self.tpool if request.is_of_callers else self._others
        done = pool.submit(self.handle, conn)
        done.add_done_callback(
            lambda future: self.method_queue.defer(self.finish_request, conn, future)
        )

    def _no_room(self, request: RequestBuffer) -> bytes | None:
        """What whoever sends much hears, while others are sending as much as we have room for."""
        if request.expected <= IN_MEMORY:
            return None
        in_all = sum(one.expected for one, _, _ in self._unfinished.values())
        return NO_ROOM if in_all > MOST_AT_ONCE * self.most_body else None

    def _make_room(self) -> None:
        if len(self._unfinished) >= MOST_UNFINISHED:
            self._drop(next(iter(self._unfinished)))

    def _drop(self, conn: Any) -> None:
        request, _, _ = self._unfinished.pop(conn)
        with contextlib.suppress(OSError, KeyError, ValueError):
            self.poller.unregister(conn.sock)
        request.close()
        self.nr_conns -= 1
        conn.close()


def _limit(sock: socket.socket, which: int, seconds: int) -> None:
    """A bound of the kernel's for one wait; the socket itself stays a blocking one."""
    sock.setsockopt(socket.SOL_SOCKET, which, struct.pack("ll", seconds, 0))  # a timeval
