"""YAML document: config.yaml read so that each key and value knows its line and column."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from centralino.config.errors import ConfigError, Key, Mistake, Place, shown

_PLAIN_TAGS = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Document:
    """A file's plain values, where each of them stands, and what is wrong with the YAML itself."""

    name: str
    data: dict[str, Any] = field(default_factory=dict)
    keys: dict[Key, Place] = field(default_factory=dict)
    values: dict[Key, Place] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all, comments apart."""
        return not self.data and not self.mistakes

    @property
    def is_group(self) -> bool:
        """Whether it is keys with values, as it should be, and not a list or a single word."""
        return not any(mistake.key == () for mistake in self.mistakes)

    def nearest(self, key: Key) -> Place:
        """Where the key stands, or else the closest group around it that does."""
        while key and key not in self.keys:
            key = key[:-1]
        return self.keys.get(key, Place(self.name, 1, 1))


_SHALLOW = "groups and lists a few levels deep, found hundreds within one another"
LONGEST = 1_000_000  # bytes; a configuration has some 20,000


def read_document(path: Path) -> Document:
    """The file's contents; raises ConfigError where it is no readable YAML at all."""
    name = _short(path)
    yaml = YAML(typ="safe", pure=True)
    try:
        root = yaml.compose(_text(path, name))
        return _Reader(yaml, Document(name)).document(root)
    except YAMLError as error:
        raise ConfigError(_broken(name, error)) from error
    except RecursionError as error:
        raise ConfigError(f"{name}: expected {_SHALLOW}") from error


def scalar(text: str) -> Any:
    """A text from the environment as YAML would read it; the text itself where it is no YAML."""
    try:
        return YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return text


class _Reader:
    """Walks the nodes of one document, and notes each place on the way."""

    def __init__(self, yaml: YAML, document: Document) -> None:
        self._construct = yaml.constructor.construct_object
        self._document = document
        self._around: list[Node] = []

    def document(self, root: Node | None) -> Document:
        """The whole document; one that is no group of keys is a mistake, an empty one is none."""
        if isinstance(root, MappingNode):
            self._document.data.update(self._mapping(root, ()))
        elif root is not None:
            self._refuse(root, (), "keys and their values", _kind(root))
        return self._document

    def _value(self, node: Node, key: Key) -> Any:
        # A value that is not there stands, for YAML, wherever the next thing begins.
        is_there = node.end_mark.index > node.start_mark.index
        self._document.values[key] = self._place(node) if is_there else self._document.keys[key]
        if any(node is around for around in self._around):
            return self._refuse(node, key, "a value", "an alias (*) of a group around it")
        if isinstance(node, ScalarNode):
            return self._scalar(node, key)
        self._around.append(node)
        read = self._mapping if isinstance(node, MappingNode) else self._list
        value = read(node, key)
        self._around.pop()
        return value

    def _mapping(self, node: Node, key: Key) -> dict[str, Any]:
        """The group's values; of a key that comes twice the first counts."""
        plain: dict[str, Any] = {}
        for name_node, value_node in node.value:
            name = str(name_node.value) if isinstance(name_node, ScalarNode) else ""
            inner = (*key, name)
            if not name:
                self._refuse(name_node, key, "a key", _kind(name_node))
            elif name in plain:
                first = self._document.keys[inner].line
                self._refuse(name_node, inner, "each key once", f"it again (see line {first})")
            else:
                self._document.keys[inner] = self._place(name_node)
                plain[name] = self._value(value_node, inner)
        return plain

    def _list(self, node: Node, key: Key) -> list[Any]:
        for index, item in enumerate(node.value):
            self._document.keys[(*key, index)] = self._place(item)
        return [self._value(item, (*key, index)) for index, item in enumerate(node.value)]

    def _scalar(self, node: ScalarNode, key: Key) -> Any:
        if not str(node.tag).startswith(_PLAIN_TAGS):
            return self._refuse(node, key, "a plain value", f"the tag {node.tag}")
        try:
            return self._construct(node, deep=True)
        except (YAMLError, ValueError):
            return str(node.value)  # as the 30th of February: its key says what it takes instead

    def _refuse(self, node: Node, key: Key, expected: str, found: str) -> None:
        self._document.mistakes.append(Mistake(self._place(node), key, expected, found))

    def _place(self, node: Node) -> Place:
        mark = node.start_mark
        return Place(self._document.name, mark.line + 1, mark.column + 1)


def _text(path: Path, name: str) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LONGEST + 1)
        if len(data) > LONGEST:
            raise ConfigError(f"{name}: expected at most {LONGEST} bytes, found more")
        return data.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{name}: expected a file to read, found: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: expected UTF-8 text, found other bytes") from error


def _kind(node: Node) -> str:
    if isinstance(node, ScalarNode):
        return shown(node.value) if node.value else "nothing"
    return "a list" if isinstance(node, SequenceNode) else "a group of keys"


def _short(path: Path) -> str:
    """The path as one would type it from here."""
    resolved = path.resolve()
    here = Path.cwd()
    return os.fspath(resolved.relative_to(here) if resolved.is_relative_to(here) else path)


def _broken(name: str, error: YAMLError) -> str:
    if isinstance(error, ReaderError):  # characters that no YAML may hold
        return f"{name}: expected text, found {error.reason} (position {error.position})"
    if not isinstance(error, MarkedYAMLError):
        return f"{name}: expected YAML, found a fault: {error}"
    mark = error.problem_mark or error.context_mark
    reason = ", ".join(part for part in (error.context, error.problem) if part)
    return f"{name}:{mark.line + 1}:{mark.column + 1}: expected YAML, found a fault: {reason}"
