"""In force: the settings that count now, with what supervisors altered in the browser.

One for each process. It asks the ledger for the number of the newest alteration before a request or a
job, once a second at most, and reads them only where there is a newer one. While the database does not
answer the last known settings count, else those of config.yaml.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from centralino.config.altered import Altered, altered
from centralino.config.settings import Settings
from ivr import prompts
from ivr.prompts import Prompts
from rules.hours.schedule import Hours
from rules.promise.response_time import ResponseTimes
from store import reading
from store.database import haste
from store.staff import alterations

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()

LOOK_SECONDS = 1.0  # between two questions whether anything was altered
WAIT_SECONDS = 0.3  # for the answer, where a caller may be on the line


class InForce:
    """What counts of the settings; `hours` and the others are values of the instant, to be asked anew."""

    def __init__(
        self,
        settings: Settings,
        sessions: sessionmaker[Session] | None = None,
        every_seconds: float = LOOK_SECONDS,
    ) -> None:
        self.by_file = settings
        self._sessions, self._every = sessions, every_seconds
        self._looking = threading.Lock()
        self._looked: float | None = None
        self._version = alterations.NONE
        self._is_silent = False
        self._values: Mapping[str, Any] = {}
        self._prompts: Prompts | None = None
        self._use(Altered(settings))

    @property
    def settings(self) -> Settings:
        """The settings that count."""
        return self._altered.settings

    def hours(self) -> Hours:
        """When technicians are at work."""
        return self._hours

    def response_times(self) -> ResponseTimes:
        """How soon customers are rung, where that was agreed."""
        return self._responses

    def prompts(self) -> Prompts:
        """The sentences that callers hear."""
        version, known = self._version, self._prompts
        if known is None or known.version != version:
            known, ignored = prompts.altered(prompts.load(), self._values, version)
            self._prompts = known
            _tell(ignored)
        return known

    def look(self, *, now: bool = False) -> None:
        """Ask whether anything was altered, unless that was asked a moment ago; `now` asks in any case.

        Never raises, and never waits for another thread that asks.
        """
        if self._sessions is None or not (now or self._is_due()):
            return
        if not self._looking.acquire(blocking=now):
            return
        try:
            self._ask(self._sessions)
        finally:
            self._looked = time.monotonic()
            self._looking.release()

    def _is_due(self) -> bool:
        return self._looked is None or time.monotonic() - self._looked >= self._every

    def _ask(self, sessions: sessionmaker[Session]) -> None:
        is_mine = not haste.is_on()
        if is_mine:
            haste.begin(WAIT_SECONDS)
        try:
            with reading(sessions) as session:
                version = alterations.version(session)
                if version == self._version:
                    self._answers()
                    return
                rows = alterations.current(session)
        except SQLAlchemyError as error:
            self._is_away(error)
            return
        finally:
            if is_mine:
                haste.end()
        self._answers()
        values = {key: row.after for key, row in rows.items() if row.after is not None}
        self._use(altered(self.by_file, values))
        self._values, self._version = values, version

    def _use(self, found: Altered) -> None:
        hours = found.settings.hours()
        self._altered = found
        self._hours, self._responses = hours, found.settings.response_times(hours)
        _tell(found.ignored or {})

    def _answers(self) -> None:
        if self._is_silent:
            self._is_silent = False
            log.info("alterations are read again")

    def _is_away(self, error: SQLAlchemyError) -> None:
        if not self._is_silent:
            self._is_silent = True
            log.warning("alterations not read, the last known count", reason=str(error)[:200])


def _tell(ignored: Mapping[str, str]) -> None:
    for key, why in ignored.items():
        log.error("alteration ignored", key=key, reason=why)


class Following:
    """Hands every request on, once it is known what counts."""

    def __init__(self, app: "WSGIApplication", in_force: InForce) -> None:
        self._app, self._in_force = app, in_force

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        self._in_force.look()
        return self._app(environ, start_response)


def followed(in_force: InForce, run: Callable[..., Any]) -> Callable[..., Any]:
    """The work, done once it is known what counts."""

    def known(*given: Any, **named: Any) -> Any:
        in_force.look()
        return run(*given, **named)

    return known
