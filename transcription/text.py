"""Text of a transcript: tidied, and what the model invented (hallucination) told from what was said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Whisper learnt from subtitles, and over silence writes what subtitles end with: "Sottotitoli creati
# dalla comunità Amara.org" (Purfview/whisper-standalone-win#144, SubtitleEdit#7748).
# What may be of any length is bounded or stands last: each is looked for in one pass over the text.
INVENTIONS = re.compile(
    r"sottotitol\w{0,10} (?:e revisione )?(?:creat\w{1,10} |a cura )?(?:dalla comunita|di|da)\b"
    r"[^.!?]*(?:\.\s?org)?|"
    r"sottotitoli e revisione[^.!?]*|"
    r"grazie (?:mille )?(?:per|a tutti per) (?:la visione|aver guardato|l'attenzione)|"
    r"iscri\w{1,20} al canale|al prossimo video|"
    r"thank(?:s| you)(?: so much| very much)? for watching|subtitles? by\b[^.!?]*|"
    r"please subscribe[^.!?]*|www\.\S+"
)
# Names that nobody says on a telephone: whatever leads to them belongs to the invention.
CREDITS = re.compile(r"\bamara\s?\.\s?org\b|\bqtss\b")
LOOP_TIMES = 4  # the same words so many times in a row are no speech
LOOP_WORDS = 12  # the longest part that is looked for
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")


@dataclass(frozen=True)
class Sifted:
    """What was said, and what was flagged: never shown as said, kept for whoever looks."""

    said: str
    flagged: tuple[str, ...] = ()


def sift(text: str) -> Sifted:
    """Take inventions and loops out of a text; what stands beside them stays."""
    text = tidy(text)
    said: list[str] = []
    flagged: list[str] = []
    for sentence in _SENTENCE.findall(text.replace("Amara.org", "Amara org")):
        kind = flagged if is_invention(sentence) else said
        kind.append(sentence.strip())
    kept, looped = without_loops(" ".join(said))
    return Sifted(kept, (*(one.replace("Amara org", "Amara.org") for one in flagged), *looped))


def is_invention(sentence: str) -> bool:
    """Whether nothing but a known invention stands in the sentence."""
    plain = _plain(sentence).strip(" .!?,-").replace("amara org", "amara.org")
    return _invented(plain) >= 0.6 * len(plain) > 0


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


def without_loops(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with each loop left out, and the loops. Digits said thrice are no loop."""
    words, kept, loops = text.split(), [], []
    same = _same_again([_plain(word) for word in words])
    at = 0
    while at < len(words):
        length, times = _loop_at(same, at)
        if times:
            loops.append(" ".join(words[at : at + length * times]))
            at += length * times
        else:
            kept.append(words[at])
            at += 1
    return " ".join(kept), tuple(loops)


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
    return letters.strip(" ,;:.!?")
