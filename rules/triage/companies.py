"""The caller's firm in a transcript: by its trade, by "ditta", or as that of which the caller is."""

from collections.abc import Sequence

from rules.triage.caller_names import caller
from rules.triage.capitals import (
    after,
    capitalised,
    is_cut,
    without_article,
    written,
)
from rules.triage.common_words import COMMON
from rules.triage.firms.called import names_itself, that_is_called, with_the_callers_name
from rules.triage.firms.names import (
    LEGAL,
    NEVER,
    firm_end,
    is_verb,
    plain_end,
    without_capitals,
)
from rules.triage.firms.owners import ARTICLES, LATEST_OPENING, PLACES, is_former, is_ours
from rules.triage.firms.small import may_end_with_trade, small_at, small_own
from rules.triage.firms.trade_words import SOLD_AT, trade_end
from rules.triage.given_names import GIVEN
from rules.triage.name_words import GREETINGS, NOT_NAMES, OFFICES, PERSONS, TITLES
from rules.triage.number_roles import DENIED, names_other
from rules.triage.tokens import Found, Word
from rules.triage.trades import (
    ADJECTIVES,
    FIRM_LEADS,
    OF,
    OF_ANY,
    OF_FIRM,
    OF_TRADE,
    SHOPS,
    is_trade,
)

OF_WHERE = (
    "della", "del", "dei", "delle", "dello", "dalla", "dal", "dai", "dallo", "alla", "al", "per",
)  # fmt: skip
WE = frozenset({"siamo", "semo"})
BEHALF = (("per", "conto"), ("a", "nome"), ("da", "parte"))
# Written before a trade, and part of the name: "Park Hotel Olimpo".
BEFORE_TRADE = frozenset(
    {
        "park",
        "grand",
        "gran",
        "golf",
        "garden",
        "family",
        "royal",
        "palace",
        "nuovo",
        "nuova",
        "antico",
        "antica",
    }
)
MOST_BEFORE_TRADE = 3  # words of a name before its trade: "Blue Anchor Pub"


def company(words: Sequence[Word]) -> Found | None:
    """The firm after "della ditta", after its trade, of the caller, of us, or on whose behalf."""
    who = caller(words)
    return (
        _of_a_trade(words)
        or _by_its_words(words)
        or that_is_called(words)
        or _of_the_caller(words, who)
        or _of_us(words)
        or _on_behalf(words)
        or with_the_callers_name(words, who)
        or _they_are_of(words)
        or _behind_the_name(words, who)
        or _opening(words, who)
    )


def _of_a_trade(words: Sequence[Word]) -> Found | None:
    is_small = without_capitals(words)
    for place, word in enumerate(words):
        end = trade_end(words, place)
        if (end is None and word.bare not in FIRM_LEADS) or is_former(words, place):
            continue
        if not is_ours(words, place):
            last = plain_end(words, end + 1) if is_small and end is not None else None
            if last is not None and names_itself(words, place, last):
                return Found(capitalised(words, place, last), place, last)
            continue
        found = _firm_at(words, place + 1) if end is None else _trade_at(words, place, end)
        found = found or small_at(words, place, end, is_small=is_small)
        if found:
            return found
    return None


def _by_its_words(words: Sequence[Word]) -> Found | None:
    """ "Sono Cavazza Noleggi", "from the Green Shop", "della ferrari sementi": told by one of its words."""
    is_small = without_capitals(words)
    for place, word in enumerate(words):
        is_told = word.bare in OF_TRADE | LEGAL or is_trade(word)
        if is_told and (found := _ends_with_trade(words, place, is_small)):
            return found
    return None


def _ends_with_trade(words: Sequence[Word], place: int, is_small: bool) -> Found | None:
    first = place
    while first and place - first < MOST_BEFORE_TRADE and _goes_before(words, first - 1, is_small):
        first -= 1
    last = firm_end(words, first) if words[first].bare not in LEGAL else None
    if first and is_cut(words, first - 1):  # the B of "3B srl"
        return None
    if is_small:
        last = place if first < place else None
    if last is None or last < place or last == first or not is_ours(words, first):
        return None
    begins = not first or words[first - 1].pause or words[first - 1].stop
    is_whole = last + 1 == len(words) or words[last].pause or words[last].stop
    if begins and not is_small and not (is_whole or words[last + 1].plain in OF):
        return None  # "Poste Italiane mi ha consegnato..."
    if is_small and not may_end_with_trade(words, first, last):
        return None
    if words[first].plain in OF and first + 1 < last:  # "Della Benini Fiori."
        first += 1
    is_firm = first > 0 and words[first - 1].plain in OF_FIRM
    if (
        words[first].bare in (TITLES | PLACES if is_firm else GIVEN | TITLES | PLACES)
        and not is_small
    ):
        return None
    name = capitalised(words, first, last) if is_small else written(words, first, last)
    return Found(name, first, last)


def _goes_before(words: Sequence[Word], place: int, is_small: bool) -> bool:
    """Whether the word stands in the same name as the next."""
    word = words[place]
    if word.pause or word.stop or word.plain in NOT_NAMES | NEVER | TITLES:
        return False
    if is_small:
        if word.plain == "e" and place and not is_verb(word):  # "erbe e salute erboristeria"
            return words[place - 1].plain in OF_TRADE
        is_word = word.plain.isalpha() and (len(word.plain) > 2 or "." in word.text)
        return is_word and word.plain not in COMMON | OF | GIVEN
    return without_article(word)[:1].isupper() or word.plain in {"e", "&"}


def _opening(words: Sequence[Word], who: Found | None) -> Found | None:
    """ "Buongiorno, Pneus Adige. ... Sono Silvia.": a name that begins the message, and not the caller's."""
    if who is None:
        return None
    for place in range(min(who.first, LATEST_OPENING)):
        before = words[place - 1] if place else None
        if before and not (before.stop or before.pause or before.plain in GREETINGS | {"qui"}):
            continue
        last = firm_end(words, place)
        if last is None or last == place or not (words[last].pause or words[last].stop):
            continue
        begins = words[place].bare
        is_firm = begins not in GIVEN | PLACES | NOT_NAMES | TITLES | NEVER | PERSONS | OFFICES
        is_firm = is_firm and not names_other(words[place]) and is_ours(words, place)
        if is_firm and last < who.first and not GIVEN & {one.plain for one in words[place:last]}:
            return Found(written(words, place, last), place, last)
    return None


def _firm_at(words: Sequence[Word], place: int) -> Found | None:
    if place < len(words) and words[place].bare in SHOPS and not words[place].is_capital:
        return _trade_at(words, place, place)
    name = place
    if place < len(words) and words[place].plain in OF_TRADE and not words[place].is_capital:
        name += 1  # "azienda vinicola Guarienti"
    last = firm_end(words, name)
    return Found(written(words, place, last), place, last) if last is not None else None


def _trade_at(words: Sequence[Word], place: int, end: int) -> Found | None:
    """A trade with the name after it; "la farmacia" alone names nobody."""
    if words[end].pause or words[end].stop:
        return _behind_what_is_sold(words, place, end)
    name = end + 1
    if name < len(words) and words[name].plain in ADJECTIVES and not words[name].pause:
        name += 1  # "studio notarile Fabbri"
    last = firm_end(words, name)
    if words[place].plain in SOLD_AT and end == place + 2:
        place = name  # "negozio di biciclette Ciclo Mincio"
    if place and words[place - 1].is_capital and words[place - 1].bare in BEFORE_TRADE:
        place -= not (words[place - 1].pause or words[place - 1].stop)  # "Park Hotel Olimpo"
    return Found(written(words, place, last), place, last) if last is not None else None


def _behind_what_is_sold(words: Sequence[Word], place: int, end: int) -> Found | None:
    """ "Ho un negozietto di filati, Gomitolo Magico.": the name behind a pause."""
    if end == place or words[place].plain not in SOLD_AT or words[end].stop:
        return None
    last = firm_end(words, end + 1)
    if last is None or words[end + 1].bare in GIVEN | PLACES or last == end + 1:
        return None
    is_whole = words[last].pause or words[last].stop
    return Found(written(words, end + 1, last), end + 1, last) if is_whole else None


def _of_the_caller(words: Sequence[Word], who: Found | None) -> Found | None:
    """ "Sono Franco dei Fratelli Veronesi": what the caller says to be of."""
    if who is None or who.last + 1 >= len(words) or words[who.last].stop:
        return None
    of = who.last + 1
    if without_article(words[of]) != words[of].text:  # "dell'Oasi Verde"
        return _own_name(words, of, least=1)
    if words[of].plain not in OF_FIRM | OF_ANY or of + 1 >= len(words):
        return None
    found = _own_name(words, of + 1, least=1 if words[of].plain in OF_FIRM else 2)
    return found or small_own(words, of + 1)


def _of_us(words: Sequence[Word]) -> Found | None:
    """ "Siamo la Zanini & Figli", "adesso siamo Nuova Termica srl"."""
    for place, word in enumerate(words[:-1]):
        is_denied = place and words[place - 1].plain in DENIED
        if word.plain not in WE or is_denied or word.stop or word.pause:
            continue
        has_article = words[place + 1].plain in ARTICLES and not words[place + 1].is_capital
        found = _own_name(
            words, place + 2 if has_article else place + 1, least=1 if has_article else 2
        )
        if found:
            return found
    return None


def _they_are_of(words: Sequence[Word]) -> Found | None:
    """ "Sono della Croce Verde", "chiamo dal Maxi Risparmio"."""
    leads = [
        (verb, of) for verb in ("sono", "siamo", "chiamo", "parlo", "lavoro") for of in OF_WHERE
    ]
    for first in after(words, leads):
        last = firm_end(words, first)
        if last is not None and last > first and words[first].bare not in TITLES | PERSONS:
            return _own_name(words, first, least=2)
    return None


def _behind_the_name(words: Sequence[Word], who: Found | None) -> Found | None:
    """ "Sono Emanuele, Pizza al Volo.": joined as places' names are not."""
    if who is None or not words[who.last].pause or who.last + 1 >= len(words):
        return None
    first = who.last + 1
    last = firm_end(words, first)
    if last is None or words[first].bare in NOT_NAMES | TITLES | PLACES | GIVEN | PERSONS:
        return None
    joined = any(not word.is_capital for word in words[first : last + 1])
    is_whole = words[last].pause or words[last].stop or last + 1 == len(words)
    return Found(written(words, first, last), first, last) if joined and is_whole else None


def _own_name(words: Sequence[Word], place: int, least: int) -> Found | None:
    """A firm's name of so many words; no person's, place's or product's."""
    last = firm_end(words, place)
    if last is None or last + 1 - place < least:
        return None
    begins = words[place].bare
    if words[place].plain in OF_FIRM or (begins in SHOPS and last == place):
        return None
    if begins in GIVEN | PLACES | NOT_NAMES | OFFICES or _is_a_letter(words, place):
        return None
    return Found(written(words, place, last), place, last)


def _is_a_letter(words: Sequence[Word], place: int) -> bool:
    return is_cut(words, place) and not words[place].text[0].isdigit()


def _on_behalf(words: Sequence[Word]) -> Found | None:
    leads = [
        (*lead, of) for lead in BEHALF for of in ("di", "della", "del", "dei", "dello", "delle")
    ]
    for first in after(words, leads):
        last = firm_end(words, first)
        if last is not None and words[first].bare not in GIVEN | TITLES | PERSONS:
            return Found(written(words, first, last), first, last)
    return None
