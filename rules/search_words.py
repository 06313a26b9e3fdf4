"""Search terms: what somebody types to find a customer or a request, made comparable.

Nobody types an accent, a capital or an apostrophe as whoever wrote the name did.
"""

import re
import unicodedata

MOST_WORDS = 12
SHORTEST_STEM = 5  # of a word that is looked for within a name
# What Italian ends words with: number and gender, and verbs as messages have them, so that "fattura"
# finds fatture, and "bloccato" a program that si blocca. Read by Python and by PostgreSQL alike.
ENDINGS = (
    r"(?:(?<=[a-z]{3})h?i?(?:azion[ei]|[ai]ment[oi]|at[aeio]|ando|endo|[aei]re|[aeio])"
    r"|(?<=[a-z]{4})(?:ut[aeio]|ano|ono))(?= |$)"
)
FEWEST_DIGITS = 4  # of a telephone number; fewer would find everybody
MARKS = "\u0300-\u036f"  # accents and the like, once they stand apart from their letters
APOSTROPHES = "\u2018\u2019\u02bc\u00b4`"  # what word processors and keyboards make of '
NUL = "\0"  # which PostgreSQL keeps in no text
_ENDINGS = re.compile(ENDINGS)
_TICKET = re.compile(r"(?:#|nr?|num|numero|richiesta|ticket|pratica)?[ .:°#]*0*([0-9]{1,9})")
_MARKS = re.compile(f"[{MARKS}]")
_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def plain(text: str) -> str:
    """Small letters without accents; the databases' side is `store.database.plain_text`."""
    apart = unicodedata.normalize("NFKD", text.translate(_STRAIGHT))
    return _MARKS.sub("", apart).lower()


def flat(text: str) -> str:
    """The text made plain, of the very same length: places in it are places in the text."""
    return "".join((plain(letter) or " ")[:1] for letter in text)


def words_of(typed: str) -> list[str]:
    """The words, without any other sign, as an index of words knows them."""
    return words_of_text(typed)[:MOST_WORDS]


def words_of_text(text: str) -> list[str]:
    """All the words of a text, as an index of words knows them."""
    return re.findall(r"[^\W_]+", plain(text))


def stem_of(word: str) -> str:
    """The plain word without its ending: the same for its singular, plural and feminine."""
    return _ENDINGS.sub("", word)


def stems_of(text: str) -> str:
    """The stems of a text's words, each once, with blanks between them, as an index has them."""
    return " ".join(dict.fromkeys(map(stem_of, words_of_text(text))))


def parts_of(typed: str) -> list[str]:
    """What stands between blanks, signs and all, to be found anywhere in a name."""
    return plain(typed.replace(NUL, " ")).split()[:MOST_WORDS]


def digits_of(typed: str) -> str:
    """The digits, as a telephone number is kept."""
    return "".join(sign for sign in plain(typed) if sign in "0123456789")


def ticket_typed(typed: str) -> int | None:
    """The number of a request, however it is written ("n. 1001", "#1001"); None for anything else."""
    found = _TICKET.fullmatch(plain(typed).strip())
    return int(found[1]) if found else None


def number_typed(typed: str) -> str | None:
    """The digits of what may be (a part of) a telephone number; None where there is a word."""
    digits = digits_of(typed).removeprefix("00")  # as one dials abroad: 0039 045 8001234
    has_word = any(sign.isalpha() for sign in typed)
    return digits if len(digits) >= FEWEST_DIGITS and not has_word else None
