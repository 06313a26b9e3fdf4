"""Likeness of firms' names: whether what was said or written may be a customer's on record.

Legal forms, accents, signs and the order of words tell no firm from another; a letter or two that a
machine misheard or a hand mistyped do not either.
"""

import re
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from rules.search_words import plain

ALIKE = 88  # of 100, by which two names may be one firm's
SHORTEST = 4  # letters of a name that is compared: fewer are alike too soon
MOST = 3  # that are offered
_LEGAL = re.compile(
    r"(?<!\w)(?:s\W?r\W?l\W?s?|s\W?p\W?a|s\W?n\W?c|s\W?a\W?s|s\W?s|soc(?:ieta)? coop(?:erativa)?|coop|onlus"
    r"|unipersonale|ditta|azienda|societa|impresa|& c|e c|di|snc|sas)(?!\w)"
)


def bare(name: str) -> str:
    """A firm's name without its legal form, accents and signs: "Autoricambi Rossi S.r.l." is two words."""
    words = re.sub(r"[^\w\s&.]", " ", plain(name))
    return " ".join(re.findall(r"\w+", _LEGAL.sub(" ", words)))


def alike(said: str, names: Iterable[tuple[int, str]]) -> list[int]:
    """Whose names may be the one that was said, the likest first; each name with what it is of."""
    wanted = bare(said)
    if len(wanted) < SHORTEST:
        return []
    known = {of: found for of, name in names if len(found := bare(name)) >= SHORTEST}
    scored = process.extract(
        wanted, known, scorer=fuzz.token_sort_ratio, limit=MOST, score_cutoff=ALIKE
    )
    return [of for _, _, of in scored]
