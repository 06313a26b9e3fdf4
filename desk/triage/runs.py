"""Number words that follow one another; what was taken back is replaced by its correction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from desk.phone_numbers import dialable, parse_number
from desk.triage.digits import MOST_WORDS, Group, group_at, readings
from desk.triage.words import Word

CORRECTIONS = frozenset(
    {"no", "anzi", "scusi", "scusa", "scusate", "sbagliato", "correggo", "sorry"}
)
REPEATS = frozenset({"ripeto", "ripetiamo", "repeat", "again"})
FILLERS = (
    CORRECTIONS | REPEATS | {"mi", "ho", "volevo", "dire", "cioe", "e", "il", "lo", "allora", "i"}
)
MOST_BETWEEN = 6  # words between a number and its correction
FEWEST_DIGITS = 6  # of a number to call: shorter ones are emergency and service numbers
MOST_DIGITS = 16
# Digits of an Italian number. The library knows shorter and longer ones, and one that is dictated
# with another length has most likely lost or gained a digit in the hearing.
LANDLINE = range(9, 11)
MOBILE = range(10, 11)


@dataclass(frozen=True)
class Run:
    """Groups of digits; `named_at` is the place whose words before it say what the digits are."""

    groups: tuple[Group, ...]
    named_at: int
    clear: bool = True  # False where a correction fits nowhere

    @property
    def first(self) -> int:
        """Place of its first word."""
        return self.groups[0].first

    @property
    def last(self) -> int:
        """Place of its last word."""
        return self.groups[-1].last


def runs(words: Sequence[Word]) -> list[Run]:
    """The runs in order. A correction replaces what it corrects; a repetition is named as that is."""
    kept: list[Run] = []
    for groups in _spoken(words):
        run = Run(groups, groups[0].first)
        between = words[kept[-1].last + 1 : run.first] if kept else ()
        if kept and _is_said_again(between, CORRECTIONS):
            run = _mended(kept.pop(), run)
        elif kept and _is_said_again(between, REPEATS):
            run = replace(run, named_at=kept[-1].named_at)
        kept.append(run)
    return kept


def number_of(digits: str) -> str | None:
    """Dictated digits as E.164; None when no number that we may ring has them."""
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return None
    number = parse_number(digits)
    if number is None or not dialable(number):
        return None
    if number.startswith("+39"):
        usual = LANDLINE if number.startswith("+390") else MOBILE
        return number if len(number) - len("+39") in usual else None
    return number


def likeliest(groups: Sequence[Group]) -> str | None:
    """The number that groups may mean; of several readings, one of the usual length goes first.

    "Zero quattro cinque ottocento uno due tre quattro" is 045 8001234 before it is 045 801234.
    """
    found = [number for digits in readings(groups) if (number := number_of(digits))]
    usual = (number for number in found if len(number) == len("+39") + LANDLINE[-1])
    return next(usual, found[0] if found else None)


def _is_said_again(between: Sequence[Word], how: frozenset[str]) -> bool:
    spoken = {word.plain for word in between}
    return bool(spoken & how) and spoken <= FILLERS and len(between) <= MOST_BETWEEN


def _mended(wrong: Run, right: Run) -> Run:
    """The correction alone, or after what stands, when only the end was said anew.

    Who corrects the end starts again at a pause, and takes back as little as need be.
    """
    pauses = [place for place, group in enumerate(wrong.groups[:-1], 1) if group.pause]
    for keep in (0, *reversed(pauses)):
        groups = wrong.groups[:keep] + right.groups
        if likeliest(groups):
            return Run(groups, wrong.named_at)
    whole = likeliest(wrong.groups) is not None
    # "347 1234567, anzi 66": which digits are taken back is for a person to hear
    return Run(wrong.groups + right.groups if whole else right.groups, wrong.named_at, not whole)


def _spoken(words: Sequence[Word]) -> Iterator[tuple[Group, ...]]:
    at = 0
    while at < len(words):
        groups = tuple(_groups(words, at))
        if groups:
            yield from _parted(groups)
        at = groups[-1].last + 1 if groups else at + 1


def _parted(groups: tuple[Group, ...]) -> Iterator[tuple[Group, ...]]:
    """ "Dopo le 15, 347 1234567": an hour or a code, then a number, which begin nothing together."""
    for place, group in enumerate(groups[:-1], 1):
        head, tail = groups[:place], groups[place:]
        if group.pause and _begins_no_number(head) and likeliest(tail) and not likeliest(groups):
            yield head
            yield tail
            return
    yield groups


def _begins_no_number(groups: tuple[Group, ...]) -> bool:
    digits = readings(groups)[0]
    return len(digits) <= 2 or (len(digits) < FEWEST_DIGITS and digits[0] not in "03+")


def _groups(words: Sequence[Word], at: int) -> Iterator[Group]:
    start = at
    while at < len(words) and at - start < MOST_WORDS:
        group = group_at(words, at)
        if group is None:
            return
        yield group
        # an end of sentence parts two numbers, unless it is the full stop inside written digits
        if words[group.last].stop:
            return
        at = group.last + 1
        if (group.joins and not group.pause and _and_more(words, at)) or _goes_on(words, start, at):
            at += 1


def _goes_on(words: Sequence[Word], start: int, at: int) -> bool:
    """ "Prefisso zero quattro cinque e...", "347, poi 123": the number goes on behind the word."""
    if at + 1 >= len(words) or group_at(words, at + 1) is None:
        return False
    has_prefix = start > 0 and words[start - 1].plain == "prefisso"
    return words[at].plain == "poi" or (has_prefix and words[at].plain == "e")


def _and_more(words: Sequence[Word], at: int) -> bool:
    """ "Tremila e quattrocento": the word between the two parts of one number."""
    if at + 1 >= len(words) or words[at].plain != "e" or words[at].pause or words[at].stop:
        return False
    after = group_at(words, at + 1)
    return after is not None and not words[at + 1].text[0].isdigit()
