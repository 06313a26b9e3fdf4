"""What would be compiled, read or hashed anew for each test: statements, pages, routes, the configuration.

SQLAlchemy keeps what it compiled with each engine; each test has an engine of its own and compiled the
same statements once more, which took a third of the processor's time of all tests on databases. So it
is with Flask's applications, their templates and routes, and with config.yaml, which most services of tests
begin from.
"""

import copy
import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine import Engine
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from centralino.config import loading
from centralino.config.yaml_document import Document, read_document
from store.staff import accounts

HASHER = accounts._hasher  # the service's own, for the test of what it costs whoever guesses
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
    _build_addresses_late()
    _read_configurations_once()
    _hash_cheaply()


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


def _build_addresses_late() -> None:
    """The function that builds a route's addresses is compiled when it is first asked for one."""
    at_once = Rule._compile_builder

    def late(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Rule, *values: Any, **named: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(at_once(rule, append_unknown))
            return compiled[0](rule, *values, **named)

        return build

    Rule._compile_builder = late  # type: ignore[method-assign]


def _read_configurations_once() -> None:
    """A configuration file that has not changed is read as it was; what is made of it is each test's own."""
    kept = functools.lru_cache(8)(lambda path, *_: read_document(path))

    def read(path: Path) -> Document:
        try:
            about = path.stat()
        except OSError:
            return read_document(path)
        return copy.deepcopy(kept(path, about.st_mtime_ns, about.st_size, about.st_ino))

    loading.read_document = read


def _hash_cheaply() -> None:
    """A password is hashed so that guessing takes time, 21 ms a try: tests guess a thousand times."""
    accounts._hasher = functools.cache(
        lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    )
