"""Digit runs: number words that follow one another, with corrections applied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rules.callbacks.customer_number import Refusal, checked
from rules.triage.number_roles import names_other
from rules.triage.number_words import MOST_WORDS, Group, begun_anew, group_at, readings
from rules.triage.tokens import Word

CORRECTIONS = frozenset(
    {"no", "anzi", "scusi", "scusa", "scusate", "sbagliato", "correggo", "sorry", "aspetti", "wait"}
)
REPEATS = frozenset({"ripeto", "ripetiamo", "repeat", "again"})
FILLERS = (
    CORRECTIONS | REPEATS | {"mi", "ho", "volevo", "dire", "cioe", "e", "il", "lo", "allora", "i"}
)
# Said while one looks for the next digits: "zero quattro cinque, allora, otto zero zero".
HESITATIONS = frozenset(
    {"allora", "ehm", "eh", "uh", "mm", "ecco", "dunque", "attimo", "momento", "er", "erm", "boh"}
)
# How a sign between digits is said: "zero quattro cinque barra otto zero zero".
SIGNS = frozenset({"barra", "trattino", "punto", "virgola", "spazio", "pausa", "slash", "dash"})
WAITS = frozenset({"aspetti", "aspetta", "vediamo", "scusi", "wait"})
# "590 mila 143": how many zeros were meant, a person hears.
SCALES = frozenset({"mila", "mille", "milioni", "milione", "thousand", "million"})
MOST_HESITATIONS = 3  # words of them in a row
MOST_BETWEEN = 6  # words between a number and its correction
MOST_INTERRUPTED = 14  # words of somebody else within a dictation
FEWEST_DIGITS = 6  # of a number to call: shorter ones are emergency and service numbers
MOST_DIGITS = 16
MOST_AT_ONCE = 4  # digits that are said between two pauses
# Digits of an Italian number. The library knows shorter and longer ones, and one that is dictated
# with another length has most likely lost or gained a digit in the hearing.
MILAN_OR_ROME, LANDLINE, MOBILE = range(8, 11), range(9, 11), range(10, 11)


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
    for spoken in _spoken(words):
        groups = _with_three(words, spoken)
        run = Run(groups, groups[0].first)
        between = words[kept[-1].last + 1 : run.first] if kept else ()
        if kept and _is_area_code(words, kept[-1], run):
            before = kept.pop()
            run = Run(before.groups + run.groups, before.named_at)
        elif kept and (whole := _resumed(words, kept[-1], run)):
            kept.pop()
            run = whole
        elif kept and _is_said_again(between, CORRECTIONS):
            run = _mended(kept.pop(), run)
        elif kept and _is_said_again(between, REPEATS):
            run = replace(run, named_at=kept[-1].named_at)
        kept.append(run)
    return [replace(run, clear=False) if _is_unclear(words, run) else run for run in kept]


def _with_three(words: Sequence[Word], groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """ "Richiamatemi altre quattro sette...": "al tre", which nobody's ear tells from it."""
    at = groups[0].first - 1
    if at < 0 or words[at].plain != "altre" or words[at].stop or only_number(groups):
        return groups
    whole = (Group("3", at, at, words[at].pause), *groups)
    return whole if only_number(whole) else groups


def number_of(digits: str) -> str | None:
    """Dictated digits as E.164; None when no number that we may ring has them."""
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return None
    number = checked(digits, ours=())
    if isinstance(number, Refusal):
        return None
    if number.startswith("+39"):
        return number if len(number) - len("+39") in _usual(number) else None
    return number


def _usual(number: str) -> range:
    if number.startswith(("+3902", "+3906")):
        return MILAN_OR_ROME
    return LANDLINE if number.startswith("+390") else MOBILE


def only_number(groups: Sequence[Group]) -> str | None:
    """The number that groups make; None also where they make two.

    "Zero quattro cinque ottocento uno due tre quattro" is 045 801234 and as well 045 8001234.
    """
    ways = [groups]
    if any(group.breaks for group in groups):
        ways.append(begun_anew(groups))
    found = {number for said in ways for digits in readings(said) if (number := number_of(digits))}
    return found.pop() if len(found) == 1 else None


def _is_area_code(words: Sequence[Word], run: Run, after: Run) -> bool:
    """ "Il prefisso è 045, il numero è...": the number goes on behind its area code."""
    named = {word.plain for word in words[max(0, run.first - 2) : run.first]}
    if "prefisso" not in named or after.first - run.last > MOST_BETWEEN:
        return False
    return only_number(run.groups) is None and only_number(run.groups + after.groups) is not None


def _resumed(words: Sequence[Word], begun: Run, run: Run) -> Run | None:
    """ "Zero quattro cinque, sì, arrivo subito, otto zero zero uno...": the number that both make.

    The first must have been broken off, or be no number yet, and the second be none.
    """
    between = words[begun.last + 1 : run.first]
    if not 0 < len(between) <= MOST_INTERRUPTED or begun.groups[0].digits[0] not in "03+":
        return None
    before = words[run.first - 1]
    is_and = [word.plain for word in between] == ["e"]  # "... 3, 8, 20 e 12"
    apart = is_and or before.pause or before.stop or before.plain in HESITATIONS | WAITS
    if not apart or _names_another(between):
        return None
    is_broken = bool({word.plain for word in between[:3]} & (HESITATIONS | WAITS))
    if only_number(run.groups) or (only_number(begun.groups) and not is_broken):
        return None
    last = replace(begun.groups[-1], pause=True, breaks=is_broken)
    whole = (*begun.groups[:-1], last, *run.groups)
    return Run(whole, begun.named_at) if only_number(whole) else None


def _names_another(between: Sequence[Word]) -> bool:
    """Whether the words say what the digits after them are: "045, la fattura 8001234"."""
    spoken = {word.plain for word in between}
    return bool(spoken & (SCALES | CORRECTIONS - WAITS)) or any(map(names_other, between))


def _is_unclear(words: Sequence[Word], run: Run) -> bool:
    """ "590 mila"; or a letter at the digits, which is what is left of others: "L1330s", "41 30 z" for 37."""
    for word in words[run.last + 1 : run.last + 2]:
        is_glued = word.start == words[run.last].end and word.text[0].isalpha()
        parted = words[run.last].pause or words[run.last].stop
        return is_glued or (not parted and (word.plain in SCALES or word.plain == "z"))
    return False


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
        if only_number(groups):
            return Run(groups, wrong.named_at)
    whole = only_number(wrong.groups) is not None
    # "347 1234567, anzi 66": which digits are taken back is for a person to hear
    return Run(wrong.groups + right.groups if whole else right.groups, wrong.named_at, not whole)


def _spoken(words: Sequence[Word]) -> Iterator[tuple[Group, ...]]:
    at = 0
    while at < len(words):
        groups = _groups(words, at)
        if groups:
            yield from _parted(groups)
        at = groups[-1].last + 1 if groups else at + 1


def _parted(groups: tuple[Group, ...]) -> Iterator[tuple[Group, ...]]:
    """ "Dopo le 15, 347 1234567": an hour or a code, then a number, which begin nothing together."""
    for place, group in enumerate(groups[:-1], 1):
        head, tail = groups[:place], groups[place:]
        if (
            group.pause
            and _begins_no_number(head)
            and only_number(tail)
            and not only_number(groups)
        ):
            yield head
            yield tail
            return
    yield groups


def _begins_no_number(groups: tuple[Group, ...]) -> bool:
    digits = readings(groups)[0]
    return len(digits) <= 2 or (len(digits) < FEWEST_DIGITS and digits[0] not in "03+")


def _groups(words: Sequence[Word], at: int) -> tuple[Group, ...]:
    """The groups from a word on; none when it is no number word."""
    start, groups = at, tuple[Group, ...]()
    while at < len(words) and at - start < MOST_WORDS:
        group = group_at(words, at)
        if group is None:
            break
        groups = (*groups, group)
        at = group.last + 1
        if words[group.last].stop and not _is_dictated_on(words, at, groups):
            break
        if words[at : at + 1] and (_goes_on(words, at) or _and_more(words, group, at)):
            at += 1
        elif (behind := _behind_hesitation(words, at)) > at and not only_number(groups):
            groups = (*groups[:-1], replace(group, pause=True, breaks=True))
            at = behind
    return groups


def _behind_hesitation(words: Sequence[Word], at: int) -> int:
    """The place of the digits behind "un attimo"; the same place where none follow."""
    place = at
    while place < len(words) and place - at < MOST_HESITATIONS and is_hesitation(words, place):
        place += 1
    return place if place < len(words) and group_at(words, place) else at


def is_hesitation(words: Sequence[Word], place: int) -> bool:
    """Whether the word says nothing: "allora", or the "un" of "un attimo"."""
    if words[place].stop:
        return False
    if words[place].plain == "un":
        return place + 1 < len(words) and words[place + 1].plain in HESITATIONS
    return words[place].plain in HESITATIONS | SIGNS


def _is_dictated_on(words: Sequence[Word], at: int, groups: tuple[Group, ...]) -> bool:
    """ "Tre quattro otto. cinque cinque sei.": a full stop for a pause, within a number."""
    following = words[at : at + 1]
    if not following or only_number(groups):
        return False
    first = following[0].text[0]
    if only_number(_at_once(words, at)):  # the whole number, after its end
        return False
    return first.islower() or (first.isdigit() and len(groups[-1].digits) <= MOST_AT_ONCE)


def _at_once(words: Sequence[Word], at: int) -> tuple[Group, ...]:
    """The groups from a word to the end of the sentence."""
    groups: tuple[Group, ...] = ()
    while at < len(words) and len(groups) < MOST_DIGITS and (group := group_at(words, at)):
        groups = (*groups, group)
        if words[group.last].stop:
            break
        at = group.last + 1
    return groups


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """ "347, poi 123": the number goes on behind the word."""
    return words[at].plain == "poi" and at + 1 < len(words) and group_at(words, at + 1) is not None


def _and_more(words: Sequence[Word], group: Group, at: int) -> bool:
    """ "Tremila e quattrocento": the word between the two parts of one number."""
    if (
        not group.joins
        or group.pause
        or at + 1 >= len(words)
        or words[at].plain != "e"
        or words[at].pause
        or words[at].stop
    ):
        return False
    after = group_at(words, at + 1)
    return after is not None and not words[at + 1].text[0].isdigit()
