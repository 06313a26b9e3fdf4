"""Number words to digits, in the ways Italians dictate them, and the plain English ones."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from text_to_num import text2num

from rules.triage.tokens import Word

ENGLISH = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
ENGLISH_TENS = {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90",
}  # fmt: skip
DIGITS = ("zero", "uno", "due", "tre", "quattro", "cinque", "sei", "sette", "otto", "nove")
# As they are said in the Veneto and in Naples.
DIALECT = {
    "quatro": "4", "quatto": "4", "sinque": "5", "zinque": "5", "cinche": "5", "sete": "7", "oto": "8",
}  # fmt: skip
# What a digit completes, also where a recogniser writes it apart: "quaranta due".
TENS = frozenset(
    {"venti", "trenta", "quaranta", "cinquanta", "sessanta", "settanta", "ottanta", "novanta"}
)
ZEROS = frozenset({"oh", "nought", "naught"})
TIMES = {"doppio": 2, "doppia": 2, "double": 2, "triplo": 3, "tripla": 3, "triple": 3, "treble": 3}
COUNTS = {"due": 2, "tre": 3, "quattro": 4, "cinque": 5}
PLUS = frozenset({"piu", "plus"})
MOST_WORDS = 40  # of one dictated number: what is longer is none

_NUMBER_WORD = re.compile(
    r"(zero|un[oa]?|due|tre|quattro|cinque|sei|sette|otto|nove|dieci|undici|dodici|tredici|"
    r"quattordici|quindici|sedici|dicia|diciotto|vent|trent|quarant|cinquant|sessant|settant|"
    r"ottant|novant|cent|duecent|trecent|mill|duemil|tremil)"
)
_GLUED = re.compile(rf"(?:{'|'.join(DIGITS)})+")


@dataclass(frozen=True)
class Group:
    """Digits said in one go: `joins` when a smaller number after it may belong to it (800 and 12)."""

    digits: str
    first: int  # place of its first and last word
    last: int
    pause: bool
    joins: bool = False
    breaks: bool = False  # who said it hesitated behind it, and may have begun anew


@lru_cache(maxsize=4096)
def value_of(plain: str) -> str | None:
    """The digits of one word ("ottocentododici" is 812); None when it is no number."""
    bare = plain.strip("+")
    if bare and bare[0].isdigit():
        is_hour = ":" in bare
        return None if is_hour else re.sub(r"\D", "", bare)
    if known := ENGLISH.get(plain) or ENGLISH_TENS.get(plain) or DIALECT.get(plain):
        return known
    # "un" and "una" are articles, and no word of this length is a number
    if plain in {"un", "una", "sei'"} or len(plain) > 40 or not _NUMBER_WORD.match(plain):
        return None
    return _glued(plain) if _GLUED.fullmatch(plain) else _written_out(plain)


def _written_out(plain: str) -> str | None:
    # the accent that words_of took away: ventitre is written ventitré
    accented = plain[:-1] + "é" if plain.endswith("tre") else plain
    for written in (plain.replace("tre'", "tre"), accented):
        try:
            return str(text2num(written, "it"))
        except (ValueError, TypeError):
            continue
    return None


def _glued(plain: str) -> str:
    """ "Trequattrosette": digits that were written together."""
    return "".join(str(DIGITS.index(one)) for one in re.findall("|".join(DIGITS), plain))


def group_at(words: Sequence[Word], at: int) -> Group | None:
    """The group of digits that begins with a word; None when none does."""
    word = words[at]
    after = words[at + 1] if at + 1 < len(words) else None
    if after is not None and _is_plus(word) and (digits := value_of(after.plain)):
        return Group("+" + digits, at, at + 1, _parts(after), after.plain in ENGLISH_TENS)
    if after is not None and word.plain in TIMES:
        digits = "0" if after.plain in ZEROS else value_of(after.plain)
        if digits and len(digits) <= 2:
            return Group(digits * TIMES[word.plain], at, at + 1, _parts(after))
        return None
    if after is not None and word.plain in COUNTS and after.plain == "volte":
        return _repeated(words, at)
    return _one_word(words, at)


def _one_word(words: Sequence[Word], at: int) -> Group | None:
    word = words[at]
    digits = "0" if _is_oh(words, at) else value_of(word.plain)
    if digits is None:
        return None
    after = words[at + 1 : at + 2]
    if after and after[0].plain == "hundred" and word.plain in ENGLISH:
        return Group(digits + "00", at, at + 1, _parts(after[0]))
    said = "+" + digits if word.text.startswith("+") else digits
    is_word = not word.text[0].isdigit() and not _GLUED.fullmatch(word.plain)
    hundreds = is_word and digits.endswith("00") and len(digits) <= 6
    joins = hundreds or word.plain in ENGLISH_TENS or word.plain in TENS
    return Group(said, at, at, _parts(word), joins)


def _is_oh(words: Sequence[Word], at: int) -> bool:
    """ "Oh four five", "four five oh": the English zero, beside another digit."""
    if words[at].plain not in ZEROS:
        return False
    if at and words[at - 1].plain in ENGLISH and not words[at - 1].stop:
        return True
    if at + 1 >= len(words):
        return False
    beside = words[at + 1].plain
    return beside in ENGLISH or beside in TIMES or _is_oh(words, at + 1)


def _is_plus(word: Word) -> bool:
    """ "Più trentanove"; "non si accende più. 02 4801 2233" is no number of another country."""
    return word.plain in PLUS and not _parts(word)


def _repeated(words: Sequence[Word], at: int) -> Group | None:
    third = words[at + 2] if at + 2 < len(words) else None
    digits = value_of(third.plain) if third else None
    if third is None or digits is None or len(digits) > 2:
        return None
    return Group(digits * COUNTS[words[at].plain], at, at + 2, _parts(third))


def _parts(word: Word) -> bool:
    return word.pause or word.stop


def readings(groups: Sequence[Group]) -> list[str]:
    """The digits that the groups may mean, the likeliest first.

    "Ottocento dodici" is 812 before it is 80012, "tremila quattrocento" 3400 before 3000400; where
    several such pairs stand together, the most that are tried is 64.
    """
    found = [""]
    index = 0
    while index < len(groups):
        end = _sum_end(groups, index)
        apart = "".join(group.digits for group in groups[index:end])
        ways = [apart]
        if end > index + 1:
            plus = "+" if apart.startswith("+") else ""
            ways = [plus + str(sum(int(group.digits) for group in groups[index:end])), apart]
        found = [head + tail for tail in ways for head in found][:64]
        index = end
    return found


def _sum_end(groups: Sequence[Group], index: int) -> int:
    """Behind the last of the groups that are said as one number: "tremila quattrocento cinquanta"."""
    at = index + 1
    while at < len(groups) and _completes(groups[at - 1], groups[at]):
        at += 1
    return at


def _completes(group: Group, after: Group) -> bool:
    """Whether the group after it fits into the zeros at its end."""
    zeros = len(group.digits) - len(group.digits.rstrip("0"))
    fits = after.digits.isdigit() and not after.digits.startswith("0")
    return group.joins and not group.pause and fits and len(after.digits) <= zeros


def begun_anew(groups: Sequence[Group]) -> tuple[Group, ...]:
    """ "Tre quattro nove, due due, eh, due due sette": without what was said again after "eh"."""
    kept: tuple[Group, ...] = ()
    for place, group in enumerate(groups):
        if kept and kept[-1].breaks:
            kept = kept[: len(kept) - _again(kept, groups[place:])]
        kept = (*kept, group)
    return kept


def _again(said: Sequence[Group], after: Sequence[Group]) -> int:
    """How many of the last groups are said again by those that come after."""
    anew = "".join(group.digits for group in after)
    for count in range(len(said) - 1, 0, -1):
        if anew.startswith("".join(group.digits for group in said[-count:])):
            return count
    return 0
