"""Vocabulary: words learned from technicians' corrections, put in the place of what was misheard.

They correct the text once it is read. Told to the recogniser before, as a prompt, they cost a real
model whole sentences: it left out the one with name and number in 4 of 58 messages.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from rapidfuzz import fuzz

SHORTEST, LONGEST = 3, 40  # letters of a word worth learning
ALIKE = 45  # of 100: below it the technician wrote something else, and nobody misheard
MOST_WORDS = 500  # that are looked for in a transcript
SHORTEST_MISHEARD, MISHEARD = 5, 80  # letters of a word, and how alike (of 100) a learned one is
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


def as_known(word: str, known: Iterable[str]) -> str | None:
    """The learned word that a misheard one is, with the signs around it; None where none is so near.

    For words of which the recogniser is unsure: a word that it is sure of was said. A name stands in the
    place of what was heard as one: "rosso" may be said to whoever is called Rossi.
    """
    found = _WORD.search(word)
    if found is None or not found[0].isalpha() or len(found[0]) < SHORTEST_MISHEARD:
        return None
    heard = found[0].lower()
    is_name = found[0][0].isupper()
    near = [
        (fuzz.ratio(heard, one.lower()), one) for one in known if is_name or not one[:1].isupper()
    ]
    alike = sorted((one for one in near if one[0] >= MISHEARD), reverse=True)
    if not alike or alike[0][1].lower() == heard:
        return None
    if len(alike) > 1 and alike[0][0] == alike[1][0]:
        return None  # two are as near: nobody knows which
    return word[: found.start()] + alike[0][1] + word[found.end() :]
