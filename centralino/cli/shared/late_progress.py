"""A progress bar for work that mostly is over before anybody looks for one."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TypeVar

from centralino.cli.shared.output import progress

LATE_SECONDS = 2.0
_EVERY = 500  # things between two looks at the clock and the terminal

Thing = TypeVar("Thing")


@contextmanager
def late_progress() -> Iterator["Bar"]:
    """A bar on standard error which shows up after two seconds; a pipe never sees it."""
    bar = Bar()
    timer = Timer(LATE_SECONDS, bar.progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield bar
    finally:
        timer.cancel()
        timer.join()
        bar.progress.stop()


class Bar:
    """Tells how far the work is, whether or not it shows."""

    def __init__(self) -> None:
        self.progress = progress()
        self._task = self.progress.add_task("", total=None)

    def doing(self, what: str, total: int | None = None) -> None:
        """Begin another part of the work; without a total the bar only moves."""
        self.progress.remove_task(self._task)
        self._task = self.progress.add_task(what, total=total)

    def counted(self, things: Iterable[Thing]) -> Iterator[Thing]:
        """The things, each of which moves the bar on."""
        for count, thing in enumerate(things):
            if count % _EVERY == 0:
                self.progress.update(self._task, completed=count)
            yield thing
