"""The subject of a ticket: one line that says what the message is about."""

import re
from collections.abc import Iterator

from rules.triage.tokens import plain

LONGEST = 80
_CLAUSE = re.compile(r"[^,.!?;:\n]+")
# Said of what is no trouble, though the words of one are in it: "non siamo fermi", "non oggi".
_NO_TROUBLE = re.compile(
    r"\bnessun problema|\bis not urgent|\bnon (?:"
    r"e (?:\w+ ){0,2}(?:urgent|bloccant)\w+|e che|c'e (?:\w+ )?(?:fretta|urgenza|bisogno|problem\w+)|"
    r"(?:ho|abbiamo) fretta|"
    r"oggi|ora|adesso|domani|subito|siamo (?:\w+ )?(?:ferm|bloccat)\w+|"
    r"sono (?!riuscit|in grado|capac|stat)\w+|mi chiamo|(?:mi |ci |dovete )?(?:ri)?chiam(?:at|are)\w*|"
    r"fate niente|annull\w+|serve\w*|occorre\w*|dimentic\w+|(?:me lo )?ricordo(?! la password)|so se|"
    r"(?:e )?(?:piu )?necessari\w+|"
    r"(?:e )?(?:piu )?(?:il |lo |al |allo |sul )?(?:\+?\d+|l\d+|(?:zero|tre|numero|fisso)\b))"
)
_TROUBLE = re.compile(
    r"\bnon \w+|\bbloccat\w+|\bferm[oa]\b|\brott\w+|\berror\w+|\bproblem\w+|\blent[oa]\b|\bsbagliat\w+|"
    r"\bnero\b|\bchiude da sol\w+|\bdanneggiat\w+|\bvirus\b|\bpreventivo\b|\bvorrei (?!essere)|\bserve\b|"
    r"\bmanca\w*|\bdev\w+|\bdobbiamo\b|\bscadut\w+|\bchiede\b|\bquanto\b|\bfinit[oa]\b|\bdue volte\b|"
    r"\baiuto\b|\baument\w+|"
    r"\bbroken\b|\b(?:does|did|do|is) not\b|\b(?:doesn|didn|isn|won|can)'t\b|\bcannot\b"
)
# Where a message that was written without punctuation goes on to how one is to be called.
_TAIL = re.compile(
    r"\s(?:(?:potete|puo|puoi|mi|ci|per favore|se|e|poi) )*(?:(?:ri)?chiam(?:atemi|ateci|armi|arci)|"
    r"telefonarmi|telefonatemi|(?<=potete )richiamare|"
    r"il (?:mio |nostro )?(?:numero|cellulare|telefono)\b|mi trovate|grazie|"
    r"please|my number)\b.*"
)
_STANDING = re.compile(r"\b(?:non possiamo|non posso|urgent\w+|fretta|richiam\w+|siamo ferm\w+)\b")
_OPENING = re.compile(
    r"^\s*(?:(?:buongiorno|buonasera|salve|pronto|si|ehm?|ecco|guardi|senta|hello|hi|so|io|"
    r"vi chiamo per(?:che)?|chiamo per(?:che)?|ma|pero|invece|"
    r"volevo segnalare che|purtroppo|da stamattina|da ieri sera|dopo l'aggiornamento|"
    r"non siamo (?:\w+ )?ferm\w+|non (?:ho|abbiamo) fretta|abbiamo un problema|allora|e|perche)\s+)+"
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
        if _tells_trouble(said):
            yield (1 if _STANDING.search(said) else 2), clause


def _tells_trouble(said: str) -> bool:
    return bool(_TROUBLE.search(_NO_TROUBLE.sub(" ", said)))


def shortened(clause: str) -> str:
    """Without its opening words, article and copula: "la cassa è bloccata" is "Cassa bloccata"."""
    said = clause.strip()
    # plain() keeps every letter's place, but for ligatures; then the clause stays as it is
    if len(plain(said)) == len(said):
        said = said[_end(_OPENING, said) :]
        who = _end(_WHO, said)
        if who and _tells_trouble(plain(said[who:])):
            said = said[who:]
        tail = _TAIL.search(plain(said))
        if tail and _tells_trouble(plain(said[: tail.start()])):
            said = said[: tail.start()]
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
