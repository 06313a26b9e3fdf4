"""Supervisor: starts the processes of a service, restarts what dies, stops all cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from types import FrameType

import structlog

from centralino.config.variables import LISTEN_FD
from centralino.runtime.parent_watch import ParentWatch

log = structlog.get_logger()

STOP_SECONDS = 20.0  # long enough for the piece of a recording that is being read
LONGEST_WAIT = 30.0
LONGEST_WITHOUT_WEB = 2.0  # callers wait for it


@dataclass
class Child:
    """One process of the service, and how often it has died since it last ran well.

    `longest_wait`: seconds before it is started again; whoever ran for longer ran well, and is at once.
    `socket`: the number of the one that it listens at, which is ours and stays open when it dies.
    `nice`: how much it yields to the others, from 0 to 19.
    """

    name: str
    command: Sequence[str]
    longest_wait: float = LONGEST_WAIT
    socket: int | None = None
    nice: int = 0
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = 0.0
    started_at: float = field(default=0.0)

    def start(self, env: Mapping[str, str], output: Path | None, leash: ParentWatch) -> None:
        """Run the command in a session of its own, so that Ctrl-C reaches the parent alone."""
        listens = {} if self.socket is None else {LISTEN_FD: str(self.socket)}
        kept = (leash.read_end,) if self.socket is None else (leash.read_end, self.socket)
        with output.open("ab") if output else nullcontext() as file:
            self.process = subprocess.Popen(  # noqa: S603
                self.command,
                env={**env, **leash.environment(), **listens},
                pass_fds=kept,
                start_new_session=True,
                stdout=file,
                stderr=file,
            )
        if self.nice:
            with suppress(ProcessLookupError):  # it has ended already
                os.setpriority(os.PRIO_PROCESS, self.process.pid, self.nice)
        self.started_at = time.monotonic()
        log.info("process started", process=self.name, pid=self.process.pid)

    def died(self, now: float) -> bool:
        """Whether it has just ended; if so, when to start it again is decided."""
        if self.process is None or self.process.poll() is None:
            return False
        ran_well = now - self.started_at > self.longest_wait
        self.deaths = 0 if ran_well else self.deaths + 1
        wait = 0.0 if ran_well else 2.0 ** (self.deaths - 1) / 2
        self.start_at = now + min(self.longest_wait, wait)
        log.error("process died", process=self.name, exit_code=self.process.returncode)
        self.process = None
        return True


def centralino(*arguments: str) -> tuple[str, ...]:
    """The command line of another process of ours."""
    return (sys.executable, "-m", "centralino", *arguments)


def children(socket: int | None = None, *, transcription_nice: int = 0) -> tuple[Child, ...]:
    """The processes of a service: web, at the socket if there is one, clock and transcription."""
    web = Child("web", centralino("web"), longest_wait=LONGEST_WITHOUT_WEB, socket=socket)
    return (web, *workers(transcription_nice))


def workers(transcription_nice: int) -> tuple[Child, ...]:
    """The processes that callers do not wait for."""
    return (
        Child("clock", centralino("worker", "--only", "clock")),
        Child(
            "transcription",
            centralino("worker", "--only", "transcription"),
            nice=transcription_nice,
        ),
    )


class Supervisor:
    """Keeps a table of processes running until it is told to stop."""

    def __init__(
        self, children: Sequence[Child], env: Mapping[str, str], output: Path | None = None
    ) -> None:
        self._children = tuple(children)
        self._output = output  # None: where our own goes
        self._env = dict(env)
        self._leash = ParentWatch()
        self._stopping = Event()
        self._ended = False

    def start(self, *names: str) -> None:
        """Start every process, or those so named, that does not run yet; returns at once."""
        for child in self._children:
            if child.process is None and (not names or child.name in names):
                child.start(self._env, self._output, self._leash)

    def wait(self, ready: Callable[[], bool], seconds: float) -> None:
        """Return once it is ready: after so many seconds at the latest, or when told to stop."""
        until = time.monotonic() + seconds
        while not ready() and time.monotonic() < until and not self._stopping.wait(0.02):
            pass

    def tend(self, seconds: float, *names: str) -> bool:
        """Start again, for so many seconds, what dies of those so named; False when told to stop."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._stopping.wait(0.1):
                return False
            self._start_again(child for child in self._children if child.name in names)
        return not self._stopping.is_set()

    def watch(self) -> None:
        """Start again whatever dies, until `stop` or a signal; then stop all."""
        try:
            while not self._stopping.wait(0.1):
                self._start_again(self._children)
        finally:
            self.end()

    def _start_again(self, children: Iterable[Child]) -> None:
        now = time.monotonic()
        for child in children:
            child.died(now)
            if child.process is None and now >= child.start_at:
                child.start(self._env, self._output, self._leash)

    def stop_on_signals(self) -> None:
        """SIGTERM and SIGINT end `watch`."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told)

    def stop(self) -> None:
        """End `watch` from another thread."""
        self._stopping.set()

    def _told(self, number: int, frame: FrameType | None) -> None:  # noqa: ARG002
        self._stopping.set()

    def end(self) -> None:
        """Ask every process to stop, wait, and kill what does not; once."""
        if self._ended:
            return
        self._ended = True
        running = [child.process for child in self._children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._leash.close()
        log.info("service stopped")
