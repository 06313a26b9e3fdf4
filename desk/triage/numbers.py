"""Telephone numbers and customer codes in a transcript, put together only where they belong.

A run is number words that follow one another. What leads to it, or follows it, says whether it may
be a number to call, a code, or neither (a price, an hour, an error's number).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desk.phone_numbers import parse_number
from desk.triage.digits import MOST_WORDS, Group, group_at, readings
from desk.triage.words import Word

CORRECTIONS = frozenset(
    {"no", "anzi", "scusi", "scusa", "scusate", "sbagliato", "correggo", "sorry"}
)
FILLERS = CORRECTIONS | {"mi", "ho", "volevo", "dire", "cioe", "e", "il", "lo", "allora", "ripeto"}
CODE_LEADS = frozenset({"codice", "cliente", "code", "customer"})
CALL_LEADS = (
    "richiam", "chiam", "trovat", "trovate", "rispond", "cellulare", "telefono", "call", "reach",
)  # fmt: skip
NOT_A_NUMBER_BEFORE = frozenset(
    {
        "alle",
        "ore",
        "errore",
        "civico",
        "via",
        "versione",
        "fattura",
        "scontrino",
        "articolo",
        "error",
    }
)
NOT_A_NUMBER_AFTER = frozenset(
    {"euro", "ore", "minuti", "giorni", "per", "percento", "pezzi", "scontrini", "computer", "anni"}
)
LETTER_L = frozenset({"elle", "l"})
FEWEST_DIGITS = 6  # of a number to call: shorter ones are emergency and service numbers
LOOK_BACK = 6


@dataclass(frozen=True)
class Run:
    """Groups of digits that follow one another; `corrects` when words of correction led to it."""

    groups: tuple[Group, ...]
    corrects: bool = False

    @property
    def first(self) -> int:
        """Place of its first word."""
        return self.groups[0].first

    @property
    def last(self) -> int:
        """Place of its last word."""
        return self.groups[-1].last


@dataclass(frozen=True)
class Found:
    """A fact and the places of its first and last word."""

    value: str
    first: int
    last: int


def telephone(words: Sequence[Word]) -> Found | None:
    """The number to call: the one said to be it, else the last one given."""
    found = [(run, number) for run in corrected(words) if (number := number_in(words, run))]
    led = [number for run, number in found if _leads_to_call(words, run.first)]
    if led:
        return led[-1]
    return found[-1][1] if found else None


def code(words: Sequence[Word]) -> Found | None:
    """The customer's code as L and digits: said with its letter, or after "codice" or "cliente"."""
    found = None
    for run in corrected(words):
        start = _code_start(words, run.first)
        if start is None:
            continue
        for digits in readings(run.groups):
            if digits.isdigit() and 3 <= len(digits) <= 6:
                found = Found("L" + digits, start, run.last)
                break
    return found or _written_code(words)


def _written_code(words: Sequence[Word]) -> Found | None:
    # as Whisper writes it: "L1042" is one word
    for place, word in enumerate(words):
        digits = word.plain[1:]
        if word.plain[:1] == "l" and digits.isdecimal() and 3 <= len(digits) <= 6:
            return Found("L" + digits, place, place)
    return None


def corrected(words: Sequence[Word]) -> list[Run]:
    """The runs, each one that was taken back replaced by its correction."""
    kept: list[Run] = []
    for run in runs(words):
        if run.corrects and kept:
            kept.append(_mended(kept.pop(), run))
        else:
            kept.append(run)
    return kept


def _mended(wrong: Run, right: Run) -> Run:
    """The correction alone, or after what stands, when only the end was said anew.

    Who corrects the end starts again at a pause, and takes back as little as need be.
    """
    pauses = [place for place, group in enumerate(wrong.groups[:-1], 1) if group.pause]
    for keep in (0, *reversed(pauses)):
        groups = wrong.groups[:keep] + right.groups
        if any(_valid(digits) for digits in readings(groups)):
            return Run(groups)
    return Run(right.groups)


def runs(words: Sequence[Word]) -> Iterator[Run]:
    """Number words that follow one another, in order."""
    at, previous_end = 0, None
    while at < len(words):
        groups = tuple(_groups(words, at))
        if not groups:
            at += 1
            continue
        corrects = previous_end is not None and _is_correction(words[previous_end + 1 : at])
        yield Run(groups, corrects)
        previous_end = groups[-1].last
        at = previous_end + 1


def _groups(words: Sequence[Word], at: int) -> Iterator[Group]:
    start = at
    while at < len(words) and at - start < MOST_WORDS:
        group = group_at(words, at)
        if group is None:
            return
        yield group
        at = group.last + 1
        # an end of sentence parts two numbers, unless it is the full stop inside written digits
        if words[group.last].stop:
            return


def _is_correction(between: Sequence[Word]) -> bool:
    spoken = {word.plain for word in between}
    return bool(spoken & CORRECTIONS) and spoken <= FILLERS and len(between) <= LOOK_BACK


def number_in(words: Sequence[Word], run: Run) -> Found | None:
    """The number to call in a run; None for anything else, and for two numbers glued together."""
    if _is_something_else(words, run):
        return None
    for groups in _partitions(run.groups):
        numbers = [next(filter(None, map(_valid, readings(part))), None) for part in groups]
        if all(numbers):
            last = groups[-1]
            return Found(str(numbers[-1]), last[0].first, last[-1].last)
    return None


def _partitions(groups: tuple[Group, ...]) -> Iterator[list[tuple[Group, ...]]]:
    """The whole run, then the run parted in two at a pause: two numbers given together."""
    yield [groups]
    for index, group in enumerate(groups[:-1], 1):
        if group.pause:
            yield [groups[:index], groups[index:]]


def _valid(digits: str) -> str | None:
    if len(digits) < FEWEST_DIGITS or len(digits) > 16:
        return None
    return parse_number(digits)


def _is_something_else(words: Sequence[Word], run: Run) -> bool:
    if _code_start(words, run.first) is not None:
        return True
    before = words[run.first - 1].plain if run.first else ""
    after = words[run.last + 1].plain if run.last + 1 < len(words) else ""
    return before in NOT_A_NUMBER_BEFORE or after in NOT_A_NUMBER_AFTER


def _code_start(words: Sequence[Word], first: int) -> int | None:
    """Where the code begins that a run belongs to; None when it belongs to none."""
    before = words[first - 1] if first else None
    if before is None or before.stop:
        return None
    if before.plain in LETTER_L:
        return first - 1
    behind = [word.plain for word in words[max(0, first - 3) : first]]
    linked = behind[-1] in CODE_LEADS or (
        behind[-1] in {"e", "numero", "is", "il"} and bool(CODE_LEADS & set(behind))
    )
    return first if linked else None


def _leads_to_call(words: Sequence[Word], first: int) -> bool:
    for word in reversed(words[max(0, first - LOOK_BACK) : first]):
        if word.stop:
            return False
        if word.plain.startswith(CALL_LEADS):
            return True
    return False
