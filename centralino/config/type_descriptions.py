"""Type descriptions: what a key expects, in words, read from its declared type."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from centralino.config.errors import Key
from centralino.config.field_types import Expected

_WORDS = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
_TEXTS = (str, Path, SecretStr, date)


@dataclass(frozen=True)
class Shape:
    """A declared type, with the marks annotated to it."""

    type: Any
    marks: tuple[Any, ...] = ()
    optional: bool = False

    @property
    def is_text(self) -> bool:
        """Whether a variable's text is the value itself, whatever it looks like."""
        return isinstance(self.type, type) and issubclass(self.type, _TEXTS)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the group has; none where it is no group, or one of free keys."""
        is_group = isinstance(self.type, type) and issubclass(self.type, BaseModel)
        return tuple(self.type.model_fields) if is_group else ()

    @property
    def words(self) -> str:
        """What is expected, as a message says it."""
        own = next((mark.words for mark in self.marks if isinstance(mark, Expected)), None)
        return (own or self._by_type()) + (" or null" if self.optional else "")

    def _by_type(self) -> str:
        origin = get_origin(self.type) or self.type
        if origin is Literal:
            return " or ".join(str(choice) for choice in get_args(self.type))
        if origin is tuple:
            return f"a list, of {_shape(get_args(self.type)[0]).words} each"
        return _WORDS.get(origin, "a group of keys") + self._range()

    def _range(self) -> str:
        low, high = self._limit("ge"), self._limit("le")
        if low is not None and high is not None:
            return f" from {low} to {high}"
        if low is not None:
            return f" from {low} up"
        above = self._limit("gt")
        return "" if above is None else f" above {above}, at most {high}"

    def _limit(self, name: str) -> Any:
        return next((v for m in self.marks if (v := getattr(m, name, None)) is not None), None)


def shape_at(model: type[BaseModel], key: Key) -> Shape | None:
    """The shape of the value at a key; None where no such key is declared."""
    shape: Shape | None = Shape(model)
    for part in key:
        shape = shape and _inner(shape, part)
    return shape


def _inner(shape: Shape, part: str | int) -> Shape | None:
    if part in shape.keys:
        declared: FieldInfo = shape.type.model_fields[part]
        return _shape(declared.annotation, tuple(declared.metadata))
    inner = get_args(shape.type)
    if get_origin(shape.type) is tuple and isinstance(part, int):
        return _shape(inner[0])
    if get_origin(shape.type) is Mapping:
        return _shape(inner[1])
    return None


def _shape(declared: Any, marks: tuple[Any, ...] = ()) -> Shape:
    """A type freed of Annotated and of "or null"."""
    if get_origin(declared) is Annotated:
        inner, *more = get_args(declared)
        return _shape(inner, marks + tuple(_flat(more)))
    if get_origin(declared) in {Union, UnionType}:
        inner, *others = [choice for choice in get_args(declared) if choice is not NoneType]
        plain = _shape(inner, marks)
        # Of several kinds the first is how it is written: a folder, say, or an address in its place.
        return Shape(plain.type, plain.marks, optional=not others)
    return Shape(declared, marks)


def _flat(marks: list[Any]) -> Iterator[Any]:
    for mark in marks:
        yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
