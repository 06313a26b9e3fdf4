"""Statements and pages that are compiled once for all tests of a process.

SQLAlchemy keeps what it compiled with each engine; each test has an engine of its own and compiled the
same statements once more, which took a third of the processor's time of all tests on databases. So it
is with Flask's applications and their templates.
"""

from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
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
    """From now on, for every engine and application."""
    _share_statements()
    _share_pages()


def _share_statements() -> None:
    """A compiled statement is looked up by its dialect, so that those of a kind are equal."""
    Engine._compiled_cache = _OfItsKind()  # type: ignore[assignment]
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)  # type: ignore[method-assign]
    DefaultDialect.__hash__ = lambda one: hash(type(one))  # type: ignore[method-assign]


class _Pages(BytecodeCache):
    """Templates as compiled before: each application of a test would compile them anew."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


def _share_pages() -> None:
    """From now on the templates of all applications are compiled once for all tests of this process."""
    Flask.jinja_options = {"bytecode_cache": _Pages()}
