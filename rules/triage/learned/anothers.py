"""Whether a name or firm that was learned is somebody else's, by the words before it."""

from collections.abc import Sequence
from itertools import pairwise

from rules.triage.firms.owners import PLACES, THINGS
from rules.triage.name_words import NOT_NAMES, PERSONS, TITLES
from rules.triage.number_roles import DENIED
from rules.triage.tokens import Word

LOOK_BACK = 4  # words
SPOKEN_TO = frozenset({"ciao", "scusa", "scusate", "senti", "grazie"})  # "Ciao, Marino."
SOUGHT = frozenset({"cercavo", "cerco", "parlare", "sentire", "telefonato", "comprato", "sentito"})
WHOSE = frozenset({"mio", "mia", "vostro", "vostra", "suo", "sua", "il", "un", "nostro", "nostra"})
OTHERS = frozenset({"cliente", "fornitore", "commercialista", "consulente"})


def is_anothers(words: Sequence[Word], first: int, field: str) -> bool:
    """Whether the words before say so: "non sono", "la fattura della", "cercavo", "mia figlia"."""
    if words[first].plain in NOT_NAMES and field == "name":
        return True
    if words[first].plain in PLACES and field == "company":  # "Marco di San Bonifacio"
        return True
    if first and words[first - 1].plain in SPOKEN_TO and words[first - 1].pause:
        return True
    before = _same_clause(words, first)
    plain = [word.plain for word in before]
    if any(word in DENIED or word in SOUGHT for word in plain):
        return True
    if field == "company":  # "ordine a nome Colorificio Pasini" is theirs
        return "nome" not in plain and any(
            word.bare in OTHERS or word.bare.startswith(THINGS) for word in before
        )
    return any(
        one in WHOSE and (two in OTHERS or two in PERSONS - TITLES) for one, two in pairwise(plain)
    )


def _same_clause(words: Sequence[Word], first: int) -> list[Word]:
    """The few words before, up to the end of a sentence."""
    found: list[Word] = []
    for word in reversed(words[max(0, first - LOOK_BACK) : first]):
        if word.stop or word.pause:
            break
        found.insert(0, word)
    return found
