"""What the words around a run of digits say it is: a number to call, or something else.

"La partita iva è 01234567890" and "il mio numero è 0458001234" differ by nothing else.
"""

from collections.abc import Iterator, Sequence
from enum import Enum

from desk.triage.words import Word

LOOK_BACK = 6  # words before the digits that may name them
LOOK_AHEAD = 5  # and words after them: "01234567890 è la nostra partita iva"


class Named(Enum):
    """What the digits are said to be."""

    CALL = "call"
    OTHER = "other"


CALL = (
    "richiam", "chiam", "trovat", "trovate", "rispond", "cellulare", "telefon", "call", "reach",
    "recapito", "whatsapp", "phone", "mobile",
)  # fmt: skip
# Beginnings of words that name other things with numbers; those of the second kind are so certain
# that a pause after them changes nothing.
OTHER = (
    "fattur", "scontrin", "ordin", "bolla", "ddt", "document", "protocollo", "pratica", "preventiv",
    "ticket", "richiesta", "licenza", "conto", "articol", "versione", "errore", "lotto", "terminale",
    "civico", "via", "alle", "ore", "carta", "importo", "total", "corrispettiv", "invoice", "order",
    "error", "receipt", "vecchi", "precedent", "era", "old", "was",
)  # fmt: skip
SURELY_OTHER = (
    "iva", "fiscale", "iban", "matricol", "serial", "targa", "cap", "barre", "ean", "vat", "tax",
    "sdi", "univoco", "imei",
)  # fmt: skip
WHOLE = frozenset(
    {"era", "old", "was", "via", "alle", "ore", "iva", "cap", "ean", "vat", "tax", "sdi", "conto"}
)
OURS = frozenset({"mio", "nostro", "my", "our"})
DENIED = frozenset({"non", "not", "don't", "never", "mai"})


def named(words: Sequence[Word], first: int, last: int) -> Named | None:
    """What the digits from word `first` to `last` are said to be; None where nothing says it."""
    return _before(words, first) or _after(words, last)


def _before(words: Sequence[Word], first: int) -> Named | None:
    paused = False
    for place in _back(words, first):
        word = words[place]
        paused = paused or word.pause
        if _begins(word, SURELY_OTHER):
            return Named.OTHER
        if _begins(word, OTHER) and not paused:
            return Named.OTHER
        if _begins(word, CALL):
            denied = any(words[at].plain in DENIED for at in range(max(0, place - 2), place))
            return Named.OTHER if denied else Named.CALL
        if word.plain in {"numero", "number"}:
            return _of_whom(words, place)
    return None


def _back(words: Sequence[Word], first: int) -> Iterator[int]:
    """The places before the digits, the nearest first, to the beginning of the sentence."""
    for place in range(first - 1, max(-1, first - 1 - LOOK_BACK), -1):
        if words[place].stop:
            return
        yield place


def _of_whom(words: Sequence[Word], place: int) -> Named | None:
    """ "Il mio numero" is one to call; "fattura numero" is not; "il numero" may be either."""
    before = words[place - 1] if place else None
    if before is None or before.stop:
        return None
    if before.plain in OURS:
        return Named.CALL
    if not before.pause and _begins(before, OTHER + SURELY_OTHER):
        return Named.OTHER
    return None


def _after(words: Sequence[Word], last: int) -> Named | None:
    """ "... è la nostra partita iva": only after "è", or what follows is another matter."""
    if words[last].stop:
        return None
    ahead = words[last + 1 : last + 1 + LOOK_AHEAD]
    if not ahead or ahead[0].plain not in {"e", "is", "era", "was"}:
        return None
    for word in ahead:
        if _begins(word, OTHER + SURELY_OTHER):
            return Named.OTHER
        if _begins(word, CALL):
            return Named.CALL
        if word.stop or word.pause:
            return None
    return None


def _begins(word: Word, names: tuple[str, ...]) -> bool:
    if word.plain in WHOLE:
        return word.plain in names
    return any(name not in WHOLE and word.plain.startswith(name) for name in names)
