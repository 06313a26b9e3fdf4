"""Names as a transcript writes them: capital words, up to a pause, and what stands before them."""

from collections.abc import Iterator, Sequence

from rules.triage.number_roles import DENIED
from rules.triage.tokens import Word

LONGEST_NAME = 3  # words of a person's
# The article that is written to a word: "dell'Enoteca".
_ELIDED = frozenset({"l", "dell", "all", "dall", "nell", "sull", "un", "d"})


def after(words: Sequence[Word], leads: Sequence[tuple[str, ...]]) -> Iterator[int]:
    """The places of the words that follow any of the leads."""
    begins = {lead[0] for lead in leads}
    for place, word in enumerate(words):
        for lead in leads if word.plain in begins else ():
            said = tuple(word.plain for word in words[place : place + len(lead)])
            denied = place > 0 and words[place - 1].plain in DENIED
            if said == lead and place + len(lead) < len(words) and not denied:
                last = words[place + len(lead) - 1]
                if not last.stop and not last.pause:
                    yield place + len(lead)


def name_end(words: Sequence[Word], place: int) -> int | None:
    """The last word of a name that begins here: capital words, up to a pause."""
    last = None
    for index in range(place, min(place + LONGEST_NAME, len(words))):
        word = words[index]
        begins = without_article(word) if index == place else word.text  # "l'Agnese"
        if not begins[0].isupper() or is_cut(words, index):
            break
        last = index
        if word.pause or word.stop:
            break
    return last


def is_cut(words: Sequence[Word], place: int) -> bool:
    """Whether the word is the beginning of something longer: the J of J2K."""
    return place + 1 < len(words) and words[place].end == words[place + 1].start


def without_article(word: Word) -> str:
    """The word as it is written, without the article: "Enoteca" of "dell'Enoteca"."""
    article, apostrophe, rest = word.text.replace("’", "'").partition("'")
    return rest if apostrophe and rest and article.lower() in _ELIDED else word.text


def written(words: Sequence[Word], first: int, last: int) -> str:
    """The name as it was written, its first letter a capital."""
    text = without_article(words[first])
    for before, word in zip(words[first:last], words[first + 1 : last + 1], strict=True):
        text += ("" if before.end == word.start else " ") + word.text
    return text[:1].upper() + text[1:80]


def capitalised(words: Sequence[Word], first: int, last: int) -> str:
    """A name written small, as names are written."""
    said = [without_article(words[first]), *(word.text for word in words[first + 1 : last + 1])]
    return " ".join(word[:1].upper() + word[1:] for word in said)[:80]


def begins_capitals(words: Sequence[Word], place: int) -> bool:
    """Whether a word with a capital is the first of those that stand together."""
    before = words[place - 1] if place else None
    is_first = before is None or not before.is_capital or before.pause or before.stop
    return is_first and without_article(words[place])[:1].isupper()
