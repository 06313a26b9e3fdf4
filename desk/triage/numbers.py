"""Telephone numbers and customer codes in a transcript, put together only where they belong.

A run is number words that follow one another. What leads to it, or follows it, says whether it may
be a number to call, a code, or neither (a price, an hour, an error's number).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from desk.phone_numbers import dialable, parse_number
from desk.triage.digits import MOST_WORDS, Group, group_at, readings
from desk.triage.naming import Named, named
from desk.triage.words import Word

CORRECTIONS = frozenset(
    {"no", "anzi", "scusi", "scusa", "scusate", "sbagliato", "correggo", "sorry"}
)
FILLERS = CORRECTIONS | {"mi", "ho", "volevo", "dire", "cioe", "e", "il", "lo", "allora", "ripeto"}
CODE_LEADS = frozenset({"codice", "cliente", "code", "customer"})
NOT_A_NUMBER_AFTER = frozenset(
    {"euro", "ore", "minuti", "giorni", "per", "percento", "pezzi", "scontrini", "computer", "anni"}
)
EXTENSIONS = frozenset({"interno", "int", "extension", "ext"})
LETTER_L = frozenset({"elle", "l"})
FEWEST_DIGITS = 6  # of a number to call: shorter ones are emergency and service numbers
# "+39" and ten digits: the library knows longer ones, and one that is dictated has a digit too many.
LONGEST_FIXED = 13
SHORTEST_UNNAMED = 11  # "+39" and eight digits: shorter ones must be said to be numbers to call
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
    """A fact and the places of its first and last word; without a value where it is not clear."""

    value: str | None
    first: int
    last: int


def telephone(words: Sequence[Word], ours: Collection[str] = ()) -> Found | None:
    """The number to call: the one said to be it, else the last one given; never one of ours.

    Digits that are said to be a number to call and cannot be one are found too, without a value:
    nobody guesses what they were meant to be, and a person sees where they were said.
    """
    found = [(run, number) for run in corrected(words) if (number := number_in(words, run))]
    theirs = [(run, number) for run, number in found if number.value not in ours]
    led = [number for run, number in theirs if _is_to_call(words, run)]
    if led:
        return led[-1]
    long_enough = [number for _, number in theirs if len(number.value or "") >= SHORTEST_UNNAMED]
    if long_enough:
        return long_enough[-1]
    return _unclear(words) if not found else None


def _unclear(words: Sequence[Word]) -> Found | None:
    for run in corrected(words):
        digits = max(map(len, readings(run.groups)))
        if digits >= FEWEST_DIGITS and _is_to_call(words, run):
            return Found(None, run.first, run.last)
    return None


def _is_to_call(words: Sequence[Word], run: Run) -> bool:
    return named(words, run.first, run.last) is Named.CALL


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
        if (group.joins and not group.pause and _and_more(words, at)) or _goes_on(words, start, at):
            at += 1
        # an end of sentence parts two numbers, unless it is the full stop inside written digits
        if words[group.last].stop:
            return


def _goes_on(words: Sequence[Word], start: int, at: int) -> bool:
    """ "Prefisso zero quattro cinque, poi...": the number goes on behind its area code."""
    if not start or words[start - 1].plain != "prefisso" or at + 1 >= len(words):
        return False
    return words[at].plain in {"poi", "e"} and group_at(words, at + 1) is not None


def _and_more(words: Sequence[Word], at: int) -> bool:
    """ "Tremila e quattrocento": the word between the two parts of one number."""
    if at + 1 >= len(words) or words[at].plain != "e" or words[at].pause or words[at].stop:
        return False
    after = group_at(words, at + 1)
    return after is not None and not words[at + 1].text[0].isdigit()


def _is_correction(between: Sequence[Word]) -> bool:
    spoken = {word.plain for word in between}
    return bool(spoken & CORRECTIONS) and spoken <= FILLERS and len(between) <= LOOK_BACK


def number_in(words: Sequence[Word], run: Run) -> Found | None:
    """The number to call in a run; None for anything else, and for two numbers glued together."""
    if _is_something_else(words, run):
        return None
    if words[run.first - 1].plain in EXTENSIONS and run.first:
        run = _without_extension(run)
    for groups in _partitions(run.groups):
        numbers = [next(filter(None, map(_valid, readings(part))), None) for part in groups]
        if all(numbers):
            last = groups[-1]
            return Found(str(numbers[-1]), last[0].first, last[-1].last)
    return None


def _without_extension(run: Run) -> Run:
    """ "Interno 12, zero quattro cinque...": what stands behind the extension's pause."""
    ends = next((place for place, group in enumerate(run.groups[:-1], 1) if group.pause), 0)
    return Run(run.groups[ends:])


def _partitions(groups: tuple[Group, ...]) -> Iterator[list[tuple[Group, ...]]]:
    """The whole run, then the run parted in two at a pause: two numbers given together."""
    yield [groups]
    for index, group in enumerate(groups[:-1], 1):
        if group.pause:
            yield [groups[:index], groups[index:]]


def _valid(digits: str) -> str | None:
    if len(digits) < FEWEST_DIGITS or len(digits) > 16:
        return None
    number = parse_number(digits)
    if number is None or not dialable(number):
        return None
    return None if number.startswith("+390") and len(number) > LONGEST_FIXED else number


def _is_something_else(words: Sequence[Word], run: Run) -> bool:
    if _code_start(words, run.first) is not None:
        return True
    if named(words, run.first, run.last) is Named.OTHER:
        return True
    after = words[run.last + 1].plain if run.last + 1 < len(words) else ""
    return after in NOT_A_NUMBER_AFTER


def _code_start(words: Sequence[Word], first: int) -> int | None:
    """Where the code begins that a run belongs to; None when it belongs to none."""
    before = words[first - 1] if first else None
    if before is None or before.stop:
        return None
    if before.plain in LETTER_L:
        return None if _is_glued(words, first - 1) else first - 1
    behind = [word.plain for word in words[max(0, first - 3) : first]]
    linked = behind[-1] in CODE_LEADS or (
        behind[-1] in {"e", "numero", "is", "il"} and bool(CODE_LEADS & set(behind))
    )
    return first if linked else None


def _is_glued(words: Sequence[Word], place: int) -> bool:
    """Whether the letter stands within something longer: RSSMRA80A01L781X is no code."""
    return place > 0 and words[place - 1].end == words[place].start
