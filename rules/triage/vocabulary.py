"""Vocabulary: words learned from technicians' corrections, put in the place of what was misheard.

They correct the text once it is read. Told to the recogniser before, as a prompt, they cost a real
model whole sentences: it left out the one with name and number in 4 of 58 messages.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from rules.search_words import plain, stem_of
from rules.triage.given_names import GIVEN

SHORTEST, LONGEST = 3, 40  # letters of a word worth learning
ALIKE = 45  # of 100: below it the technician wrote something else, and nobody misheard
MOST_WORDS = 500  # that are looked for in a transcript
SHORTEST_MISHEARD = 5  # letters of a word
OWN, LEARNED = 80, 85  # how alike, of 100, what the caller is called is, and what anybody may say
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


@dataclass(frozen=True)
class Vocabulary:
    """What a message is likely to hold: what its caller is called, and what corrections have taught."""

    own: tuple[str, ...] = ()
    learned: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.learned)


def as_known(word: str, known: Vocabulary) -> str | None:
    """The known word that a misheard one is, with the signs around it; None where none is so near.

    For words of which the recogniser is unsure: a word that it is sure of was said. What was heard may
    be right all the same. So a name stands in the place of what was heard as one, and of no given name;
    and what corrections taught, of no other form of it, "scontrini" or somebody else's Alberti.
    """
    found = _WORD.search(word)
    if found is None or not found[0].isalpha() or len(found[0]) < SHORTEST_MISHEARD:
        return None
    heard = found[0]
    if heard.lower() in GIVEN:
        return None
    learned = [one for one in known.learned if stem_of(plain(one)) != stem_of(plain(heard))]
    near = _nearest(heard, known.own, OWN) or _nearest(heard, learned, LEARNED)
    return word[: found.start()] + near + word[found.end() :] if near else None


def _nearest(heard: str, known: Iterable[str], least: int) -> str | None:
    """The one that is like enough; None also where it was heard so, and where two are as near."""
    likely = {one for one in known if heard[0].isupper() or not one[:1].isupper()}
    near = sorted(((_likeness(heard, one), one) for one in likely), reverse=True)
    if not near or not least <= near[0][0] < 100:
        return None
    return None if len(near) > 1 and near[0][0] == near[1][0] else near[0][1]


def _likeness(heard: str, known: str) -> float:
    """Of 100; 80 where one letter of five differs, is missing or is too much."""
    return 100 * Levenshtein.normalized_similarity(heard.lower(), known.lower())
