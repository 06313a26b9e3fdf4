"""The customer's code in a transcript."""

import re
from collections.abc import Iterator, Sequence

from rules.triage.digit_runs import Run, is_hesitation, runs
from rules.triage.number_roles import names_other
from rules.triage.number_words import readings
from rules.triage.tokens import Found, Word

LEADS = frozenset({"codice", "cliente", "code", "customer"})
LINKS = frozenset({"e", "numero", "is", "il", "number", "essere", "sarebbe", "sara"})
# What a program says: "scarto codice 00400", "mi esce codice 301".
FAULTS = ("scart", "avvis", "allarm", "anomali", "notific", "rifiut", "segnala")
SHOWN = frozenset(
    {"dice", "esce", "scrive", "compare", "appare", "segna", "mostra", "says", "shows"}
)
MINE = frozenset({"cliente", "customer", "mio", "nostro", "my", "our"})
LETTER_L = frozenset({"elle", "l", "codicelle"})
# Only behind "codice": what `base` writes for the letter.
MISHEARD_L = frozenset({"el", "ell", "hell", "ella", "elli", "le", "lei", "ll", "l'", "l'e"})
SPEAKING = frozenset({"sono", "siamo", "e", "is", "qui", "am", "are"})
ARTICLES = frozenset({"il", "un", "del", "al", "the", "a"})
WAITS = frozenset({"aspetti", "aspetta", "vediamo"})  # who looks for the code
LOOK_BACK = 4  # words before the digits that may name something else
LENGTHS = range(3, 7)  # of its digits
THOUSANDS = re.compile(r"[1-9]000")


def code(words: Sequence[Word]) -> Found | None:
    """The customer's code as L and digits: said with its letter, or after "codice" or "cliente"."""
    found = None
    for run in runs(words):
        start = code_start(words, run.named_at)
        if start is None:
            continue
        for digits in _readings(run):
            if digits.isdigit() and len(digits) in LENGTHS:
                value = "L" + digits if run.clear else None
                found = Found(value, min(start, run.first), run.last)
                break
    return found


def _readings(run: Run) -> Iterator[str]:
    """What the digits may mean: "2000, 454", as "duemila quattrocentocinquantaquattro" is written, first."""
    if len(run.groups) == 2:
        thousands, rest = (group.digits for group in run.groups)
        if THOUSANDS.fullmatch(thousands) and rest[0] != "0" and len(rest) < len(thousands):
            yield str(int(thousands) + int(rest))
    yield from readings(run.groups)


def code_start(words: Sequence[Word], first: int) -> int | None:
    """Where the code begins whose digits begin at word `first`; None when they belong to none."""
    said = _before_hesitation(words, first)
    before = words[said - 1] if said else None
    if before is None or _is_something_else(words, said):
        return None
    if before.stop and not (said < first and before.plain == "cliente"):
        return None
    first = said
    if before.plain in LETTER_L:
        return first - 1 if _may_begin(words, first - 1) else None
    if before.plain in MISHEARD_L and first > 1 and words[first - 2].plain in LEADS | LINKS:
        return (
            first - 1 if LEADS & {word.plain for word in words[max(0, first - 4) : first]} else None
        )
    behind = [word.plain for word in words[max(0, first - 3) : first]]
    linked = behind[-1] in LEADS or (behind[-1] in LINKS and bool(LEADS & set(behind)))
    return first if linked else None


def _before_hesitation(words: Sequence[Word], first: int) -> int:
    """ "Il codice cliente? Aspetti... 1042", "codice elle, allora, 1135": where the digits were due."""
    while first and (is_hesitation(words, first - 1) or words[first - 1].plain in WAITS):
        first -= 1
    return first


def _may_begin(words: Sequence[Word], letter: int) -> bool:
    """Whether a code may stand here: "la stampante HP L1042" and RSSMRA80A01L781X hold none."""
    before = words[letter - 1] if letter else None
    if before is None or before.stop or before.pause:
        return True
    return before.plain in LEADS | LINKS | SPEAKING | ARTICLES | {"ma", "anzi", "no", "lettera"}


def _is_something_else(words: Sequence[Word], first: int) -> bool:
    """ "Il codice errore", "il cliente 1042 non compare" are no code of the caller's."""
    behind = words[max(0, first - LOOK_BACK) : first]
    ends = [at for at, word in enumerate(behind, 1) if word.stop or word.pause]
    sentence = behind[ends[-1] :] if ends else behind
    if any(map(names_other, sentence)):
        return True
    said = [word.plain for word in behind]
    if _is_a_programs(behind, sentence) and not LETTER_L & set(said[-1:]):
        return True
    return (
        said[-1:] == ["cliente"]
        and bool(ARTICLES & set(said[-2:-1]))
        and not SPEAKING & set(said[-3:-2])
    )


def _is_a_programs(behind: Sequence[Word], sentence: Sequence[Word]) -> bool:
    """ "Scarto, codice 00400", "mi esce codice 301": what the program says, unless it is "il mio"."""
    if MINE & {word.plain for word in behind}:
        return False
    is_shown = any(word.plain in SHOWN or word.text.lower() == "dà" for word in sentence)
    return is_shown or any(word.plain.startswith(FAULTS) and not word.stop for word in behind)
