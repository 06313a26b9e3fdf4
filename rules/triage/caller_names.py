"""Caller's name and company in a transcript."""

from collections.abc import Iterator, Sequence

from rules.triage.number_roles import DENIED
from rules.triage.tokens import Found, Word

INTRODUCTIONS = (
    ("mi", "chiamo"), ("qui", "e"), ("qui", "parla"), ("sono",), ("parla",), ("my", "name", "is"),
    ("this", "is"), ("i'm",), ("i", "am"), ("speaking", "is"),
)  # fmt: skip
# Written like a name after "sono", and none.
NOT_NAMES = frozenset(
    {
        "buongiorno", "buonasera", "salve", "pronto", "j2k", "leotron", "windows", "il", "la", "un",
        "le", "fermo", "ferma", "fermi", "unable",
    }
)  # fmt: skip
TITLES = frozenset({"il", "la", "signor", "signora", "sig", "dottor", "dottoressa", "ragionier"})
FIRM_LEADS = frozenset({"ditta", "azienda", "societa", "impresa", "firma", "company"})
OF = frozenset(
    {
        "della", "del", "dello", "dell", "di", "dalla", "dal", "dallo", "dall", "la", "il", "from",
        "of",
    }
)  # fmt: skip
GREETINGS = frozenset({"buongiorno", "buonasera", "salve", "pronto", "hello"})
# Who says one of these speaks of a firm as their own, unless of a thing of that firm's.
SPEAKING = frozenset(
    {
        "sono", "siamo", "chiamo", "chiama", "chiamiamo", "parla", "qui", "name", "is", "calling", "i'm",
    }
)  # fmt: skip
THINGS = (
    "fattur", "bolla", "ordin", "merce", "fornitor", "client", "prodott", "articol", "anagrafic",
    "preventiv", "arrivat", "invoice", "supplier", "listin", "document", "consegn", "pagament",
)  # fmt: skip
SHOPS = frozenset(
    {
        "abbigliamento", "agriturismo", "albergo", "alimentari", "bar", "birreria", "boutique",
        "calzature", "cantina", "cartoleria", "centro", "concessionaria", "edicola", "enoteca",
        "erboristeria", "farmacia", "ferramenta", "fioreria", "forno", "gelateria", "gioielleria",
        "hotel", "libreria", "macelleria", "merceria", "negozio", "officina", "ottica", "panetteria",
        "panificio", "parrucchiera", "pasticceria", "pescheria", "pizzeria", "profumeria",
        "ristorante", "salumeria", "studio", "supermercato", "tabaccheria", "trattoria", "vivaio",
        "shop", "restaurant", "pharmacy",
    }
)  # fmt: skip
LONGEST_NAME = 3  # words
LOOK_BACK = 8  # words before a firm that may say whose it is


def caller(words: Sequence[Word]) -> Found | None:
    """The name after "sono", "mi chiamo", "parla", "qui è"; the first that there is."""
    for first in _after(words, INTRODUCTIONS):
        place = first
        while place < len(words) and words[place].plain in TITLES and not words[place].is_capital:
            place += 1
        last = _name_end(words, place)
        if last is None or words[place].plain in NOT_NAMES | SHOPS:
            continue
        return Found(_written(words, place, last), place, last)
    return None


def company(words: Sequence[Word]) -> Found | None:
    """The firm after "della ditta", "per conto di", or after its trade ("ferramenta Rossi")."""
    for place, word in enumerate(words):
        if word.plain in FIRM_LEADS and _is_ours(words, place):
            found = _firm_at(words, place + 1)
            if found:
                return found
        if word.plain in SHOPS and _is_ours(words, place):
            return _trade_at(words, place)
    return _on_behalf(words)


def _is_ours(words: Sequence[Word], place: int) -> bool:
    """Whether the firm named here is the caller's: it stands alone, or they say that they are it.

    "La fattura della ditta Bianchi" and "non sono della ditta Bianchi" are about somebody else's.
    """
    if not place or words[place - 1].stop or words[place - 1].pause:
        return True
    for at in range(place - 1, max(-1, place - 1 - LOOK_BACK), -1):
        word = words[at]
        if word.stop or word.bare.startswith(THINGS):
            return False
        if word.plain in SPEAKING:
            return not (at and words[at - 1].plain in DENIED and not words[at - 1].stop)
        if word.plain in GREETINGS:
            return all(one.is_capital or one.plain in OF for one in words[at + 1 : place])
    return False


def _firm_at(words: Sequence[Word], place: int) -> Found | None:
    if place < len(words) and words[place].plain in SHOPS:
        return _trade_at(words, place)
    last = _name_end(words, place)
    return Found(_written(words, place, last), place, last) if last is not None else None


def _trade_at(words: Sequence[Word], place: int) -> Found | None:
    """A trade with the name after it; "la farmacia" alone names nobody."""
    if words[place].pause or words[place].stop:
        return None
    last = _name_end(words, place + 1)
    return Found(_written(words, place, last), place, last) if last is not None else None


def _on_behalf(words: Sequence[Word]) -> Found | None:
    for first in _after(words, (("per", "conto", "di"), ("per", "conto", "della"))):
        last = _name_end(words, first)
        if last is not None:
            return Found(_written(words, first, last), first, last)
    return None


def _after(words: Sequence[Word], leads: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """The places of the words that follow any of the leads."""
    for place in range(len(words)):
        for lead in leads:
            said = tuple(word.plain for word in words[place : place + len(lead)])
            denied = place > 0 and words[place - 1].plain in DENIED
            if said == lead and place + len(lead) < len(words) and not denied:
                last = words[place + len(lead) - 1]
                if not last.stop and not last.pause:
                    yield place + len(lead)


def _name_end(words: Sequence[Word], place: int) -> int | None:
    """The last word of a name that begins here: capital words, up to a pause."""
    last = None
    for index in range(place, min(place + LONGEST_NAME, len(words))):
        word = words[index]
        if not word.is_capital or not word.text[0].isalpha() or _is_cut(words, index):
            break
        last = index
        if word.pause or word.stop:
            break
    return last


def _is_cut(words: Sequence[Word], place: int) -> bool:
    """Whether the word is the beginning of something longer: the J of J2K."""
    return place + 1 < len(words) and words[place].end == words[place + 1].start


def _written(words: Sequence[Word], first: int, last: int) -> str:
    text = " ".join(word.text for word in words[first : last + 1])
    return text[:1].upper() + text[1:80]
