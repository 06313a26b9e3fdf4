"""Firms' names as a transcript writes them: where one that begins at a word ends."""

from collections.abc import Sequence
from itertools import pairwise

from rules.triage.capitals import is_cut, without_article
from rules.triage.common_words import COMMON
from rules.triage.firms.towns import QUARTERS, TOWNS
from rules.triage.given_names import GIVEN
from rules.triage.number_words import value_of
from rules.triage.tokens import Word
from rules.triage.trades import OF_TRADE, SHOPS, is_trade

LONGEST = 6  # words
YEARS = frozenset({"2000", "2001", "2002", "3000", "90", "80", "70"})  # "Sirmione 2000"
OLD_AND_NEW = frozenset(
    {"vecchia", "vecchio", "nuova", "nuovo", "grande", "piccolo", "piccola", "buono"}
)
LONGEST_PLAIN = 2  # of a name that is written without capitals
JOINING = frozenset({"e", "ed", "da", "&", "and"})  # within a name: "Pane e Vino"
# Within one as well, and before its first word: "Trattoria al Ponte", "Amici della Musica".
OF_A_PLACE = frozenset({"del", "dei", "della", "degli", "delle", "dello", "dell"})
AT_A_PLACE = frozenset(
    {"al", "alla", "ai", "alle", "allo", "agli", "all", "dal", "dalla", "dai", "de"}
)
ARTICLES = frozenset({"il", "la", "lo", "i", "gli", "le", "el", "the", "o'"})
LEGAL = frozenset({"srl", "spa", "snc", "sas", "srls", "ltd", "coop", "onlus"})
# "Comune di Verona", "Stazione di Servizio Valdadige": trades whose name goes on behind "di".
WITH_OF = frozenset(
    {"comune", "stazione", "scuola", "istituto", "casa", "parrocchia", "centro", "nido"}
)
# Words with a capital that are in no firm's name.
NEVER = frozenset(
    {
        "j2k", "leotron", "windows", "pec", "iva", "pos", "pc", "sql", "xml", "iban", "google", "microsoft",
        "amazon", "whatsapp", "codice", "buongiorno", "buonasera", "salve", "pronto", "grazie", "si",
        "allora", "ehm", "eh", "ecco", "senta", "sono", "qui", "ciao", "dunque", "guardi", "scusi",
    }
)  # fmt: skip


def firm_end(words: Sequence[Word], place: int) -> int | None:
    """The last word of a name of capital words, with "e", "da", "&", "del" and the legal form."""
    last = None
    for index in range(place, min(place + LONGEST, len(words))):
        word = words[index]
        if word.plain in LEGAL and last is not None:
            return index
        if _joins(words, index, is_first=last is None):
            continue
        if not _is_of_a_firm(words, index, is_first=last is None):
            break
        last = index
        if word.pause or word.stop:
            break
    return last


def plain_end(words: Sequence[Word], place: int, *, is_called: bool = False) -> int | None:
    """The last word of a name in a message that knows no capitals: "ferramenta rossi ho preso..."."""
    last, count = None, 0
    for index in range(place, min(place + LONGEST, len(words))):
        word = words[index]
        if is_verb(word) or (last is not None and _says_where(words, index)):
            break
        if _is_whose(words, index, last):
            last = index + 1
            break
        if _links(word, is_first=last is None) and not (word.pause or word.stop):
            follows = index + 1 < len(words) and (
                _is_nameable(words[index + 1])
                or _counts(words, index + 1)
                or (last is None and _is_old_or_new(words, index + 1))
            )
            is_place = word.plain in AT_A_PLACE | OF_A_PLACE
            if not follows or (is_place and last is not None and not is_called):
                break
            count -= word.plain in JOINING and last is not None
            continue
        if last is None and index > place and _is_old_or_new(words, index):
            continue
        if not (_is_nameable(word) or _counts(words, index)) or count == LONGEST_PLAIN:
            break
        last, count = index, count + 1
        if word.pause or word.stop:
            break
    return last


def tells_a_firm(words: Sequence[Word], place: int, last: int) -> bool:
    """Whether a word of the name says that it is a firm's: "Orlandi Moto", "the Green Shop"."""
    return any(word.bare in OF_TRADE | LEGAL or is_trade(word) for word in words[place : last + 1])


def without_capitals(words: Sequence[Word]) -> bool:
    """Whether a message writes names small: no capital but at the beginning of sentences."""
    return not any(
        word.is_capital
        and word.plain not in NEVER
        and len(word.text) > 1
        and not (before.plain == "sono" and word.bare in GIVEN)
        for before, word in pairwise(words)
        if not before.stop and not before.text.startswith(("L", "l'"))
    )


def _is_old_or_new(words: Sequence[Word], place: int) -> bool:
    """ "Ristorante la vecchia pesa": a common word that begins a name behind its article."""
    is_told = words[place].plain in OLD_AND_NEW and not (words[place].pause or words[place].stop)
    return is_told and place + 1 < len(words) and _is_nameable(words[place + 1])


def _says_where(words: Sequence[Word], place: int) -> bool:
    """ "Hotel principe abano terme", "gastronomia la cicala borgo milano": behind a name."""
    return words[place].plain in TOWNS | QUARTERS


def _is_whose(words: Sequence[Word], place: int, last: int | None) -> bool:
    """ "Bolle di sapone di via mantovana": of two "di" the second says where."""
    if last != place - 1 or words[place].plain != "di" or place + 2 >= len(words):
        return False
    again = words[place + 2].plain == "di" and not (words[place + 1].pause or words[place + 1].stop)
    return again and _is_nameable(words[place + 1])


def _counts(words: Sequence[Word], place: int) -> bool:
    """ "Panificio ai quattro venti", "bar due torri"."""
    counted = words[place].plain in {"due", "tre", "quattro", "cinque", "sette"}
    return counted and place + 1 < len(words) and _is_nameable(words[place + 1])


def is_verb(word: Word) -> bool:
    """ "La farmacia è piena": no "e" that joins two words of a name."""
    return word.text.lower() in {"è", "e'"}


def _links(word: Word, *, is_first: bool) -> bool:
    links = JOINING | OF_A_PLACE | AT_A_PLACE | (ARTICLES if is_first else frozenset())
    return word.plain in links


def _is_nameable(word: Word) -> bool:
    plain = word.plain
    is_word = len(plain) > 2 and plain.replace("'", "").isalpha()
    return is_word and plain not in COMMON | SHOPS | NEVER and value_of(plain) is None


def _joins(words: Sequence[Word], place: int, *, is_first: bool) -> bool:
    """Whether the word stands between two of the name, or before its first."""
    word = words[place]
    if (
        place + 1 == len(words)
        or word.pause
        or word.stop
        or is_verb(word)
        or not _is_capital(words[place + 1])
    ):
        return False
    if words[place + 1].plain in NEVER:
        return False
    if word.plain in JOINING:
        return True
    if word.plain == "di" and place and words[place - 1].bare in WITH_OF:
        return True
    if is_first:
        return word.plain in OF_A_PLACE | AT_A_PLACE | ARTICLES and not word.is_capital
    inner = OF_A_PLACE | AT_A_PLACE - {"de"}  # "Bar Sport de Grezzana"
    return word.plain in inner and words[place + 1].plain not in GIVEN | SHOPS


def _is_of_a_firm(words: Sequence[Word], place: int, *, is_first: bool) -> bool:
    word = words[place]
    if word.text[0].isdigit():  # "la 3B srl", and no number
        is_year = word.text in YEARS and not is_first and (word.pause or word.stop)
        return is_year or (is_first and is_cut(words, place) and _is_legal(words, place + 2))
    if word.plain in NEVER and not is_first:
        return False
    return _is_capital(word) and (not is_cut(words, place) or word.plain == "&")


def _is_capital(word: Word) -> bool:
    return without_article(word)[:1].isupper()


def _is_legal(words: Sequence[Word], place: int) -> bool:
    return place < len(words) and words[place].plain in LEGAL
