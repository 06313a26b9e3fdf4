"""A road to a server that can swallow whatever is sent on it, as a firewall does that drops packets."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Road:
    """Forwards connections at a port of its own to a socket of this machine, until it swallows."""

    def __init__(self, to: Path) -> None:
        self._to = to
        self._open = threading.Event()
        self._open.set()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=0)
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._take, daemon=True).start()

    @contextmanager
    def swallowing(self) -> Iterator[None]:
        """Nothing arrives and nothing is refused; who connects anew is not heard either."""
        self._open.clear()
        waiting = [self._knock() for _ in range(8)]  # more than the kernel keeps: it drops the next
        yield
        for one in waiting:
            one.close()
        self._open.set()

    def _knock(self) -> socket.socket:
        one = socket.socket()
        one.setblocking(False)
        with suppress(BlockingIOError):
            one.connect(("127.0.0.1", self.port))
        return one

    def close(self) -> None:
        self._listening.close()

    def _take(self) -> None:
        with suppress(OSError):
            while True:
                self._open.wait()
                near, _ = self._listening.accept()
                self._open.wait()
                try:
                    far = socket.socket(socket.AF_UNIX)
                    far.connect(str(self._to))
                except OSError:
                    near.close()
                    continue
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                self._open.wait()
                other.sendall(data)
        with suppress(OSError):
            other.shutdown(socket.SHUT_WR)
