"""Text of a transcript: tidied, and what the model invented (hallucination) told from what was said."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

# Whisper learnt from subtitles, and over silence writes what subtitles end with: "Sottotitoli creati
# dalla comunità Amara.org" (Purfview/whisper-standalone-win#144, SubtitleEdit#7748).
INVENTIONS = re.compile(
    r"sottotitol\w* (?:e revisione )?(?:creat\w+ |a cura )?(?:dalla comunita|di|da)\b[^.!?]*(?:\.\s?org)?|"
    r"sottotitoli e revisione[^.!?]*|[^.!?]*\bamara\s?\.\s?org\b|[^.!?]*\bqtss\b|"
    r"grazie (?:mille )?(?:per|a tutti per) (?:la visione|aver guardato|l'attenzione)|"
    r"iscri\w+ al canale|al prossimo video|"
    r"thank(?:s| you)(?: so much| very much)? for watching|subtitles? by\b[^.!?]*|"
    r"please subscribe[^.!?]*|www\.\S+"
)
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
    plain = _plain(sentence).strip(" .!?,-")
    found = INVENTIONS.search(plain.replace("amara org", "amara.org"))
    return found is not None and len(found.group()) >= 0.6 * len(plain)


def without_loops(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with each loop left out, and the loops. Digits said thrice are no loop."""
    words, kept, loops = text.split(), [], []
    at = 0
    while at < len(words):
        length, times = _loop_at(words, at)
        if times:
            loops.append(" ".join(words[at : at + length * times]))
            at += length * times
        else:
            kept.append(words[at])
            at += 1
    return " ".join(kept), tuple(loops)


def _loop_at(words: list[str], at: int) -> tuple[int, int]:
    """Length and number of the repetitions that begin here; (0, 0) for none."""
    for length in range(1, LOOP_WORDS + 1):
        part = [_plain(word) for word in words[at : at + length]]
        times = 1
        while [_plain(w) for w in words[at + times * length : at + (times + 1) * length]] == part:
            times += 1
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
