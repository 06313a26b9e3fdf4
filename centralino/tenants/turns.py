"""Turns: one speech model reads for several firms, so that none waits for another's backlog.

Whoever has had no turn for longest is next. A firm whose first message comes while another's is being
read does not wait for its end either: that one is put back, and read again, whole, when its turn comes.
It is put back once at most, and never for a firm that was waiting already: two with a backlog read
message by message, and nothing is lost but the start of a reading now and then.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError
from structlog.contextvars import bound_contextvars

from store import reading
from store.calls import recordings
from store.tickets import voice_notes
from transcription.result import Engine, PutBack
from transcription.worker import Working, read_note_once, work_once

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session, sessionmaker

log = structlog.get_logger()

LOOK_SECONDS, MOST_SECONDS = 0.05, 0.5  # between two looks, within a reading, at who else waits
LOOK_SHARE = 0.05  # of the time of a reading goes into that, as long as it can be seen to


@dataclass(frozen=True)
class Desk:
    """Whose recordings are read, and how."""

    name: str
    sessions: sessionmaker[Session]
    working: Working


class Interruptible(Engine, Protocol):
    """An engine that asks, many times within a reading, whether it is to go on."""

    between: Callable[[], object]


def run(
    desks: Sequence[Desk],
    engine: Interruptible,
    now: Callable[[], datetime],
    stopping: threading.Event,
) -> None:
    """Work until told to stop, which happens between two recordings."""
    turns = Turns(desks, engine, now)
    while not stopping.is_set():
        if not turns.take():
            stopping.wait(desks[0].working.pause_seconds)


@dataclass
class Turns:
    """Who is next."""

    desks: Sequence[Desk]
    engine: Interruptible
    now: Callable[[], datetime]
    _next: int = 0
    _put_back: set[tuple[str, str]] = field(default_factory=set)  # by firm and recording

    def take(self) -> bool:
        """Read one recording of whoever is next among those who wait; False when nobody does."""
        for place in in_turn(len(self.desks), self._next):
            desk = self.desks[place]
            if not self.waits(desk):
                continue
            self._next = place + 1
            if self._read(desk):
                return True
        return False

    def _read(self, desk: Desk) -> bool:
        others = [one for one in self.desks if one is not desk]
        come = Newcomers(self.waits, others, {one.name for one in others if self.waits(one)})
        begun: list[str] = []

        def between() -> None:
            if not begun:
                return  # a voice note, which nobody on the telephone waits for, is short
            key = (desk.name, begun[-1])
            if key not in self._put_back and come.is_one():
                self._put_back.add(key)
                raise PutBack

        self.engine.between = between
        try:
            with bound_contextvars(tenant=desk.name):
                worked = self._tried(desk, begun.append)
        except PutBack:
            return True
        finally:
            self.engine.between = nothing
        self._put_back.difference_update((desk.name, sid) for sid in begun)
        return worked

    def _tried(self, desk: Desk, begun: Callable[[str], object]) -> bool:
        """A fault of one firm's keeps no other from its turn."""
        try:
            return work_once(
                desk.sessions, self.engine, self.now, desk.working, begun=begun
            ) or read_note_once(desk.sessions, self.engine, self.now, desk.working.notes)
        except SQLAlchemyError as error:
            log.error("transcription failed", reason=type(error).__name__)
        except PutBack:
            raise
        except Exception:
            log.exception("transcription failed")
        return False

    def waits(self, desk: Desk) -> bool:
        """Whether it has anything to read; a database that is away has not, and its clock tells of it."""
        with suppress(SQLAlchemyError), reading(desk.sessions) as session:
            now = self.now()
            return recordings.text_is_due(session, now) or voice_notes.is_due(session, now)
        return False


@dataclass
class Newcomers:
    """The firms that wait now, and did not when this turn began."""

    waits: Callable[[Desk], bool]
    others: Sequence[Desk]
    waited: set[str]
    _again_at: float = 0.0

    def is_one(self) -> bool:
        """Looks at most every so often, and seldom where it takes long: an engine asks at each word."""
        began = time.monotonic()
        if began < self._again_at:
            return False
        found = any(self.waits(one) for one in self.others if one.name not in self.waited)
        took = time.monotonic() - began
        wait = min(MOST_SECONDS, max(LOOK_SECONDS, took / LOOK_SHARE))
        self._again_at = time.monotonic() + wait
        return found


def nothing() -> None:
    """What an engine asks where nobody else may come."""


def in_turn(how_many: int, first: int) -> list[int]:
    """All places, from that one on and round."""
    return [(first + step) % how_many for step in range(how_many)]
