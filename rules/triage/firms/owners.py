"""Whose a firm is that a message names: the caller's own, or one that is spoken of."""

from collections.abc import Sequence

from rules.triage.firms.names import firm_end
from rules.triage.given_names import GIVEN
from rules.triage.name_words import GREETINGS, NEAR, OFFICES, OPENERS, TITLES
from rules.triage.number_roles import DENIED
from rules.triage.tokens import Word
from rules.triage.trades import OF, OF_FIRM, OF_TRADE

# Who says one of these speaks of a firm as their own, unless of a thing of that firm's.
SPEAKING = frozenset(
    {
        "sono", "siamo", "chiamo", "chiama", "chiamiamo", "parla", "qui", "name", "is", "calling", "i'm",
        "so'", "so", "semo", "xe", "sarei", "chiamavo", "parlo", "scrivo", "presiedo", "sugnu", "son",
        "gestisco", "chiamando", "telefonavo", "disturbo", "we're", "qua", "chiamavamo",
    }
)  # fmt: skip
THINGS = (
    "fattur", "bolla", "ordin", "merce", "fornitor", "client", "prodott", "articol", "anagrafic",
    "preventiv", "arrivat", "invoice", "supplier", "listin", "document", "consegn", "pagament",
)  # fmt: skip
STRANGERS = ("fornitor", "client", "corrier", "banca", "supplier", "customer")
# A place begins like this, and no firm that has no trade: "Sono Marco di San Bonifacio".
PLACES = frozenset(
    {
        "san", "santa", "sant", "santo", "villa", "castel", "borgo", "monte", "porto", "reggio", "via",
        "piazza", "corso", "leotron",
    }
)  # fmt: skip
WE_ARE = frozenset({"sono", "siamo", "we", "am", "are"})
ARTICLES = frozenset({"la", "il", "lo", "i", "gli", "le"})
HAVE = frozenset({"ho", "ha", "abbiamo", "tengo", "gestiamo"})
THAT_ONE = frozenset({"quello", "quella", "quelli", "quel"})
FORMER = frozenset({"ex", "chiamava", "chiamavamo", "era", "eravamo"})
LOOK_BACK = 8  # words before a firm that may say whose it is
LATEST_OPENING = 14  # words within which a message says whom it is from


def is_ours(words: Sequence[Word], place: int) -> bool:
    """Whether the firm named here is the caller's: it stands alone, or they say that they are it.

    "La fattura della ditta Bianchi" and "non sono della ditta Bianchi" are about somebody else's.
    """
    if not place or words[place - 1].stop:
        return True
    if words[place - 1].pause:
        return not _is_a_strangers(words, place)
    if (
        place > 1
        and words[place - 2].plain == words[place].plain
        and words[place - 1].plain in OF_FIRM
    ):
        return True  # "Olivieri, della Olivieri Ricambi"
    if place < NEAR and all(one.plain in OPENERS | GREETINGS for one in words[:place]):
        return True  # "allora gastronomia la cicala..."
    for at in range(place - 1, max(-1, place - 1 - LOOK_BACK), -1):
        said = _says_whose(words, at, place)
        if said is not None:
            return said
    return _opens_with_article(words, place)


def is_former(words: Sequence[Word], place: int) -> bool:
    """ "La ex Trattoria da Berto adesso si chiama...": what it was called before."""
    at = place - 1
    if at >= 0 and words[at].plain in ARTICLES:
        at -= 1
    return at >= 0 and words[at].bare in FORMER and not (words[at].pause or words[at].stop)


def _says_whose(words: Sequence[Word], at: int, place: int) -> bool | None:
    """What a word before the firm says of whose it is; None for one that says nothing."""
    word, before = words[at], words[at - 1] if at else None
    near = {one.plain for one in words[max(0, at - 2) : at]}
    if word.bare.startswith("client") and near & WE_ARE:
        return True
    is_office = before is not None and before.bare in OFFICES
    if word.stop or (word.bare.startswith(THINGS) and not is_office):
        return _opens_with_article(words, place)
    if word.plain in SPEAKING:
        return not (before and before.plain in DENIED and not before.stop)
    if word.plain in GREETINGS:
        known = OF | TITLES | OF_TRADE
        is_named = all(one.is_capital or one.plain in known for one in words[at + 1 : place])
        return is_named or _opens_with_article(words, place)
    if _begins_clause_of_who(words, at, place):
        return True
    return _has_or_is_that(words, at, place)


def _has_or_is_that(words: Sequence[Word], at: int, place: int) -> bool | None:
    """ "Lei ha la Locanda Pia", "sono la mamma di Gianni, quello del panificio Residori"."""
    word = words[at]
    if word.plain in HAVE and at == place - 2 and words[at + 1].plain in ARTICLES | {"un", "una"}:
        return not any(one.bare.startswith(STRANGERS) for one in words[max(0, at - NEAR) : at])
    if word.plain in THAT_ONE and at and words[at - 1].pause:
        sentence = {one.plain for one in words[max(0, place - 2 * LOOK_BACK) : at]}
        return True if sentence & {"sono", "siamo"} else None
    return None


def _begins_clause_of_who(words: Sequence[Word], at: int, place: int) -> bool:
    """ "È la Polisportiva Avesa", "vi telefono dal...", "Harry from Hotel Miramonti"."""
    before = words[at - 1] if at else None
    if words[at].plain == "e" and (before is None or before.pause or before.stop):
        return True
    if words[at].plain == "telefono" and before and before.plain in {"vi", "le", "ti", "ghe"}:
        return True
    return _begins_with_who(words, at, place)


def _opens_with_article(words: Sequence[Word], place: int) -> bool:
    """ "Buongiorno, la gioielleria Ambrosi." at the beginning of the message."""
    before = words[place - 2] if place > 1 else None
    answers = (
        before is not None and before.stop and words[place - 1].plain in OF_FIRM
    )  # "Del bar Sport."
    if not answers and (words[place - 1].plain not in ARTICLES or place > LATEST_OPENING):
        return False
    last = firm_end(words, place + 1)
    if last is None:
        return False
    of_where = words[last + 1 : last + 3]
    is_where = len(of_where) == 2 and of_where[0].plain == "di" and of_where[1].is_capital
    if not (words[last].pause or words[last].stop or is_where):
        return False
    return before is None or before.pause or before.stop or before.plain in GREETINGS


def _is_a_strangers(words: Sequence[Word], place: int) -> bool:
    """ "Il nostro cliente, Hotel Sole, ...": whose it is was said just before."""
    for word in reversed(words[max(0, place - NEAR) : place]):
        if word.stop:
            return False
        if word.bare.startswith(STRANGERS):
            return "sono" not in {one.plain for one in words[max(0, place - LOOK_BACK) : place]}
    return False


def _begins_with_who(words: Sequence[Word], at: int, place: int) -> bool:
    """ "Harry from Hotel Miramonti", "amministrazione della ditta...": a clause of who it is."""
    first = at - 1 if at and words[at - 1].plain in ARTICLES | {"el"} else at
    if first and not (words[first - 1].stop or words[first - 1].pause):
        return False
    who = words[at].plain in GIVEN and words[at].is_capital
    rest = words[at + 1 : place]
    is_named = all(one.is_capital or one.plain in OF for one in rest)
    is_office = words[at].bare in OFFICES and len(rest) <= 1  # "ufficio fornitori Gruppo Salgaim"
    return (who and is_named) or (words[at].bare in OFFICES and is_named) or is_office
