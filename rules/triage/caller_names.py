"""The caller's name in a transcript: introduced ("sono Giulia"), or said alone at the end ("... Davide.")."""

from collections.abc import Iterator, Sequence

from rules.triage.capitals import after, name_end, without_article, written
from rules.triage.common_words import COMMON
from rules.triage.digit_runs import CORRECTIONS, is_hesitation
from rules.triage.firms.names import firm_end, tells_a_firm, without_capitals
from rules.triage.given_names import GIVEN
from rules.triage.name_words import (
    BESIDE_DIGITS,
    BETWEEN,
    GREETINGS,
    INTRODUCTIONS,
    MOST_BEHIND,
    NEAR,
    NOT_NAMES,
    OF_OTHERS,
    OFFICES,
    OPENERS,
    PERSONS,
    ROLES,
    SMALL_BEFORE,
    THANKS,
    TITLES,
    WEAK_INTRODUCTIONS,
)
from rules.triage.names_at_last import is_a_firms, is_spoken_to, told_at_last
from rules.triage.number_words import value_of
from rules.triage.tokens import Found, Word
from rules.triage.trades import FIRM_LEADS, OF, SHOPS, is_trade


def caller(words: Sequence[Word]) -> Found | None:
    """The name that is introduced; else the one given name that stands alone, and never a second's."""
    for found in (*_introduced(words), *_weakly_introduced(words), *_behind_role(words)):
        return _restated(words, found)
    return _alone(words) or _titled(words) or _small_at_end(words) or told_at_last(words)


def _introduced(words: Sequence[Word]) -> Iterator[Found]:
    is_lower = without_capitals(words)
    for first in after(words, INTRODUCTIONS):
        place = _behind(words, first)
        last = name_end(words, place)
        if last is None and is_lower and _is_small_name(words, first, place):
            last = place
        if last is None or words[place].plain in NOT_NAMES | SHOPS | FIRM_LEADS:
            continue
        if not is_a_firms(words, place, last):
            yield Found(written(words, place, last), place, last)


def _is_small_name(words: Sequence[Word], first: int, place: int) -> bool:
    """ "Sono rino", "mi chiamo nadir", "sono il ragionier cailotto": a name written small."""
    if _is_given(words, place):
        return True
    if place >= len(words) or words[place].plain in COMMON | SHOPS | TITLES:
        return False
    is_word = words[place].plain.isalpha() and len(words[place].plain) > 2
    surely = words[first - 1].plain == "chiamo" or words[place - 1].bare in TITLES
    return is_word and surely and value_of(words[place].plain) is None


def _weakly_introduced(words: Sequence[Word]) -> Iterator[Found]:
    for first in after(words, WEAK_INTRODUCTIONS):
        place = _behind(words, first)
        last = name_end(words, place)
        weakest = words[first - 1].plain in {"e", "da", "qua"}
        is_firms = last is not None and last + 1 < len(words) and _is_of(words, last + 1)
        is_here = first < NEAR and words[first - 1].text.lower() == "è"  # "Ciao, è la Wanda."
        is_here = is_here and last is not None and (words[last].stop or words[last].pause)
        told = words[place - 1].bare in TITLES or is_firms or is_here
        if last is None or (weakest and not told):
            continue
        if weakest and first > 1 and not (words[first - 2].stop or words[first - 2].pause):
            continue
        is_titled = place and words[place - 1].bare in TITLES
        if (is_titled or _is_given(words, place)) and not is_a_firms(words, place, last):
            yield Found(written(words, place, last), place, last)


def _behind_role(words: Sequence[Word]) -> Iterator[Found]:
    """ "Io sono la commessa, Noemi, ...": behind what one is there."""
    for first in after(words, ROLES):
        place = first
        while place < min(first + NEAR, len(words)) and words[place].plain not in COMMON:
            place += 1
            if words[place - 1].pause or words[place - 1].stop:
                break
        last = name_end(words, place) if place > first and words[place - 1].pause else None
        if last is not None and _is_given(words, place):
            yield Found(written(words, place, last), place, last)


def _small_at_end(words: Sequence[Word]) -> Found | None:
    """ "... è perfetto lella 0442 951234": in a message without capitals."""
    place = len(words) - 1
    if not words or not without_capitals(words):
        return None
    while place and (value_of(words[place].plain) is not None or is_hesitation(words, place)):
        place -= 1
    before = words[place - 1].bare if place else ""
    is_others = before in PERSONS | TITLES | FIRM_LEADS | SHOPS | OF or before in SMALL_BEFORE
    if place < len(words) - MOST_BEHIND or is_others or not _is_given(words, place):
        return None
    return Found(written(words, place, place), place, place)


def _behind(words: Sequence[Word], place: int) -> int:
    """The place behind articles, titles and "sempre io"."""
    while place < len(words) and not words[place].stop:
        is_small = words[place].plain in BETWEEN and not words[place].is_capital
        if not is_small and words[place].bare not in TITLES:
            break
        place += 1
    return place


def _restated(words: Sequence[Word], found: Found) -> Found:
    """ "Sono Roberto, Roberto Zanella", "sono Anna, no scusi, Anna Maria": the last way counts."""
    place, corrected = found.last + 1, False
    while (
        place < len(words)
        and words[place].plain in CORRECTIONS | {"cioe"}
        and not words[place].is_capital
    ):
        place, corrected = place + 1, True
    last = name_end(words, place)
    if not words[found.last].pause or words[place - 1].stop or last is None:
        return found
    has_article = without_article(words[place]) != words[place].text  # "..., dell'Ittica Spina"
    if has_article or words[place].bare in SHOPS | FIRM_LEADS or is_a_firms(words, place, last):
        return found  # "sono Zeno Marchi, Osteria Marchi"
    again = {word.plain for word in words[place : last + 1]}
    same = bool(again & {word.plain for word in words[found.first : found.last + 1]})
    if (same and last > place) or (corrected and _is_given(words, place)):
        return Found(written(words, place, last), place, last)
    return found


def _titled(words: Sequence[Word]) -> Found | None:
    """ "Dottor Lovato, 045...", "la signora Morena, ufficio": a title and name as a clause of its own."""
    found = [one for place in range(1, len(words)) if (one := _titled_at(words, place))]
    return found[0] if len({one.value for one in found}) == 1 else None


def _titled_at(words: Sequence[Word], place: int) -> Found | None:
    first = place - 1
    if words[first].bare not in TITLES or words[first].pause or words[first].stop:
        return None
    while (
        first and words[first - 1].bare in TITLES | {"il", "la", "lo"} and not words[first - 1].stop
    ):
        first -= 1
    last = name_end(words, place)
    if last is None or words[place].plain in NOT_NAMES | SHOPS:
        return None
    if first and not (words[first - 1].stop or words[first - 1].pause):
        return None
    near = {word.bare for word in words[max(0, first - 2) : first]}
    article = words[first].plain.partition("'")[0]
    if (
        near & (OF_OTHERS | PERSONS - GREETINGS)
        or article in OF_OTHERS
        or not _ends_titled(words, last)
    ):
        return None
    return Found(written(words, place, last), place, last)


def _ends_titled(words: Sequence[Word], last: int) -> bool:
    if last + 1 == len(words) or words[last].stop:
        return True
    following = words[last + 1]
    is_where = (
        following.bare in OFFICES | SHOPS | FIRM_LEADS or value_of(following.plain) is not None
    )
    if _is_of(words, last + 1):
        return True
    return words[last].pause and (is_where or following.is_capital)


def _alone(words: Sequence[Word]) -> Found | None:
    """The given name that is a clause of its own; None where two people are named so."""
    found = [one for place in range(len(words)) if (one := _alone_at(words, place))]
    return found[0] if len({one.value for one in found}) == 1 else None


def _alone_at(words: Sequence[Word], place: int) -> Found | None:
    if not (_is_given(words, place) or _is_behind(words, place)):
        return None
    last = name_end(words, place)
    if last is None or is_a_firms(words, place, last) or words[place].plain in NOT_NAMES:
        return None
    if not _begins_clause(words, place) or not _ends_clause(words, place, last):
        return None
    if is_spoken_to(words, place, last):
        return None
    return Found(written(words, place, last), place, last)


def _begins_clause(words: Sequence[Word], place: int) -> bool:
    if place and words[place - 1].plain in {"la", "il", "el"} and not words[place - 1].stop:
        place -= 1  # "..., la Rina."
    if not place:
        return True
    before = words[place - 1]
    if not (before.stop or before.pause):
        return False
    near = [word for word in words[max(0, place - NEAR) : place] if word.bare not in THANKS]
    told = [word for word in near if word.bare in PERSONS - GREETINGS or word is before]
    told = [word for word in told if word.bare in PERSONS]
    return before.stop or not told or _is_greeted_off(words, place)


def _is_greeted_off(words: Sequence[Word], place: int) -> bool:
    """ "Ciao, Elia." at the end is who spoke; "buongiorno, Bruna di Intimo Chic" who speaks."""
    greeting = words[place - 1].plain in GREETINGS
    last = name_end(words, place)
    if not greeting or last is None:
        return False
    if place > NEAR and words[last].stop:  # not "ciao, Marino, ..." at the beginning
        return True
    is_firm = last + 1 < len(words) and words[last].pause and _is_firm_at(words, last + 1)
    return last + 1 == len(words) or _is_of(words, last + 1) or is_firm


def _is_firm_at(words: Sequence[Word], place: int) -> bool:
    """Whether a firm's name begins here: "..., Macelleria Storti"."""
    if words[place].bare in FIRM_LEADS or is_trade(words[place]):
        return True
    last = firm_end(words, place)
    return last is not None and tells_a_firm(words, place, last)


def _ends_clause(words: Sequence[Word], place: int, last: int) -> bool:
    if last + 1 == len(words) or words[last].stop or _is_of(words, last + 1):
        return True
    is_first = not place or words[place - 1].stop
    following = words[last + 1]
    if words[last].pause and _only_digits(words, last + 1):
        return True  # "..., Nadia Corsi, 347 2223344."
    told = value_of(following.plain) is not None or _is_firm_at(words, last + 1)
    is_first = is_first or words[place - 1].plain in GREETINGS | OPENERS
    return is_first and words[last].pause and told


def _is_behind(words: Sequence[Word], place: int) -> bool:
    """ "Orlandi Paolo.": the given name behind that of the family."""
    last = name_end(words, place)
    return last == place + 1 and words[last].plain in GIVEN and not words[place].pause


def _only_digits(words: Sequence[Word], place: int) -> bool:
    """Whether the sentence goes on with a number and nothing else."""
    for word in words[place:]:
        if value_of(word.plain) is None and word.plain not in BESIDE_DIGITS:
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
    return place < len(words) and words[place].bare in GIVEN
