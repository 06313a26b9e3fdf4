"""Names told in passing: "Dino, mi chiamo", "chieda di luciano", "Zerbini, Zerbini Ricambi"."""

from collections.abc import Sequence
from itertools import pairwise

from rules.triage.capitals import capitalised, name_end, written
from rules.triage.common_words import COMMON
from rules.triage.firms.names import tells_a_firm, without_capitals
from rules.triage.given_names import GIVEN
from rules.triage.name_words import MOST_BEHIND, NEAR, NOT_NAMES, OF_OTHERS, PERSONS, TITLES
from rules.triage.number_roles import STRANGERS
from rules.triage.tokens import Found, Word
from rules.triage.trades import OF_FIRM, OF_TRADE, SHOPS, is_trade

ASKED_FOR = frozenset({"chieda", "domandi", "cerchi"})
RING = ("chiam", "richiam", "telefon")
FORMAL = frozenset({"buongiorno", "buonasera", "salve"})
# A second voice: whom the caller speaks to in the room, and what the two say of us.
TO_SOMEBODY = frozenset(
    {"aspetta", "guarda", "zitto", "zitta", "vieni", "passami", "dimmi", "dammi"}
)
MACHINES = frozenset({"segreteria", "disco", "messaggeria", "risponditore"})
INTRODUCING = frozenset({"sono", "chiamo", "parla", "qui", "qua", "da", "dal", "dalla", "della"})
ARTICLES = frozenset({"la", "il", "una", "un", "lo"})


def told_at_last(words: Sequence[Word]) -> Found | None:
    """Who is named as the firm is, behind what they are, or behind the name; whom one is to ask for."""
    return (
        _doubled(words)
        or _named_as_the_firm(words)
        or _small_titled(words)
        or _called_behind(words)
        or _small_behind_role(words)
        or _greeting(words)
        or _asked_for(words)
    )


def is_a_firms(words: Sequence[Word], place: int, last: int) -> bool:
    """ "Sono Cavazza Noleggi": no person's."""
    end = last
    while end + 1 < len(words) and words[place].plain not in GIVEN:
        if words[end].pause or words[end].stop or not words[end + 1].is_capital:
            break
        end += 1
    return tells_a_firm(words, place, end)


def _doubled(words: Sequence[Word]) -> Found | None:
    """ "Zerbini, Zerbini Ricambi Auto.", "Olivieri, della Olivieri Ricambi": who is named as the firm is."""
    for place, word in enumerate(words[:-2]):
        alone = not place or words[place - 1].stop or words[place - 1].pause
        alone = alone or words[place - 1].plain == "sono"
        if not (alone and word.is_capital and word.pause) or word.plain in NOT_NAMES:
            continue
        firm = place + 1 + (words[place + 1].plain in OF_FIRM)
        again = firm + 1 < len(words) and words[firm].plain == word.plain
        is_small = again and words[firm + 1].bare in OF_TRADE
        if again and (is_small or (words[firm].is_capital and is_a_firms(words, firm, firm))):
            return Found(written(words, place, place), place, place)
    return None


def _named_as_the_firm(words: Sequence[Word]) -> Found | None:
    """ "Autofficina Peretti. Non va. 045... Peretti.": alone at the end, and behind the trade before."""
    place = len(words) - 1
    if place < 1 or not (words[place].is_capital and words[place - 1].stop):
        return None
    for trade, name in pairwise(words[:place]):
        if name.text == words[place].text and is_trade(trade) and not (trade.pause or trade.stop):
            return Found(written(words, place, place), place, place)
    return None


def _small_titled(words: Sequence[Word]) -> Found | None:
    """ "..., ragionier tomasi, studio tomasi": a title and name as a clause of its own, written small."""
    if not without_capitals(words):
        return None
    for place in range(2, len(words)):
        title, word = words[place - 1], words[place]
        begins = words[place - 2].pause or words[place - 2].stop
        is_name = word.plain.isalpha() and len(word.plain) > 2 and word.plain not in COMMON | SHOPS
        ends = word.stop or place + 1 == len(words) or words[place + 1].bare in SHOPS
        near = {one.bare for one in words[max(0, place - 1 - NEAR) : place - 1]}
        if near & (OF_OTHERS | PERSONS | STRANGERS):
            continue  # "il mio commercialista, dottor bini."
        if begins and title.plain in TITLES and not title.pause and is_name and ends:
            return Found(capitalised(words, place, place), place, place)
    return None


def _called_behind(words: Sequence[Word]) -> Found | None:
    """ "... Dino, mi chiamo.": the name before what introduces it."""
    for place in range(1, len(words) - 1):
        said = (words[place].plain, words[place + 1].plain)
        if said != ("mi", "chiamo") or not (words[place + 1].stop or place + 2 == len(words)):
            continue
        if words[place - 1].bare in GIVEN and not words[place - 1].stop:
            return Found(capitalised(words, place - 1, place - 1), place - 1, place - 1)
    return None


def _small_behind_role(words: Sequence[Word]) -> Found | None:
    """ "Io sono la governante ornella": behind what one is there, written small."""
    if not without_capitals(words):
        return None
    for place in range(3, len(words)):
        role = words[place - 1]
        said = (words[place - 3].plain, words[place - 2].plain in ARTICLES)
        is_role = role.plain not in COMMON | SHOPS and not role.stop
        if said == ("sono", True) and is_role and words[place].bare in GIVEN:
            return Found(capitalised(words, place, place), place, place)
    return None


def _greeting(words: Sequence[Word]) -> Found | None:
    """ "Buongiorno, Emma. Volevo chiedere...": who greets formally names themselves."""
    for place in range(1, min(NEAR, len(words) - 1)):
        before = words[place - 1]
        last = name_end(words, place)
        is_told = before.plain in FORMAL and before.pause and words[place].bare in GIVEN
        if is_told and last is not None and words[last].stop:
            return Found(written(words, place, last), place, last)
    return None


def _asked_for(words: Sequence[Word]) -> Found | None:
    """ "Mi chiami lei al 347... chieda di luciano": who is to be rung, and is asked for.

    "Chiedete di Irma" alone may be anybody there.
    """
    for place in range(2, len(words)):
        said = words[place - 2].plain in ASKED_FOR and words[place - 1].plain == "di"
        if said and words[place].bare in GIVEN and _is_to_be_rung(words, place - 2):
            return Found(capitalised(words, place, place), place, place)
    return None


def _is_to_be_rung(words: Sequence[Word], place: int) -> bool:
    behind = words[max(0, place - MOST_BEHIND) : place]
    return any(one.plain == "mi" and two.plain.startswith(RING) for one, two in pairwise(behind))


def is_spoken_to(words: Sequence[Word], first: int, last: int) -> bool:
    """Whether somebody in the room is called so: "non risponde nessuno, Carlo, c'è la segreteria"."""
    begin = first
    while begin and not words[begin - 1].stop:
        begin -= 1
    end = last
    while end + 1 < len(words) and not words[end].stop:
        end += 1
    said = [word.bare for word in words[begin : end + 1]]
    is_called = said[0] in TO_SOMEBODY and (first > begin or end > last)
    return is_called or bool(MACHINES.intersection(said) and not INTRODUCING.intersection(said))
