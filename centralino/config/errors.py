"""Configuration errors: line and column, what was expected there, and what was found."""

import json
from dataclasses import dataclass
from typing import Any

Key = tuple[str | int, ...]

_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Place:
    """A position in a file, counted from 1 as editors do."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Mistake:
    """One thing to mend, in a file or in a variable of the environment."""

    where: Place | str
    key: Key
    expected: str
    found: str
    more: str = ""

    def __str__(self) -> str:
        key = f"{dotted(self.key)}: " if self.key else ""
        more = self.more.strip().replace("\n", "\n    ")
        message = f"{self.where}: {key}expected {self.expected}, found {self.found}"
        return f"{message}\n    {more}" if more else message

    @property
    def order(self) -> tuple[int, int, str]:
        """Mistakes of the file from its top down, those of the environment after them."""
        if isinstance(self.where, Place):
            return (self.where.line, self.where.column, dotted(self.key))
        return (2**31, 0, self.where)


class ConfigError(Exception):
    """The configuration cannot be used; each mistake names its place and its key."""

    def __init__(self, *mistakes: Mistake | str) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def dotted(key: Key) -> str:
    """The key as it is written in messages: `callbacks.wait_minutes[1]`."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in key)
    return text.lstrip(".")


def shown(value: Any) -> str:
    """A value as a message shows it: short, and never a whole group of keys."""
    if isinstance(value, dict):
        return "a group of keys" if value else "an empty group of keys"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 2] + '…"'
