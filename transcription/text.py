"""Text of a transcript: tidied, and what the model invented (hallucination) told from what was said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

# Whisper learnt from subtitles, and over silence writes what subtitles end with: "Sottotitoli creati
# dalla comunità Amara.org" (Purfview/whisper-standalone-win#144, SubtitleEdit#7748). Nobody says it.
# What may be of any length is bounded or stands last: each is looked for in one pass over the text.
INVENTIONS = re.compile(
    r"sottotitol\w{0,10} (?:e revisione )?(?:creat\w{1,10} |a cura )?(?:dalla comunita|di|da)\b"
    r"[^.!?]*(?:\.\s?org)?|"
    r"sottotitoli e revisione[^.!?]*|"
    r"grazie (?:mille )?(?:per|a tutti per) (?:la visione|aver guardato)|"
    r"iscri\w{1,20} al canale|al prossimo video|"
    r"thank(?:s| you)(?: so much| very much)? for watching|subtitles? by\b[^.!?]*|"
    r"please subscribe[^.!?]*"
)
# These people do say: they are inventions where no voice is.
SAYABLE = re.compile(
    r"(?:grazie|thank you|thanks)(?: mille| a tutti| tante)?(?: per l'attenzione| per l'ascolto)?|"
    r"www\.\S+|ciao|you|bye|arrivederci|buona giornata"
)
# Names that nobody says on a telephone: whatever leads to them belongs to the invention.
CREDITS = re.compile(r"\bamara\s?\.\s?org\b|\bqtss\b")
LOOP_TIMES = 4  # the same words so many times in a row are no speech
LOOP_WORDS = 12  # the longest part that is looked for
# Within a word: "M-M-M-M-M", "ahahahahah". Of digits a telephone number may hold seven that are alike.
_LOOP_WITHIN = re.compile(r"(?=[^\W\d_][\W_]?[^\W\d_])(.{1,12}?)\1{5,}|(\d[\W_]?)\2{9,}")
_SENTENCE = re.compile(r"(?:[^.!?]|[.!?]+(?=[^\s.!?]))+[.!?]*")
_TOKEN = re.compile(r"\S+")

Stretch = tuple[int, int]  # characters from and to


@dataclass(frozen=True)
class Sifted:
    """What was said, and what was flagged: never shown as said, kept for whoever looks."""

    said: str
    flagged: tuple[str, ...] = ()
    gone: tuple[Stretch, ...] = ()  # where in the tidied text that was which is flagged


def _anywhere(start: int, end: int) -> bool:  # noqa: ARG001 - of a text without its sound
    return True


def sift(
    text: str,
    is_voiced: Callable[[int, int], bool] = _anywhere,
    inventions: Collection[str] = (),
) -> Sifted:
    """Take inventions and loops out of a text; what stands beside them stays.

    `inventions` are sentences that this model writes when it hears nothing, in any spelling. People
    may say such a sentence: it stays where `is_voiced` says so of its characters.
    """
    text = tidy(text)
    known = {_plain(one) for one in inventions}
    gone: list[Stretch] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        if is_invention(sentence) or (_is_sayable(sentence, known) and not is_voiced(start, end)):
            gone.append((start, end))
    gone = sorted([*gone, *_loops(_tokens_left(text, gone))])
    return Sifted(without(text, gone), tuple(text[start:end] for start, end in gone), tuple(gone))


def without(text: str, gone: Collection[Stretch]) -> str:
    """The words of a text that stand outside of the stretches."""
    return " ".join(found[0] for found in _tokens_left(text, gone))


def _tokens_left(text: str, gone: Collection[Stretch]) -> list[re.Match[str]]:
    """The words that stand outside of what is gone."""
    taken = bytearray(len(text))
    for start, end in gone:
        taken[start:end] = b"\1" * (end - start)
    return [found for found in _TOKEN.finditer(text) if not taken[found.start()]]


def is_invention(sentence: str) -> bool:
    """Whether nothing but a known invention stands in the sentence."""
    plain = _plain(sentence).strip(" .!?,-")
    return _invented(plain) >= 0.6 * len(plain) > 0


def _is_sayable(sentence: str, known: Collection[str]) -> bool:
    plain = _plain(sentence)
    return bool(plain) and (plain in known or SAYABLE.fullmatch(plain) is not None)


def sentences(text: str) -> Iterator[Stretch]:
    """Where each sentence stands; a full stop within a number or an address ends none."""
    for found in _SENTENCE.finditer(text):
        lead = len(found[0]) - len(found[0].lstrip())
        yield found.start() + lead, found.start() + len(found[0].rstrip())


def _invented(plain: str) -> int:
    """How many letters of the sentence belong to the first invention in it."""
    found = INVENTIONS.search(plain)
    if found is not None and not found.start():
        return len(found.group())
    for credit in CREDITS.finditer(plain):
        begins = max(plain.rfind(sign, 0, credit.start()) for sign in ".!?") + 1
        if found is None or begins <= found.start():
            return credit.end() - begins
        break
    return len(found.group()) if found else 0


def _loops(tokens: list[re.Match[str]]) -> Iterator[Stretch]:
    """Where words come again and again, or a part of one word. Digits said thrice are no loop."""
    same = _same_again([_plain(token[0]) for token in tokens])
    at = 0
    while at < len(tokens):
        length, times = _loop_at(same, at)
        if times:
            yield tokens[at].start(), tokens[at + length * times - 1].end()
        elif is_loop(tokens[at][0]):
            yield tokens[at].span()
        at += max(1, length * times)


def is_loop(word: str) -> bool:
    """Whether most of one word is the same letters again and again."""
    found = _LOOP_WITHIN.search(_plain(word))
    return found is not None and len(found[0]) >= 0.6 * len(_plain(word))


def _same_again(words: list[str]) -> list[list[int]]:
    """For each length of a loop and each word: how many words from it on come again that much later.

    One pass for each length, from the end: what comes again here is one more than at the next word.
    """
    table = []
    for length in range(1, LOOP_WORDS + 1):
        again = [0] * (len(words) + 1)
        for at in range(len(words) - length - 1, -1, -1):
            again[at] = again[at + 1] + 1 if words[at] == words[at + length] else 0
        table.append(again)
    return table


def _loop_at(same: list[list[int]], at: int) -> tuple[int, int]:
    """Length and number of the repetitions that begin here; (0, 0) for none."""
    for length, again in enumerate(same, 1):
        times = 1 + again[at] // length
        # a telephone number may well hold four equal digits, and hardly more than six
        least = 7 if length == 1 else LOOP_TIMES
        if times >= least:
            return length, times
    return 0, 0


def tidy(text: str) -> str:
    """One line, one blank between words, no control characters."""
    clean = "".join(
        " " if unicodedata.category(letter) in {"Cc", "Cf", "Zl", "Zp"} else letter
        for letter in unicodedata.normalize("NFC", text)
    )
    return " ".join(clean.split())


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    letters = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return letters.strip(" ,;:.!?-")
