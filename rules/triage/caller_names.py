"""The caller's name in a transcript: introduced ("sono Giulia"), or said alone at the end ("... Davide.")."""

from collections.abc import Iterator, Sequence

from rules.triage.capitals import after, name_end, without_article, written
from rules.triage.digit_runs import CORRECTIONS
from rules.triage.given_names import GIVEN
from rules.triage.number_words import value_of
from rules.triage.tokens import Found, Word
from rules.triage.trades import FIRM_LEADS, OF, SHOPS

INTRODUCTIONS = (
    ("mi", "chiamo"), ("qui", "e"), ("qui", "parla"), ("sono",), ("parla",), ("my", "name", "is"),
    ("this", "is"), ("i'm",), ("i", "am"), ("speaking", "is"),
)  # fmt: skip
# What introduces a name among much else, so that only a given name counts behind it: "qui Marta",
# and in dialect "so' Mario", "xe la Luisa".
WEAK_INTRODUCTIONS = (("qui",), ("so'",), ("so",), ("xe",), ("sarei",), ("nome",), ("it's",))
# Between the introduction and the name: "sono sempre io, il signor Tosato".
BETWEEN = frozenset(
    {
        "il", "la", "el", "er", "lo", "io", "ancora", "sempre", "proprio", "signor", "signora", "sig",
        "dottor", "dottore", "dottoressa", "ragionier", "ragioniere", "geometra", "titolare",
    }
)  # fmt: skip
# Written like a name after "sono", and none.
NOT_NAMES = frozenset(
    {
        "buongiorno", "buonasera", "salve", "pronto", "j2k", "leotron", "windows", "il", "la", "un",
        "le", "fermo", "ferma", "fermi", "unable",
    }
)  # fmt: skip
THANKS = frozenset({"grazie", "saluti", "thanks"})
# A name after one of these is that of somebody else.
PERSONS = frozenset(
    {
        "tecnico", "collega", "colleghi", "marito", "moglie", "figlio", "figlia", "ragazzo", "ragazza",
        "responsabile", "titolare", "cliente", "fornitore", "signor", "signora", "dottor", "dottoressa",
        "pare", "chiama", "chiede", "chiedete", "chiedi", "ciao", "buongiorno", "buonasera", "husband",
        "padre", "madre", "mamma",
        "papa", "fratello", "sorella", "cognato", "cognata", "socio", "socia", "capo", "zio", "zia",
        "suocero", "nonno", "amico", "amica", "dipendente", "commessa", "father", "mother", "boss",
        "wife", "colleague", "technician",
    }
)  # fmt: skip
NEAR = 4  # words before a name that say whose it is


def caller(words: Sequence[Word]) -> Found | None:
    """The name that is introduced; else the one given name that stands alone, and never a second's."""
    for found in (*_introduced(words), *_weakly_introduced(words)):
        return _restated(words, found)
    return _alone(words)


def _introduced(words: Sequence[Word]) -> Iterator[Found]:
    is_lower = not any(word.is_capital for word in words)
    for first in after(words, INTRODUCTIONS):
        place = _behind(words, first)
        last = name_end(words, place)
        if last is None and is_lower and _is_given(words, place):
            last = place
        if last is not None and words[place].plain not in NOT_NAMES | SHOPS | FIRM_LEADS:
            yield Found(written(words, place, last), place, last)


def _weakly_introduced(words: Sequence[Word]) -> Iterator[Found]:
    for first in after(words, WEAK_INTRODUCTIONS):
        place = _behind(words, first)
        last = name_end(words, place)
        if last is not None and _is_given(words, place):
            yield Found(written(words, place, last), place, last)


def _behind(words: Sequence[Word], place: int) -> int:
    """The place behind articles, titles and "sempre io"."""
    while (
        place < len(words)
        and words[place].plain in BETWEEN
        and not words[place].is_capital
        and not words[place].stop
    ):
        place += 1
    return place


def _restated(words: Sequence[Word], found: Found) -> Found:
    """ "Sono Roberto, Roberto Zanella", "sono Anna, no scusi, Anna Maria": the last way counts."""
    place, corrected = found.last + 1, False
    while place < len(words) and words[place].plain in CORRECTIONS and not words[place].is_capital:
        place, corrected = place + 1, True
    last = name_end(words, place)
    if not words[found.last].pause or words[place - 1].stop or last is None:
        return found
    again = {word.plain for word in words[place : last + 1]}
    same = bool(again & {word.plain for word in words[found.first : found.last + 1]})
    if (same and last > place) or (corrected and _is_given(words, place)):
        return Found(written(words, place, last), place, last)
    return found


def _alone(words: Sequence[Word]) -> Found | None:
    """The given name that is a clause of its own; None where two people are named so."""
    found = [one for place in range(len(words)) if (one := _alone_at(words, place))]
    return found[0] if len({one.value for one in found}) == 1 else None


def _alone_at(words: Sequence[Word], place: int) -> Found | None:
    if not words[place].is_capital or not _is_given(words, place):
        return None
    last = name_end(words, place)
    if last is None or not _begins_clause(words, place) or not _ends_clause(words, place, last):
        return None
    return Found(written(words, place, last), place, last)


def _begins_clause(words: Sequence[Word], place: int) -> bool:
    if not place:
        return True
    before = words[place - 1]
    if not (before.stop or before.pause):
        return False
    near = [word for word in words[max(0, place - NEAR) : place] if word.bare not in THANKS]
    told = [word for word in near if word.bare in PERSONS]
    return before.stop or not told or _is_greeted_off(words, place)


def _is_greeted_off(words: Sequence[Word], place: int) -> bool:
    """ "Ciao, Elia." at the end is who spoke; "buongiorno, Bruna di Intimo Chic" who speaks."""
    greeting = words[place - 1].plain in {"ciao", "buongiorno", "buonasera"}
    last = name_end(words, place)
    return greeting and last is not None and (last + 1 == len(words) or _is_of(words, last + 1))


def _ends_clause(words: Sequence[Word], place: int, last: int) -> bool:
    if last + 1 == len(words) or words[last].stop or _is_of(words, last + 1):
        return True
    is_first = not place or words[place - 1].stop
    following = words[last + 1]
    if words[last].pause and _only_digits(words, last + 1):
        return True  # "..., Nadia Corsi, 347 2223344."
    told = value_of(following.plain) is not None or following.bare in SHOPS | FIRM_LEADS
    return is_first and words[last].pause and told


def _only_digits(words: Sequence[Word], place: int) -> bool:
    """Whether the sentence goes on with a number and nothing else."""
    for word in words[place:]:
        if value_of(word.plain) is None:
            return False
        if word.stop:
            break
    return True


def _is_of(words: Sequence[Word], place: int) -> bool:
    """ "di Intimo Chic", "from Hotel Miramonti": a firm follows."""
    if without_article(words[place]) != words[place].text:
        return words[place].bare in SHOPS
    if words[place].plain not in OF or place + 1 >= len(words):
        return False
    return words[place + 1].is_capital or words[place + 1].bare in SHOPS | FIRM_LEADS


def _is_given(words: Sequence[Word], place: int) -> bool:
    return place < len(words) and words[place].plain in GIVEN
