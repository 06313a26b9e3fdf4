"""Roles of numbers: whether a run of digits is a callback number, a code, an invoice, or another's.

"La partita iva è 01234567890" and "il mio numero è 0458001234" differ by nothing else.
"""

from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

from rules.triage.name_words import says_who_or_where
from rules.triage.tokens import Word

LOOK_BACK = 6  # words before the digits that may name them
NEAR = 2  # words before them within which "vostro" makes them ours
LOOK_AHEAD = 5  # and words after them: "01234567890 è la nostra partita iva"


class Named(Enum):
    """What the digits are said to be."""

    CALL = "call"  # a number to call
    OTHER = "other"  # something else
    ALONE = "alone"  # nothing, where one gives a number: "buongiorno, 045 8012345"
    UNSURE = "unsure"  # a thing that we do not know: "la commessa è..."


CALL = (
    "richiam", "chiam", "rispond", "cellulare", "telefon", "call", "reach",
    "recapito", "whatsapp", "centralino", "phone", "mobile", "fisso", "contatt", "trova", "trovi", "usate",
    "utenza", "portatile", "squill", "scriva", "scrivete", "segni", "segnate",
)  # fmt: skip
CALL_WHOLE = frozenset({"tel", "cell", "diretto", "diretta", "celulare"})
# Beginnings of words that name other things with numbers; those of the second kind are so certain
# that a pause after them changes nothing.
OTHER = (
    "fattur", "scontrin", "ordin", "bolla", "document", "protocollo", "pratica", "preventiv",
    "ticket", "richiesta", "licenza", "articol", "versione", "errore", "lotto", "terminale",
    "civico", "carta", "importo", "total", "corrispettiv", "invoice", "order", "prodott",
    "error", "receipt", "vecchi", "precedent", "commess", "bonific", "serie", "spedizion",
    "fornitor", "supplier", "anagrafic", "product", "movimento", "partita",
    "contratt", "corrier", "commercialist",
)  # fmt: skip
OTHER_WHOLE = frozenset(
    {
        "era", "old", "was", "via", "conto", "ddt", "fax", "fatt", "ord", "art", "rif", "vostro", "your",
    }
)  # fmt: skip
GOING = ("mand", "and", "va", "scapp", "port", "butt", "lev", "cacci", "tir")  # ... "via"
SURELY_OTHER = (
    "fiscale", "matricol", "serial", "targa", "barre", "univoco",
)  # fmt: skip
SURELY_OTHER_WHOLE = frozenset(
    {"iva", "iban", "cap", "ean", "vat", "tax", "sdi", "imei", "cro", "trn", "matr", "cig", "pos"}
)
OURS = frozenset({"mio", "nostro", "my", "our", "mia", "nostra"})
THAT = frozenset({"quello", "quella", "questo", "questa", "that", "that's"})
TAKES_BACK = THAT | {"no", "anzi", "scusi", "aspetti", "sorry", "wait"}
MOST_TAKEN_BACK = 4  # words between a number and what is said of it
IS = frozenset({"e", "is", "era", "was", "come", "as"})
DENIED = frozenset({"non", "not", "don't", "never", "mai", "tried", "provato", "cercato"})
# What may stand between a denial and what it denies: "non mi chiamate", "non è più il".
DENIED_OVER = frozenset(
    {
        "mi", "ci", "vi", "lo", "la", "il", "al", "allo", "dal", "sul", "dovete", "potete", "piu", "e", "a",
        "to", "ever", "the", "on", "at", "is", "more",
    }
)  # fmt: skip
# "Non in negozio": with these behind it, a denial is of a place; "non in negozio ma al 347" goes on from it.
AT_A_PLACE = frozenset(
    {"qui", "qua", "in", "su", "sul", "al", "allo", "alla", "presso", "here", "at"}
)
BUT = frozenset({"ma", "bensi", "but"})
NUMBER = frozenset({"numero", "number"})
# What stands before "numero" where it is no thing's: "fattura numero" is the invoice's.
BEFORE_NUMBER = frozenset(
    {
        "il", "al", "un", "dal", "sul", "col", "con", "e", "questo", "quel", "altro", "stesso", "nuovo",
        "seguente", "ecco", "ho", "o", "er", "el", "the", "a", "this", "new", "is", "at", "on", "di",
    }
)  # fmt: skip
# What leads to a number that nothing names.
LEADS_ALONE = frozenset(
    {
        "al", "allo", "dal", "dallo", "sul", "sullo", "at", "on", "from", "ripeto", "grazie", "scusi",
        "allora", "o", "oppure", "anche", "ma", "but", "prefisso", "interno", "int", "extension", "ext",
        "me", "noi", "no", "si", "chiarimenti", "informazioni", "info", "comunicazioni", "urgenze",
        "conferma", "eventualmente", "comunque", "qui", "us",
    }
)  # fmt: skip
# Whose telephone is not the caller's: "il cliente Rossi, telefono 045 1234567".
STRANGERS = frozenset(
    {"cliente", "fornitore", "corriere", "commercialista", "customer", "supplier"}
)
STRANGERS_LINES = frozenset({"telefono", "tel", "cellulare", "cell", "recapito", "phone", "mobile"})
SELF = frozenset({"sono", "siamo", "codice", "numero", "mio", "nostro", "am", "my", "our"})
# What is such a number when it "is" one: "adesso è 045 8012345".
PLACES = frozenset(
    {
        "adesso", "ora", "nuovo", "giusto", "corretto", "altro", "ufficio", "negozio", "casa", "one",
        "now", "office", "shop", "prefisso", "qui",
    }
)  # fmt: skip
ANSWERS = frozenset({"risponde", "rispondono"})
ARTICLES = frozenset({"il", "lo", "lui", "the", "sempre", "questo"})
GOES_ON = frozenset({"quando", "potete", "volete", "grazie", "ciao", "saluti", "sono"})
I_DID = frozenset({"ho", "abbiamo", "avevo", "avevamo", "i", "we"})
PASSIVE = frozenset({"essere", "be", "venire"})
PAST = ("chiamato", "richiamato", "telefonato", "contattato", "called", "phoned")


def named(words: Sequence[Word], first: int, last: int) -> Named:
    """What the digits from word `first` to `last` are said to be."""
    if _is_taken_back(words, last):
        return Named.OTHER
    return _before(words, first) or _after(words, last) or _alone(words, first)


def _before(words: Sequence[Word], first: int) -> Named | None:
    """What the nearest word that says anything says."""
    if _is_denied(words, first):
        return Named.OTHER
    paused = False
    for place in _back(words, first):
        # "la fattura ... quando potete 045 8001234": who goes on without a pause speaks of another matter
        paused = paused or words[place].pause or words[place].plain in GOES_ON
        is_far = words[place].plain in {"vostro", "your"} and first - place > NEAR
        is_far = is_far or _is_away(words, place)
        said = (None if is_far else _says_other(words[place], paused)) or _says_call(
            words, place, first
        )
        if said:
            return said
        if words[place].plain in NUMBER:
            is_others = _is_of_a_stranger(words, place)
            return Named.OTHER if is_others else _of_whom(words, place)
    return None


def _is_away(words: Sequence[Word], place: int) -> bool:
    """ "Sto mandando via la gente 045...": no street."""
    return words[place].plain == "via" and place > 0 and words[place - 1].plain.startswith(GOING)


def _says_other(word: Word, paused: bool) -> Named | None:
    surely = _begins(word, SURELY_OTHER, SURELY_OTHER_WHOLE)
    return Named.OTHER if surely or (not paused and _begins(word, OTHER, OTHER_WHOLE)) else None


def _says_call(words: Sequence[Word], place: int, first: int) -> Named | None:
    word = words[place]
    if word.plain in PAST:
        return _called(words, place, first)
    if word.plain in ANSWERS and place + 1 == first and words[place - 1].plain == "non":
        return Named.ALONE  # "il server non risponde 02 4800 6123": no matter of the number's
    if _begins(word, CALL, CALL_WHOLE):
        behind = [one.plain for one in words[max(0, place - 4) : place]]
        if ("se", "non") in pairwise(behind):  # "se non rispondo, chiamate...": the second choice
            return Named.ALONE
        is_other = _is_denied(words, place) or _is_a_strangers(words, place)
        return Named.OTHER if is_other else Named.CALL
    is_mine = word.plain in OURS and (place + 1 == first or words[place + 1].plain in IS)
    return Named.CALL if is_mine else None


def _is_a_strangers(words: Sequence[Word], place: int) -> bool:
    """ "Il cliente Rossi Mario, telefono...": a number that belongs to who is spoken of."""
    if words[place].plain not in STRANGERS_LINES:
        return False
    for at in _back(words, place):
        if words[at].plain in STRANGERS:
            return not SELF & {word.plain for word in words[max(0, at - 2) : at]}
        if words[at].plain in SELF:
            return False
    return False


def _back(words: Sequence[Word], first: int) -> Iterator[int]:
    """The places before the digits, the nearest first, to the beginning of the sentence."""
    for place in range(first - 1, max(-1, first - 1 - LOOK_BACK), -1):
        if words[place].stop:
            return
        yield place


def _called(words: Sequence[Word], place: int, first: int) -> Named:
    """ "Vi ho chiamato dal..." is the caller's number, "mi avete chiamato dal..." is not."""
    behind = {word.plain for word in words[max(0, place - 3) : place]}
    if behind & PASSIVE:
        return Named.CALL
    is_from = words[first - 1].plain in {"dal", "dallo", "da", "from"}
    return Named.CALL if is_from and behind & I_DID else Named.OTHER


def _is_denied(words: Sequence[Word], place: int) -> bool:
    """ "Non chiamate più il..."; "se non rispondo, chiamate il..." denies something else."""
    for at in range(place - 1, max(-1, place - 5), -1):
        word = words[at]
        if word.stop or word.pause:
            return False
        if word.plain not in DENIED_OVER:
            is_why = word.plain == "mai" and at > 0 and words[at - 1].plain == "come"
            denied = word.plain in DENIED and not is_why  # "vorrei capire come mai 045..."
            return denied or _is_another_place(words, place)
    return False


def _is_another_place(words: Sequence[Word], place: int) -> bool:
    """ "... e non qui in farmacia allo 045": where they are not to be rung."""
    for at in range(place - 2, max(-1, place - 7), -1):
        if any(word.stop or word.pause or word.plain in BUT for word in words[at:place]):
            return False
        if words[at].plain in DENIED and words[at + 1].plain in AT_A_PLACE:
            return True
    return False


def _of_whom(words: Sequence[Word], place: int) -> Named | None:
    """ "Il mio numero" is one to call, "il numero" may be one; "fattura numero", "numero di" is none."""
    if words[place + 1].plain in {"di", "of"} and not words[place].stop:
        of = words[place + 2 : place + 3]
        return Named.ALONE if of and _is_place(of[0]) else Named.OTHER
    before = words[place - 1] if place else None
    if before is None or before.stop:
        return Named.ALONE
    if before.plain in OURS:
        return Named.CALL
    if before.pause:  # "the same invoice twice, number 347..."
        near = words[max(0, place - 2) : place]
        return Named.UNSURE if any(map(names_other, near)) else Named.ALONE
    if names_other(before):
        return Named.OTHER
    return Named.ALONE if before.plain in BEFORE_NUMBER else None


def _is_of_a_stranger(words: Sequence[Word], place: int) -> bool:
    """ "Il corriere ha il numero...", "il numero del mio commercialista..."."""
    behind = words[max(0, place - 4) : place]
    has = [at for at, word in enumerate(behind[1:], 1) if word.plain in {"ha", "has"}]
    if has and behind[has[-1] - 1].plain in STRANGERS:
        return True
    ahead = [word.plain for word in words[place + 1 : place + 4]]
    return ahead[:1] in (["del"], ["of"]) and bool(STRANGERS & set(ahead))


def _is_place(word: Word) -> bool:
    return word.plain in PLACES or word.is_capital or _begins(word, CALL, CALL_WHOLE)


def _after(words: Sequence[Word], last: int) -> Named | None:
    """ "... è la nostra partita iva": only after "è", or what follows is another matter."""
    if words[last].stop:
        return None
    ahead = words[last + 1 : last + 1 + LOOK_AHEAD]
    if not ahead or ahead[0].plain not in IS:
        return None
    said = None
    for word in ahead:
        if names_other(word) or word.plain in STRANGERS:
            return Named.OTHER
        if _begins(word, CALL, CALL_WHOLE) or word.plain in OURS:
            said = Named.CALL
        if word.stop or word.pause:
            break
    return said


def _is_taken_back(words: Sequence[Word], last: int) -> bool:
    """ "Chiamate lo 045..., no aspetti, quello è il fax": what is said of it afterwards counts."""
    at = last + 1
    while at < len(words) and at - last <= MOST_TAKEN_BACK and words[at].plain in TAKES_BACK:
        at += 1
    if at == len(words) or words[at - 1].plain not in THAT or words[at].plain not in IS:
        return False
    return any(map(names_other, words[at + 1 : at + LOOK_AHEAD]))


def _alone(words: Sequence[Word], first: int) -> Named:
    """Whether the digits stand where one gives a number, or behind a thing that we do not know."""
    at = first - 1
    while at >= 0 and words[at].plain in ARTICLES and not (words[at].stop or words[at].pause):
        at -= 1
    if at < 0 or words[at].stop or words[at].pause or words[at].bare in LEADS_ALONE:
        return Named.ALONE
    if words[at].plain in IS:
        return Named.ALONE if at and words[at - 1].bare in PLACES else Named.UNSURE
    is_name = words[at].text.istitle() and at > 0 and not words[at - 1].stop
    return Named.ALONE if is_name or says_who_or_where(words, at) else Named.UNSURE


def names_other(word: Word) -> bool:
    """Whether it names a thing whose digits are neither a telephone's nor the customer's."""
    return _begins(word, OTHER + SURELY_OTHER, OTHER_WHOLE | SURELY_OTHER_WHOLE)


def _begins(word: Word, names: tuple[str, ...], whole: frozenset[str]) -> bool:
    return word.bare in whole or word.bare.startswith(names)
