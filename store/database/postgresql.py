"""PostgreSQL settings: no wait that only the other side ends.

A server that was stopped, or a network that swallows everything, keeps its connections and says
nothing: statement_timeout counts on the server, and the kernel there goes on acknowledging.
"""

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from sqlalchemy import URL, Dialect, Engine, create_engine, event, make_url

from store.database import haste

DRIVER = "postgresql+psycopg"
CONNECT_SECONDS = 10
PROBE_SECONDS = 2
# A machine that is gone without a word, found out within half a minute also by who only listens.
KEEPALIVES = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds
}


_limits: "WeakKeyDictionary[Dialect, Limits]" = WeakKeyDictionary()


class NoAnswer(errors.OperationalError):
    """The server said nothing for as long as we wait; the connection is of no use any more."""


@dataclass
class Limits:
    """How long new connections of an engine wait, and who is told when they did so in vain."""

    answer_s: float | None = None  # for anything from the server; None: whatever a statement takes
    parameters: dict[str, Any] = field(default_factory=dict)  # libpq's
    silent: Callable[[], object] = lambda: None


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that is given up when its server says nothing for so long."""

    limits = Limits()

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Called by psycopg for whatever it waits for."""
        longest = self.limits.answer_s if timeout is None else timeout
        if longest is None:
            return super().wait(gen, interval)
        seconds = haste.left(longest)
        try:
            return super().wait(gen, interval, seconds)
        except errors._WaitTimeout as error:
            self.pgconn.finish()  # what may still come would be taken for the next answer
            self.limits.silent()
            raise NoAnswer(f"the database has said nothing for {seconds:.1f} s") from error

    @classmethod
    def _connect_gen(cls, conninfo: str = "") -> Any:
        """Give up before the two seconds of connect_timeout, where somebody is in haste."""
        return _until(super()._connect_gen(conninfo), time.monotonic() + haste.left(3600))


def connect(url: URL, pool: dict[str, Any]) -> Engine:
    """An engine on the server; nothing is opened yet."""
    given = {**KEEPALIVES, "connect_timeout": CONNECT_SECONDS}
    ours = {name: value for name, value in given.items() if name not in url.query}
    engine = create_engine(
        url.set(drivername=DRIVER),
        connect_args=ours,
        pool_pre_ping=True,
        hide_parameters=True,
        **pool,
    )
    _limits[engine.dialect] = Limits()
    event.listen(engine, "do_connect", _open)
    return engine


def conninfo(url: str, schema: str) -> str:
    """The address as the driver takes it by itself, for whoever keeps tables in a schema of their own."""
    dialect = make_url(url).get_dialect()()
    given = dialect.create_connect_args(make_url(url))[1]
    options = f"{given.pop('options', '')} -c search_path={schema}".strip()
    ours = {**KEEPALIVES, "connect_timeout": CONNECT_SECONDS, **given, "options": options}
    return make_conninfo("", **ours)


def limits_of(engine: Engine) -> Limits:
    """What counts for its new connections, to be altered."""
    return _limits[engine.dialect]


def is_silence(error: BaseException | None) -> bool:
    """Whether the server said nothing at all, and others would wait for it in vain too."""
    return isinstance(error, NoAnswer | errors.ConnectionTimeout)


def answers(engine: Engine) -> bool:
    """Whether the server says anything, over a connection of its own; a refusal is an answer."""
    args, given = engine.dialect.create_connect_args(engine.url)
    given = {**KEEPALIVES, **given, "connect_timeout": PROBE_SECONDS}
    try:
        with BoundedConnection.connect(*args, **given, autocommit=True) as connection:
            connection.limits = Limits(answer_s=1.0)
            connection.execute("SELECT 1")
    except psycopg.Error as error:
        return not is_silence(error)
    return True


def _open(
    dialect: Dialect, _record: object, args: list[Any], given: dict[str, Any]
) -> BoundedConnection:
    limits = _limits[dialect]
    try:
        connection = BoundedConnection.connect(*args, **{**given, **limits.parameters})
    except errors.ConnectionTimeout:
        limits.silent()
        raise
    connection.limits = limits
    return connection


def _until(steps: Generator[Any, Any, Any], instant: float) -> Generator[Any, Any, Any]:
    told = None
    while True:
        try:
            wanted = steps.send(told)
        except StopIteration as end:
            return end.value
        if time.monotonic() > instant:
            raise errors.ConnectionTimeout("the database lets nobody in")
        told = yield wanted
