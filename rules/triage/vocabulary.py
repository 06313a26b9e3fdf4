"""Vocabulary of the recogniser: words learned from technicians' corrections."""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

SHORTEST, LONGEST = 3, 40  # letters of a word worth learning
ALIKE = 45  # of 100: below it the technician wrote something else, and nobody misheard
MOST_WORDS = 60  # told to the recogniser: its prompt has room for some 200 tokens
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")


def learned(heard: str, corrected: str) -> tuple[str, ...]:
    """The words, or pairs of them, that a correction puts in the place of what was misheard.

    A word counts when it replaces something that sounds like it, has letters, and is not a plain
    small change: names and the trade's words are wanted, not grammar.
    """
    before, after = _WORD.findall(heard), _WORD.findall(corrected)
    matcher = SequenceMatcher(
        None, [word.lower() for word in before], [word.lower() for word in after], autojunk=False
    )
    found: list[str] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "replace" and fuzz.ratio(_plain(before[a:b]), _plain(after[c:d])) >= ALIKE:
            found += [word for word in after[c:d] if _is_worth(word, before[a:b])]
    return tuple(dict.fromkeys(found))


def _is_worth(word: str, instead_of: Sequence[str]) -> bool:
    known = {other.lower() for other in instead_of}
    letters = any(sign.isalpha() for sign in word)
    return letters and SHORTEST <= len(word) <= LONGEST and word.lower() not in known


def _plain(words: Iterable[str]) -> str:
    return "".join(words).lower()


def with_words(prompt: str, words: Sequence[str]) -> str:
    """The prompt with the words that it does not hold already, the first of them first."""
    held = prompt.lower()
    new = [word for word in words[:MOST_WORDS] if word.lower() not in held]
    if not new:
        return prompt
    return f"{prompt.rstrip()} {', '.join(new)}.".strip()
