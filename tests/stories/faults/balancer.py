"""What stands before several web processes: each connection goes to the next one that lets it in."""

import itertools
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress


@contextmanager
def balanced(ports: Sequence[int]) -> Iterator[str]:
    """The address in front of the processes that listen at these ports."""
    turns = itertools.count()
    with socket.create_server(("127.0.0.1", 0), backlog=256) as door:

        def let_in() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                first = next(turns)
                order = [ports[(first + step) % len(ports)] for step in range(len(ports))]
                threading.Thread(target=_joined, args=[caller, order], daemon=True).start()

        threading.Thread(target=let_in, daemon=True).start()
        yield f"http://127.0.0.1:{door.getsockname()[1]}"
        with suppress(OSError):
            door.shutdown(socket.SHUT_RDWR)


def _joined(caller: socket.socket, ports: Sequence[int]) -> None:
    with caller:
        for port in ports:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 2) as server:
                server.settimeout(None)
                back = threading.Thread(target=_carry, args=[server, caller], daemon=True)
                back.start()
                _carry(caller, server)
                back.join()
                return


def _carry(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)
