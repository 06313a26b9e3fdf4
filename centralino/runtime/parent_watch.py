"""Parent watch: a child process ends with the one that started it, SIGKILL included.

The parent keeps the write end of a pipe and hands on the read end. Nobody else has the write end,
so that the kernel closes the pipe when the parent is gone, on Linux as on macOS.
"""

import os
import select
import signal
import threading
from collections.abc import Mapping

from centralino.config.variables import LEASH

END_SECONDS = 12.0  # for what is being done; gunicorn takes ten at most


class ParentWatch:
    """The parent's side: one pipe for all of its children."""

    def __init__(self) -> None:
        # Neither end outlives an exec (PEP 446) but where `pass_fds` names it.
        self.read_end, self._write_end = os.pipe()

    def environment(self) -> dict[str, str]:
        """What tells a child where its end is."""
        return {LEASH: str(self.read_end)}

    def close(self) -> None:
        """Give the pipe back, once no child is left."""
        os.close(self.read_end)
        os.close(self._write_end)


def has_parent(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether this process is one of a service's, started by another of ours."""
    return bool(environ.get(LEASH))


def end_with_parent(environ: Mapping[str, str] = os.environ) -> None:
    """Let this process end as by SIGTERM once its parent is gone; without a leash nothing."""
    end = environ.get(LEASH)
    if end:
        threading.Thread(target=_watch, args=(int(end),), name="leash", daemon=True).start()


def is_over(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the service is gone whose process this is; False without a leash."""
    end = environ.get(LEASH)
    return bool(end and select.select([int(end)], [], [], 0)[0])


def _watch(read_end: int) -> None:
    try:
        os.read(read_end, 1)  # nobody writes: this returns when the last write end is closed
    except OSError:  # a number that came from elsewhere, and is no pipe of ours
        return
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(END_SECONDS)
    os._exit(1)  # whatever it hangs in, another service may be about to start
