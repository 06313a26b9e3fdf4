"""Technicians' telephones, remembered for a moment, since every caller is held against them."""

import time
from collections.abc import Callable

import structlog
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from store import reading
from store.models import User

log = structlog.get_logger()

KEEP_SECONDS = 30.0


class Staff:
    """Whether a number is a technician's who has a PIN; a caller's first webhook asks it."""

    def __init__(
        self, sessions: sessionmaker[Session], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._sessions, self._clock = sessions, clock
        self._known: frozenset[str] = frozenset()
        self._until = 0.0

    def __call__(self, number: str) -> bool:
        """Never raises: a database that is away must not cost a caller the answer."""
        if self._clock() >= self._until:
            self._until = self._clock() + KEEP_SECONDS  # others go on with what was known
            self._known = self._read()
        return number in self._known

    def _read(self) -> frozenset[str]:
        mine = (User.phone.is_not(None), User.pin_hash.is_not(None), User.disabled_at.is_(None))
        try:
            with reading(self._sessions) as session:
                return frozenset(filter(None, session.scalars(select(User.phone).where(*mine))))
        except SQLAlchemyError as error:
            log.warning("technicians' telephones not read", error=type(error).__name__)
            return self._known
