"""The customer's code in a transcript."""

from collections.abc import Sequence

from desk.triage.digits import readings
from desk.triage.runs import runs
from desk.triage.words import Found, Word

LEADS = frozenset({"codice", "cliente", "code", "customer"})
LINKS = frozenset({"e", "numero", "is", "il", "number"})
LETTER_L = frozenset({"elle", "l"})
LENGTHS = range(3, 7)  # of its digits


def code(words: Sequence[Word]) -> Found | None:
    """The customer's code as L and digits: said with its letter, or after "codice" or "cliente"."""
    found = None
    for run in runs(words):
        start = code_start(words, run.named_at)
        if start is None:
            continue
        for digits in readings(run.groups):
            if digits.isdigit() and len(digits) in LENGTHS:
                found = Found("L" + digits, min(start, run.first), run.last)
                break
    return found or _written(words)


def code_start(words: Sequence[Word], first: int) -> int | None:
    """Where the code begins whose digits begin at word `first`; None when they belong to none."""
    before = words[first - 1] if first else None
    if before is None or before.stop:
        return None
    if before.plain in LETTER_L:
        return None if _is_glued(words, first - 1) else first - 1
    behind = [word.plain for word in words[max(0, first - 3) : first]]
    linked = behind[-1] in LEADS or (behind[-1] in LINKS and bool(LEADS & set(behind)))
    return first if linked else None


def _written(words: Sequence[Word]) -> Found | None:
    # as Whisper writes it: "L1042" is one word
    for place, word in enumerate(words):
        digits = word.plain[1:]
        if word.plain[:1] == "l" and digits.isdecimal() and len(digits) in LENGTHS:
            return Found("L" + digits, place, place)
    return None


def _is_glued(words: Sequence[Word], place: int) -> bool:
    """Whether the letter stands within something longer: RSSMRA80A01L781X is no code."""
    return place > 0 and words[place - 1].end == words[place].start
