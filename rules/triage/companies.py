"""The caller's firm in a transcript: by its trade, by "ditta", or as that of which the caller is."""

from collections.abc import Sequence

from rules.triage.caller_names import NOT_NAMES, caller
from rules.triage.capitals import after, firm_end, is_cut, without_article, written
from rules.triage.given_names import GIVEN
from rules.triage.number_roles import DENIED
from rules.triage.tokens import Found, Word
from rules.triage.trades import FIRM_LEADS, OF, OF_ANY, OF_FIRM, SHOPS

GREETINGS = frozenset({"buongiorno", "buonasera", "salve", "pronto", "hello"})
# Who says one of these speaks of a firm as their own, unless of a thing of that firm's.
SPEAKING = frozenset(
    {
        "sono", "siamo", "chiamo", "chiama", "chiamiamo", "parla", "qui", "name", "is", "calling", "i'm",
        "so'", "so", "semo", "xe", "sarei", "chiamavo",
    }
)  # fmt: skip
# Who speaks for the firm that is named next: "l'amministrazione della ditta Perbellini".
OFFICES = frozenset(
    {
        "amministrazione", "ufficio", "segreteria", "contabilita", "responsabile", "titolare", "reparto",
        "magazzino", "direzione",
    }
)  # fmt: skip
THINGS = (
    "fattur", "bolla", "ordin", "merce", "fornitor", "client", "prodott", "articol", "anagrafic",
    "preventiv", "arrivat", "invoice", "supplier", "listin", "document", "consegn", "pagament",
)  # fmt: skip
# A place begins like this, and no firm that has no trade: "Sono Marco di San Bonifacio".
PLACES = frozenset(
    {
        "san", "santa", "sant", "santo", "villa", "castel", "borgo", "monte", "porto", "reggio", "via",
        "piazza", "corso", "leotron",
    }
)  # fmt: skip
WE = frozenset({"siamo", "semo"})
ARTICLES = frozenset({"la", "il", "lo", "i", "gli", "le"})
LOOK_BACK = 8  # words before a firm that may say whose it is


def company(words: Sequence[Word]) -> Found | None:
    """The firm after "della ditta", after its trade, of the caller, of us, or on whose behalf."""
    return _of_a_trade(words) or _of_the_caller(words) or _of_us(words) or _on_behalf(words)


def _of_a_trade(words: Sequence[Word]) -> Found | None:
    for place, word in enumerate(words):
        if word.bare not in FIRM_LEADS | SHOPS or not _is_ours(words, place):
            continue
        found = _trade_at(words, place) if word.bare in SHOPS else _firm_at(words, place + 1)
        if found:
            return found
    return None


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
        if _begins_with_who(words, at, place):
            return True
    return False


def _begins_with_who(words: Sequence[Word], at: int, place: int) -> bool:
    """ "Harry from Hotel Miramonti", "amministrazione della ditta...": a clause of who it is."""
    if at and not (words[at - 1].stop or words[at - 1].pause):
        return False
    who = words[at].plain in GIVEN and words[at].is_capital
    rest = words[at + 1 : place]
    return (who or words[at].bare in OFFICES) and all(
        one.is_capital or one.plain in OF for one in rest
    )


def _firm_at(words: Sequence[Word], place: int) -> Found | None:
    if place < len(words) and words[place].bare in SHOPS and not words[place].is_capital:
        return _trade_at(words, place)
    last = firm_end(words, place)
    return Found(written(words, place, last), place, last) if last is not None else None


def _trade_at(words: Sequence[Word], place: int) -> Found | None:
    """A trade with the name after it; "la farmacia" alone names nobody."""
    if words[place].pause or words[place].stop:
        return None
    last = firm_end(words, place + 1)
    return Found(written(words, place, last), place, last) if last is not None else None


def _of_the_caller(words: Sequence[Word]) -> Found | None:
    """ "Sono Franco dei Fratelli Veronesi": what the caller says to be of."""
    who = caller(words)
    if who is None or who.last + 1 >= len(words) or words[who.last].stop:
        return None
    of = who.last + 1
    if without_article(words[of]) != words[of].text:  # "dell'Oasi Verde"
        return _own_name(words, of, least=1)
    if words[of].plain not in OF_FIRM | OF_ANY or of + 1 >= len(words):
        return None
    return _own_name(words, of + 1, least=1 if words[of].plain in OF_FIRM else 2)


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
    for first in after(words, (("per", "conto", "di"), ("per", "conto", "della"))):
        last = firm_end(words, first)
        if last is not None:
            return Found(written(words, first, last), first, last)
    return None
