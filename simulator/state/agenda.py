"""Agenda: callbacks to deliver, recordings to finish, calls to place."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

CALL = "call"  # the kind of a call to place


@dataclass(frozen=True, order=True, eq=True)
class Due:
    """One thing to do at an instant; `order` keeps those of the same instant as they came."""

    at: datetime
    order: int
    act: Callable[[datetime], None] = field(compare=False)
    call_sid: str = field(compare=False, default="")
    kind: str = field(compare=False, default="")


class Agenda:
    """Safe to share between calls: each thing is done once, by whoever comes by first."""

    def __init__(self) -> None:
        self._due: set[Due] = set()
        self._order = itertools.count()
        self._changed = threading.Condition()
        self._under_way = 0

    def add(
        self, at: datetime, act: Callable[[datetime], None], *, call_sid: str = "", kind: str = ""
    ) -> None:
        """Plans `act`, which is told the instant at which it is due."""
        with self._changed:
            self._due.add(Due(at, next(self._order), act, call_sid, kind))
            self._changed.notify_all()

    def next_of(self, call_sid: str, *kinds: str) -> datetime | None:
        """When the next thing of these kinds is due for a call, None where there is none."""
        with self._changed:
            return min(
                (due.at for due in self._due if due.call_sid == call_sid and due.kind in kinds),
                default=None,
            )

    def run_due(self, until: datetime) -> None:
        """Does what is due by `until`, the earliest first; calls to place are left to `run_next`,
        since a call cannot be held within another one."""
        while due := self._take(until):
            with self._working():
                due.act(due.at)

    def run_next(self, reach: Callable[[datetime], None]) -> bool:
        """Waits for the earliest thing and does it; false when there is none left nor under way."""
        with self._changed:
            while not self._due and self._under_way:
                self._changed.wait()
            if not self._due:
                return False
            due = self._pop(min(self._due))
        try:
            reach(due.at)
            due.act(due.at)
        finally:
            self._finished()
        return True

    def wait(self, seconds: float) -> bool:
        """Whether there is something to do, waiting for it at most so long."""
        with self._changed:
            return bool(self._due) or self._changed.wait(seconds)

    def _take(self, until: datetime) -> Due | None:
        with self._changed:
            ready = [due for due in self._due if due.at <= until and due.kind != CALL]
            return self._pop(min(ready)) if ready else None

    def _pop(self, due: Due) -> Due:
        self._due.remove(due)
        self._under_way += 1
        return due

    @contextmanager
    def _working(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._finished()

    def _finished(self) -> None:
        with self._changed:
            self._under_way -= 1
            self._changed.notify_all()
