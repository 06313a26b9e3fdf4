"""Trade words that recognisers hear as a common word: "casa" for "cassa", which sounds nearly so.

A recogniser is sure of the common word, so how sure it is tells nothing: the words around it do.
"""

import re
from collections.abc import Iterator

# "Si è piantata", "non stampa", "numero due": what tills do, and houses do not.
_DOES = (
    r"(?:si (?:e|è) (?:piantata|bloccata|spenta|fermata|rotta|incantata)|si (?:pianta|blocca|spegne|ferma)|"
    r"(?:e|è) (?:bloccata|spenta|ferma|rotta|guasta|morta)|"
    r"non (?:va|parte|si apre|stampa|funziona|si accende|risponde|fa|batte|legge|prende|quadra)|"
    r"(?:mi |ci )?(?:da|dà) errore|segna|numero|due|uno|tre|fiscale|automatica)"
)
_HOLDS = r"(?:chiusura|registratore|registratori|cassetto|fondo)"
_PLACES = (
    re.compile(rf"\b(?:la|una|alla|della|nostra|mia) (casa)(?= {_DOES}\b)", re.IGNORECASE),
    re.compile(rf"\b{_HOLDS} (?:di|della) (casa)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:seconda|altra|nuova) (casa)(?= (?:al|in|nel|per il) negozio\b)", re.IGNORECASE
    ),
)


def misheard(text: str) -> Iterator[tuple[int, int, str]]:
    """Where a trade word was misheard: its characters from and to, and what was meant."""
    places = {match.span(1) for pattern in _PLACES for match in pattern.finditer(text)}
    for start, end in sorted(places):
        yield start, end, "Cassa" if text[start].isupper() else "cassa"
