"""Work that others' data may make endless, and for how long we bear it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from desk.errors import BadInput


@contextmanager
def within(seconds: float, expected: str) -> Iterator[None]:
    """Break off what takes longer, with a BadInput that says what was expected.

    For commands alone: the clock's signal reaches nothing but the main thread.
    """

    def give_up(_number: int, _frame: FrameType | None) -> None:
        raise BadInput(f"{expected}, gave up after {seconds:.0f} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
