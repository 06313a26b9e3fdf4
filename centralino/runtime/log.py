"""The log: one JSON object a line; numbers masked, no secrets, nothing that was said.

A line about a call carries ``call_sid``: ``grep CA… | jq`` tells that call's whole story.
"""

import contextlib
import logging
import os
import re
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any, TextIO, cast

import structlog

from centralino.config.errors import ConfigError
from centralino.config.variables import LOG_FILE
from store import private_files

Event = MutableMapping[str, Any]

# Not inside a word: SIDs and hashes hold long runs of digits too.
NUMBER = re.compile(r"(?<![\w.:-])\+?\d[\d ]{5,17}\d(?![\w:-])")
# What may hold an address, in one piece; and what one looks like in it. One expression for both
# would begin anew at each letter of a long word.
WORD = re.compile(r"[\w.+@-]+")
ADDRESS = re.compile(r"[\w.+-]@[\w-]+\.[\w.-]")
# What a failed statement was given: it may hold what a caller said.
PARAMETERS = re.compile(r"\[parameters: .*?\](?=\n\(Background)", re.DOTALL)
PARAMETERS_END = "]\n(Background"
SECRET = re.compile(r"token|password|secret|authorization|signature|cookie", re.IGNORECASE)
# Whoever has the address has the request, the message, or the shifts.
SECRET_ADDRESS = re.compile(
    r"(/assistenza/r/|/voice/audio/|/console/[\w-]+/(?=[^\s/]+\.ics))[^\s/?\"']+"
)
HIDDEN = "•••"


def configure(level: str = "info", stream: TextIO | None = None) -> None:
    """Send what we log, and what libraries log, to STREAM as JSON lines.

    Without one: to the end of the file that CENTRALINO_LOG_FILE names, or to standard error.
    """
    chosen = logging.getLevelNamesMapping()[level.upper()]
    target = stream or cast("TextIO", Unfailing(_file() or sys.stderr))
    structlog.configure(
        processors=[*_shared(), _json()],
        wrapper_class=structlog.make_filtering_bound_logger(chosen),
        logger_factory=structlog.WriteLoggerFactory(file=target),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *_shared()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _json()],
        )
    )
    logging.basicConfig(level=max(chosen, logging.WARNING), handlers=[handler], force=True)


class Unfailing:
    """Where the log goes; a line that cannot be written, on a full disk, is lost and no more than that."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write it, where that is possible."""
        with contextlib.suppress(OSError):
            self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, where that is possible."""
        with contextlib.suppress(OSError):
            self._file.flush()


def masked(_logger: object, _method: str, event: Event) -> Event:
    """Hide numbers and addresses in every text, and the whole of whatever is named a secret."""
    for key, value in event.items():
        if SECRET.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            event[key] = without_numbers(value)
    return event


def without_numbers(text: str) -> str:
    """The text with telephone numbers, e-mail addresses and secret addresses made unreadable."""
    shown = SECRET_ADDRESS.sub(rf"\1{HIDDEN}", _without_parameters(text))
    shown = NUMBER.sub(_mask, shown)
    return WORD.sub(_without_address, shown) if "@" in shown else shown


def _without_parameters(text: str) -> str:
    """Without what statements were given; behind the last that ends, none is looked for."""
    end = text.rfind(PARAMETERS_END)
    if end < 0:
        return text
    end += len(PARAMETERS_END)
    return PARAMETERS.sub(f"[parameters: {HIDDEN}]", text[:end]) + text[end:]


def _without_address(word: re.Match[str]) -> str:
    return HIDDEN if ADDRESS.search(word.group()) else word.group()


def _file() -> TextIO | None:
    path = os.environ.get(LOG_FILE)
    if not path:
        return None
    try:
        private_files.make_file(Path(path), private_files.LOG)
        return Path(path).open("a", buffering=1, encoding="utf-8")
    except OSError as error:
        raise ConfigError(
            f"{LOG_FILE}: expected a file to write to, found {path}: {error.strerror}"
        ) from error


def _mask(found: re.Match[str]) -> str:
    number = found.group()
    return number[:4] + HIDDEN + number[-2:]


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        masked,
    ]


def _json() -> structlog.processors.JSONRenderer:
    return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
