"""Firms told by what they are called, or by the caller's own name within theirs."""

from collections.abc import Sequence

from rules.triage.capitals import begins_capitals, capitalised, written
from rules.triage.common_words import COMMON
from rules.triage.firms.names import NEVER, firm_end, plain_end, without_capitals
from rules.triage.firms.owners import ARTICLES, SPEAKING
from rules.triage.firms.towns import TOWNS
from rules.triage.firms.trade_words import trade_end
from rules.triage.given_names import GIVEN
from rules.triage.name_words import NOT_NAMES, OFFICES, PERSONS, TITLES
from rules.triage.tokens import Found, Word
from rules.triage.trades import FIRM_LEADS, OF, OF_TRADE, SHOPS

MINE = frozenset({"ho", "abbiamo", "mio", "nostro", "nostra", "mia", "aperto"})
NOW = frozenset({"adesso", "ora", "oggi"})
PLACES_OF_WORK = FIRM_LEADS | SHOPS | {"locale", "attivita"}


def that_is_called(words: Sequence[Word]) -> Found | None:
    """ "La ditta è la Ceramiche Bovo", "ho una frutteria, si chiama Frutta del Sole"."""
    is_small = without_capitals(words)
    for place, word in enumerate(words[:-2]):
        behind = {one.plain for one in words[max(0, place - 10) : place]}
        is_lead = word.bare in FIRM_LEADS | {"negozio"} and words[place + 1].plain == "e"
        we_are = word.plain == "ci" and words[place + 1].plain == "chiamiamo"
        is_called = we_are or (word.plain == "si" and words[place + 1].plain == "chiama")
        before = words[place - 1].bare if place else ""
        mine = we_are or bool(behind & MINE) or before in PLACES_OF_WORK | NOW
        if not (is_lead or (is_called and mine)) or word.stop or words[place + 1].stop:
            continue
        first = place + 2 + (words[place + 2].plain in ARTICLES and not words[place + 2].is_capital)
        if words[first : first + 1] and words[first].plain in GIVEN:
            continue
        last = firm_end(words, first)
        if last is not None:
            return Found(written(words, first, last), first, last)
        if is_small and (last := plain_end(words, first, is_called=True)) is not None:
            return Found(capitalised(words, first, last), first, last)
    return None


def with_the_callers_name(words: Sequence[Word], who: Found | None) -> Found | None:
    """ "Sono il Renzo, ..., Agrimacchine Renzo Tosi": a name with that of the caller in it."""
    if who is None:
        return None
    own = {word.bare for word in words[who.first : who.last + 1]}
    never = NOT_NAMES | NEVER | TITLES | OF | SPEAKING | COMMON | PERSONS | OFFICES | (GIVEN - own)
    for place, word in enumerate(words):
        if (
            word.bare in never
            or who.first <= place <= who.last
            or not begins_capitals(words, place)
        ):
            continue
        last = firm_end(words, place)
        if last is None or last == place or place <= who.first <= last:
            continue
        spoken = {one.bare for one in words[place : last + 1]}
        is_whole = words[last].pause or words[last].stop or last + 1 == len(words)
        if own & spoken and spoken - own - GIVEN and is_whole:
            return Found(written(words, place, last), place, last)
    return _trade_and_own_name(words, who, own)


def _trade_and_own_name(words: Sequence[Word], who: Found, own: set[str]) -> Found | None:
    """ "Sono Rita, casalinghi Rita", "sono Tedeschi, tedeschi carburanti": trade and name, written small."""
    for place, word in enumerate(words[:-1]):
        if who.first <= place <= who.last or word.pause or word.stop:
            continue
        is_own = word.bare in own and words[place + 1].bare in OF_TRADE
        if is_own and place > who.last:
            return Found(capitalised(words, place, place + 1), place, place + 1)
        end = trade_end(words, place)
        name = None if end is None or words[end].pause or words[end].stop else end + 1
        if name and name < len(words) and words[name].bare in own and name != who.first:
            return Found(capitalised(words, place, name), place, name)
    return None


def names_itself(words: Sequence[Word], place: int, last: int) -> bool:
    """ "... ristorante la filanda mi chiamo tullio": the firm, and at once who speaks for it."""
    behind = [word.plain for word in words[last + 1 : last + 4] if word.plain not in TOWNS]
    before = words[place - 1].plain if place else ""
    return behind[:2] == ["mi", "chiamo"] and before not in OF | ARTICLES | {"un", "una", "ex"}
