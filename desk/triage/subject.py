"""One line that says what the message is about."""

import re
from collections.abc import Iterator

from desk.triage.words import plain

LONGEST = 80
_CLAUSE = re.compile(r"[^,.!?;:\n]+")
_TROUBLE = re.compile(
    r"\bnon (?!e (?:\w+ )?urgente|e che|c'e (?:\w+ )?(?:fretta|urgenza|bisogno)|ho fretta|"
    r"oggi|ora|adesso|domani|subito|siamo (?:\w+ )?(?:ferm|bloccat)|sono (?!riuscit|in grado|capac|stat)|"
    r"mi chiamo|(?:mi |ci |dovete )?(?:ri)?chiam(?:at|are)|annull|serve|occorre|dimentic|ricordo|so se)\w+|"
    r"\bbloccat\w+|\bferm[oa]\b|\brott\w+|\berror\w+|\bproblem\w+|"
    r"\blent[oa]\b|\bsbagliat\w+|\bnero\b|\bchiude da sol\w+|\bdanneggiat\w+|\bvirus\b|\bpreventivo\b|"
    r"\bvorrei (?!essere)|(?<!non )\bserve\b|\bmanca\w*|\bdev\w+|\bdobbiamo\b|\bscadut\w+|\bchiede\b|"
    r"\bquanto\b|\bbroken\b|\bdoes not\b|\bcannot\b|\bcan't\b"
)
_STANDING = re.compile(r"\b(?:non possiamo|non posso|urgent\w+|fretta|richiam\w+|siamo ferm\w+)\b")
_OPENING = re.compile(
    r"^\s*(?:(?:buongiorno|buonasera|salve|pronto|si|vi chiamo per(?:che)?|chiamo per(?:che)?|ma|pero|invece|"
    r"volevo segnalare che|purtroppo|da stamattina|da ieri sera|dopo l'aggiornamento|"
    r"abbiamo un problema|allora|e|perche)\s+)+"
)
# Who it is, where the same breath goes on to the trouble: "sono Marco Rossi, la stampante...".
_WHO = re.compile(
    r"^(?:sono|mi chiamo|qui e|parla)\s+(?:\w+'?\s+){1,7}?(?=(?:il|lo|la|i|gli|le|non|ho|abbiamo)\s|l')"
)
_ARTICLE = re.compile(r"^(?:il|lo|la|i|gli|le|un|uno|una)\s+|^(?:l|un)'")
_COPULA = re.compile(r"\s(?:e|sono)\s(?=(?:\w+mente\s)?\w+(?:at|ut|it|tt|rm|nt|er)[oaie]\b)")


def subject(text: str) -> tuple[str | None, tuple[int, int] | None]:
    """The clause that tells the trouble, shortened; None when no clause tells one."""
    best: tuple[int, re.Match[str]] | None = None
    for score, clause in _scored(text):
        if best is None or score > best[0]:
            best = score, clause
    if best is None:
        return None, None
    clause = best[1]
    return shortened(clause.group()), clause.span()


def _scored(text: str) -> Iterator[tuple[int, re.Match[str]]]:
    for clause in _CLAUSE.finditer(text):
        said = plain(clause.group())
        if _TROUBLE.search(said):
            yield (1 if _STANDING.search(said) else 2), clause


def shortened(clause: str) -> str:
    """Without its opening words, article and copula: "la cassa è bloccata" is "Cassa bloccata"."""
    said = clause.strip()
    # plain() keeps every letter's place, but for ligatures; then the clause stays as it is
    if len(plain(said)) == len(said):
        said = said[_end(_OPENING, said) :]
        who = _end(_WHO, said)
        if who and _TROUBLE.search(plain(said[who:])):
            said = said[who:]
        has_article = bool(_ARTICLE.search(plain(said)))
        said = said[_end(_ARTICLE, said) :]
        copula = _COPULA.search(plain(said)) if has_article else None
        if copula:
            said = said[: copula.start()] + " " + said[copula.end() :]
    if len(said) > LONGEST:
        said = said[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    return said[:1].upper() + said[1:]


def _end(pattern: re.Pattern[str], text: str) -> int:
    match = pattern.search(plain(text))
    return match.end() if match else 0
