"""Search terms: what somebody types to find a customer or a request, made comparable.

Nobody types an accent, a capital or an apostrophe as whoever wrote the name did.
"""

import re
import unicodedata

MOST_WORDS = 12
FEWEST_DIGITS = 4  # of a telephone number; fewer would find everybody
MARKS = "\u0300-\u036f"  # accents and the like, once they stand apart from their letters
APOSTROPHES = "\u2018\u2019\u02bc\u00b4`"  # what word processors and keyboards make of '
NUL = "\0"  # which PostgreSQL keeps in no text
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
    return re.findall(r"[^\W_]+", plain(typed))[:MOST_WORDS]


def parts_of(typed: str) -> list[str]:
    """What stands between blanks, signs and all, to be found anywhere in a name."""
    return plain(typed.replace(NUL, " ")).split()[:MOST_WORDS]


def digits_of(typed: str) -> str:
    """The digits, as a telephone number is kept."""
    return "".join(sign for sign in plain(typed) if sign in "0123456789")


def number_typed(typed: str) -> str | None:
    """The digits of what may be (a part of) a telephone number; None where there is a word."""
    digits = digits_of(typed)
    has_word = any(sign.isalpha() for sign in typed)
    return digits if len(digits) >= FEWEST_DIGITS and not has_word else None
