"""Expressions over plain text, each with the value that it tells.

The plain text is lower case without accents, and as long as the transcript: places in one are places
in the other.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

# The program's name, also as Whisper mishears it: "gei due cappa", "i lunga due cappa".
J2K = (
    r"(?:j|g|gei|gai|gay|gi|jay|giei|ge|gey|jei|hei|(?:i|il|j) lung[oa])[ -]?(?:2|due|two)[ -]?"
    r"(?:k|kappa|kapa|cappa|capa|kay|ca)\b"
)

Hit = tuple[int, int]  # start and end in the text


@dataclass(frozen=True)
class Rule:
    """A value and the expression, over plain lower-case text, that tells it."""

    value: str
    pattern: re.Pattern[str]


def rules(*rows: tuple[str, str]) -> tuple[Rule, ...]:
    """Rules in their order: what stands first wins when several match."""
    return tuple(Rule(value, re.compile(pattern)) for value, pattern in rows)


def first(of: Iterable[Rule], text: str) -> tuple[str | None, Hit | None]:
    """The first rule that matches, and where."""
    for rule in of:
        match = rule.pattern.search(text)
        if match:
            return rule.value, match.span()
    return None, None
