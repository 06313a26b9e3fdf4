"""Not understood: seconds in which somebody speaks and no word was heard; the text says so in their place."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

MARK = "[qui non si è capito]"


def without_marks(text: str) -> str:
    """The text for whoever looks for facts in it: of the same length, with an end of a sentence there."""
    return text.replace(MARK, "." + " " * (len(MARK) - 1))


def marks(text: str) -> list[tuple[int, int]]:
    """Where they stand: digits before and behind one are not a number."""
    return [found.span() for found in re.finditer(re.escape(MARK), text)]


def seconds(words: Iterable[Mapping[str, Any]]) -> list[tuple[float, float]]:
    """From when to when nobody understood what was said, of a transcript's words as they are kept."""
    return [(one["start"], one["end"]) for one in words if one.get("text") == MARK]
