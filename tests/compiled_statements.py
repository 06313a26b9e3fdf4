"""Compiled statements that all tests of a worker share.

SQLAlchemy keeps what it compiled with each engine; each test has an engine of its own and compiled the
same statements once more, which took a third of the processor's time of all tests on databases.
"""

from typing import Any

from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache

MOST = 3_000  # statements of a kind of database; the service's own and those of its tests are fewer

_shared: dict[type, LRUCache[Any, Any]] = {}


class _OfItsKind:
    """An engine's `_compiled_cache`: the one of all engines with the same dialect."""

    def __set__(self, engine: Engine, its_own: LRUCache[Any, Any]) -> None:
        its_own.capacity = MOST
        _shared.setdefault(type(engine.dialect), its_own)

    def __get__(self, engine: Engine, of: type | None = None) -> LRUCache[Any, Any]:
        return _shared[type(engine.dialect)]


def share() -> None:
    """From now on; a compiled statement is looked up by its dialect, so that those of a kind are equal."""
    Engine._compiled_cache = _OfItsKind()  # type: ignore[assignment]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]
