"""Firms written small, as recognisers write them: told by the words that stand around them."""

from collections.abc import Sequence

from rules.triage.capitals import capitalised
from rules.triage.common_words import COMMON
from rules.triage.firms.names import plain_end, without_capitals
from rules.triage.firms.owners import ARTICLES, PLACES, SPEAKING
from rules.triage.firms.towns import QUARTERS, TOWNS
from rules.triage.given_names import GIVEN
from rules.triage.name_words import GREETINGS, OFFICES, PERSONS
from rules.triage.tokens import Found, Word
from rules.triage.trades import ADJECTIVES, OF, OF_TRADE, SHOPS

# "Sono anna del primo piano": where somebody sits, and no firm.
FLOORS = frozenset({"primo", "secondo", "terzo", "piano", "negozio", "banco", "cassa", "turno"})
# What stands before a trade whose name is told.
BEFORE = OF | ARTICLES | GREETINGS | SPEAKING | GIVEN | {"allora", "ehm", "eh"}


def small_at(words: Sequence[Word], place: int, end: int | None, *, is_small: bool) -> Found | None:
    """ "Sono della ferramenta rossi": a name written small, told by the words that go on behind it."""
    if end is None and words[place + 1 : place + 2] and words[place + 1].plain in ADJECTIVES:
        end = place + 1  # "azienda agricola corte regia"
    elif end is not None and _is_qualified(words, end):
        end += 1  # "studio dentistico marchi"
    if end is None or any(word.pause or word.stop for word in words[place : end + 1]):
        return None
    before = words[place - 1].plain if place else "qui"
    last = plain_end(words, end + 1) if before in BEFORE else None
    if last is None:
        return None
    is_told = words[end + 1].plain in {"el", "al", "alla", "da", "dal"}
    is_told = is_told or (before in OF and place > 1 and words[place - 2].plain in GIVEN)
    if is_small or (is_told and _ends_there(words, last)):
        return Found(capitalised(words, place, last), place, last)
    return None


def _is_qualified(words: Sequence[Word], end: int) -> bool:
    """Whether an adjective and at once a name follow: no "studio legale la posta non funziona"."""
    following = words[end + 1 : end + 3]
    is_told = len(following) == 2 and following[0].plain in ADJECTIVES
    return is_told and following[1].plain not in ARTICLES | COMMON


def small_own(words: Sequence[Word], first: int) -> Found | None:
    """ "Sono la marta di idea regalo non serve...": two words of a name, and a common one behind them."""
    last = plain_end(words, first) if without_capitals(words) else None
    if (
        last != first + 1
        or words[first].bare in PLACES | TOWNS | GIVEN | OFFICES | PERSONS | FLOORS
    ):
        return None
    after = words[last + 1 : last + 2]
    is_whole = not after or words[last].pause or words[last].stop or after[0].plain in COMMON
    return Found(capitalised(words, first, last), first, last) if is_whole else None


def _ends_there(words: Sequence[Word], last: int) -> bool:
    """At a pause, or before the place: "... del bar centrale di Isola"."""
    of_where = words[last + 1 : last + 3]
    is_where = len(of_where) == 2 and of_where[0].plain == "di" and of_where[1].is_capital
    return words[last].pause or words[last].stop or is_where


def may_end_with_trade(words: Sequence[Word], first: int, last: int) -> bool:
    """ "Della ferrari sementi", "buongiorno g.m. impianti", and no "buongiorno vecchi impianti"."""
    before = words[first - 1] if first else None
    if before is None or before.text.lower() == "dà":  # "mi dà errore carta"
        return False
    name = words[first : last + 1]
    if words[first].bare in PLACES | QUARTERS or all(one.bare in SHOPS | OF_TRADE for one in name):
        return False
    return "." in words[first].text if before.plain in GREETINGS else before.plain in OF
