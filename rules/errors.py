"""Errors of our own rules, sorted by what a caller of them can do.

CentralinoError
├── NotFound            there is no such thing
├── MoveRefused         a state may not be left for that other one
├── BadInput            what was given cannot be understood
├── TemporaryFailure    worth trying again
│   ├── NotThere        what was asked for is not there, or not yet
│   ├── UnsureFailure   it may have been done: to be looked up before it is tried again
│   └── ListCutShort    a list ended before its end, and what came of it is at hand
└── PermanentFailure    a person must look
"""

from collections.abc import Sequence
from typing import Any


class CentralinoError(Exception):
    """Any of the above."""


class NotFound(CentralinoError):
    """There is no such thing."""


class MoveRefused(CentralinoError):
    """A state may not be left for that other one."""


class BadInput(CentralinoError):
    """What was given cannot be understood.

    The message is English, for commands, programs and the log. `code` names the refusal and `facts`
    what it is about, for an edge that says it in another language.
    """

    def __init__(self, message: str, code: str = "", **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.facts = facts


class TemporaryFailure(CentralinoError):
    """Worth trying again; `retry_after` says after how many seconds, where the other side did."""

    def __init__(self, message: str = "", retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotThere(TemporaryFailure):
    """What was asked for is not there, or not yet."""


class UnsureFailure(TemporaryFailure):
    """It may have been done: to be looked up before it is tried again."""


class ListCutShort(TemporaryFailure):
    """A list ended before its end; `came` is what came of it."""

    def __init__(self, message: str, came: Sequence[Any]) -> None:
        super().__init__(message)
        self.came = came


class PermanentFailure(CentralinoError):
    """A person must look."""
