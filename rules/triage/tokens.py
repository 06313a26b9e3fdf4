"""Tokens: a transcript as words with their places; pauses and ends of sentences are kept."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 20_000  # characters of a transcript that are looked at: some twenty minutes of speech

# Hours are words of their own. Digits keep the separators that people write inside a number:
# 045.511.70.67, 338-7142905, 045/8012345
_WORD = re.compile(
    r"\d{1,2}:\d{2}\b|"
    r"\+?\d[\d./-]{4,38}\d(?: [/-] ?\d{1,2}(?![\d:]))?|"  # with a second line: "8001234 / 5"
    r"\+?\d(?:[\d./-]{0,38}\d)?|"
    r"(?<![^\W_])(?:[^\W\d_]\.){2,5}[^\W\d_]?(?![^\W_])|"  # "S.r.l.", "g.m. impianti"
    r"[^\W\d_]{1,3}&[^\W\d_]{1,3}\b|"  # B&B
    r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?|\w+|&"
)
_PAUSES = re.compile(r"[,:…]|\.\.\.")
_STOPS = frozenset(".!?;\n")
# Their full stop ends no sentence: "fatt. n. 12", "tel. 045 8012345".
_ABBREVIATED = frozenset(
    {
        "n",
        "nr",
        "num",
        "no",
        "tel",
        "cell",
        "fatt",
        "ord",
        "art",
        "cod",
        "matr",
        "rif",
        "sig",
        "p",
        "l",
        "ing",
        "dott",
        "ssa",
        "rag",
        "geom",
        "arch",
        "avv",
        "prof",
        "dr",
        "mr",
        "mrs",
        "ms",
        "spett",
        "le",
    }
)


@dataclass(frozen=True)
class Word:
    """One word; `plain` is lower case without accents, `pause` and `stop` what follows it."""

    text: str
    plain: str
    start: int
    end: int
    pause: bool
    stop: bool

    @property
    def bare(self) -> str:
        """Without the article that is written to it: "ordine" of "d'ordine"."""
        return self.plain.rstrip("'").rsplit("'", 1)[-1]

    @property
    def is_capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[0].isupper()


@dataclass(frozen=True)
class Found:
    """A fact and the places of its first and last word; without a value where it is not clear."""

    value: str | None
    first: int
    last: int


# Somebody else in the room, as it is set apart in writing: "[Gianni, il tuo numero?]", "— arrivo —".
_ASIDE = re.compile(r"\[[^\]\n]{0,200}\]|[—–](?=[^—–\d\n]{0,80}[—–])[^—–]{0,80}[—–]")


def one_voice(text: str) -> str:
    """The text as long as it was, with a pause in the place of what somebody else said."""
    return _ASIDE.sub(lambda match: "," + " " * (len(match.group()) - 1), text)


def words_of(text: str) -> list[Word]:
    """The words of the first LONGEST characters."""
    return list(_words(text[:LONGEST]))


def plain(text: str) -> str:
    """Lower case, accents and typographic apostrophes made plain."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def _words(text: str) -> Iterator[Word]:
    found = list(_WORD.finditer(text))
    for index, match in enumerate(found):
        following = found[index + 1].start() if index + 1 < len(found) else len(text)
        between = text[match.end() : following]
        said = _undotted(plain(match.group()))
        yield Word(
            match.group(),
            said,
            match.start(),
            match.end(),
            pause=bool(_PAUSES.search(between)),
            stop=_ends_sentence(said, between),
        )


def _undotted(said: str) -> str:
    """ "srl" of "s.r.l.": letters, each with its full stop, which ends no sentence."""
    return said if said[0].isdigit() or "." not in said[1:2] else said.replace(".", "")


def _ends_sentence(said: str, between: str) -> bool:
    if between.strip() == "." and said in _ABBREVIATED:
        return False
    if "..." in between or "…" in between:  # who hesitates has not ended
        return False
    return bool(_STOPS & set(between))
